"""What all tests share: a home of their own, no way outside, and a last word on the optional services.

The environment is settled in tests/environment.py, which Django reads before this file.
"""

import gc
import os

import pytest
from hypothesis import HealthCheck, settings

from tests import outside, services

# How long an example takes says more about the machine at that moment than about the code.
settings.register_profile("no clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("no clock")


def pytest_configure(config):
    """Close the way outside; programs that tests start run with the shipped settings, in the home of the tests."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "reelpress.config.settings"
    outside.close()


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Look for no garbage while the tests are read, and never among them afterwards: it takes a tenth of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(tryfirst=True)  # before pytest chooses by marker
def pytest_collection_modifyitems(items):
    """Mark what uses the database; skip what this run cannot do, and say why."""
    lacking = {
        "browser": "" if services.chromium() else "there is no Chromium",
        "postgres": "" if _on_postgres() else "this run uses SQLite",
        "sqlite_only": "this run uses PostgreSQL" if _on_postgres() else "",
    }
    for item in items:
        if item.get_closest_marker("django_db") or "django_db_setup" in item.fixturenames:
            item.add_marker("database")
        for marker, why in lacking.items():
            if why and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=why))


def pytest_terminal_summary(terminalreporter):
    """Say which optional services were used."""
    terminalreporter.section("optional services")
    sentences = (_about_postgres(), _about_brokers(), _about_chromium(_browser_tests(terminalreporter)))
    for sentence in sentences:
        terminalreporter.write_line(sentence)


def _browser_tests(reporter):
    """Count them by what was reported: where several processes run the tests, the one that speaks collected none."""
    reports = [report for kind in ("passed", "failed", "skipped") for report in reporter.stats.get(kind, ())]
    return len({report.nodeid for report in reports if "browser" in report.keywords})


def _about_postgres():
    if _on_postgres():
        return "PostgreSQL: found, and used for this run."
    if not services.postgres():
        return "PostgreSQL: not found; everything ran on SQLite alone. Set DATABASE_URL to use a server elsewhere."
    return "PostgreSQL: found; this run used SQLite, and `make test` runs the database tests on PostgreSQL too."


def _about_brokers():
    there = {"Redis": services.redis(), "RabbitMQ": services.rabbitmq()}
    found = [name for name, url in there.items() if url]
    lacking = [name for name, url in there.items() if not url]
    sentences = [f"{' and '.join(found)}: found; the tests of the brokers can use them."] if found else []
    if lacking:
        sentences.append(f"{' and '.join(lacking)}: not found on the usual port; the tests of the brokers skip them.")
    return " ".join(sentences)


def _about_chromium(wanted):
    if services.chromium():
        return f"Chromium: found; {wanted} tests of this run use it."
    return f"Chromium: not found; {wanted} tests of the browser were skipped."


def _on_postgres():
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


@pytest.fixture
def database_kind(db):
    """Which database this run uses: "sqlite" or "postgresql"."""
    from django.db import connection

    return connection.vendor


@pytest.fixture(scope="session")
def chromium():
    """The path of a Chromium; without one the test is skipped."""
    found = services.chromium()
    if not found:
        pytest.skip("there is no Chromium")
    return found
