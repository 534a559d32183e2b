"""`reelpress supervisor`: what is printed, and that Supervisor runs it as promised."""

import configparser
import signal
import sys
from contextlib import contextmanager

import pytest
from django.conf import settings

from reelpress.cli import stack, supervision
from reelpress.jobs import workers
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.states import Outcome, Status
from reelpress.lib import clock, proc
from tests import processes
from tests.house.source import ROOT
from tests.jobs import types  # noqa: F401  (makes the job types known)

SHIPPED = ROOT / "deploy" / "supervisor.conf"
PYTHON, HOME = "/opt/reelpress/.venv/bin/python", "/srv/reelpress"


def _parsed(text):
    found = configparser.RawConfigParser(inline_comment_prefixes=(" ;",))
    found.read_string(text)
    return found


def _programs(text):
    return {name.removeprefix("program:"): section for name, section in _parsed(text).items() if "program:" in name}


def _command(text, name):
    return _programs(text)[name]["command"]


def test_every_queue_has_its_worker_with_the_processes_of_the_shipped_defaults(run):
    said = run("supervisor").out

    assert list(_programs(said)) == [
        "queue-server", "video", "social", "default", "low-priority", "clock", "web",
    ]  # fmt: skip
    processes_of = {name: _command(said, name).split("-c ")[1].split()[0] for name in settings.QUEUES}
    assert processes_of == {"video": "4", "social": "4", "default": "2", "low-priority": "2"}


def test_counts_and_parts_can_be_changed(run):
    said = run("supervisor", "--video", 1, "--social", 0, "--default", 0, "--no-web", "--no-clock").out

    assert list(_programs(said)) == ["queue-server", "video", "low-priority"]
    assert "-c 1" in _command(said, "video")
    assert _parsed(said)["group:workers"]["programs"] == "video,low-priority"


def test_a_queue_server_of_ones_own_needs_none_here(run, settings):
    settings.BROKER_URL = "redis://127.0.0.1:6379/0"

    assert "queue-server" not in _programs(run("supervisor").out)


def test_no_worker_at_all_is_refused(run):
    said = run("supervisor", "--video", 0, "--social", 0, "--default", 0, "--low-priority", 0)

    assert (said.code, said.err.splitlines()[0]) == (2, "No queue would have a worker.")


def test_secrets_are_named_and_not_printed(run, monkeypatch):
    monkeypatch.setenv("REELPRESS_SECRET_KEY", "sesame")
    monkeypatch.setenv("DATABASE_URL", "postgresql://press:sesame@db/reelpress")

    said = run("supervisor").out

    assert "sesame" not in said
    assert ";   DATABASE_URL\n" in said
    assert ";   REELPRESS_SECRET_KEY\n" in said


def test_only_the_parent_of_a_worker_hears_of_the_end_and_has_time_for_its_jobs(run):
    worker = _programs(run("supervisor").out)["video"]

    assert (worker["stopasgroup"], worker["killasgroup"], worker["stopsignal"]) == ("false", "false", "TERM")
    assert int(worker["stopwaitsecs"]) > settings.JOB_GRACE_SECONDS


def test_programs_for_a_supervisor_of_others_have_names_of_their_own(run):
    said = run("supervisor", "--programs-only").out

    assert {name.partition(":")[0] for name in _parsed(said).sections()} == {"program", "group"}
    assert all(name.startswith("reelpress-") for name in _programs(said))
    assert _parsed(said)["group:reelpress-workers"]["programs"].startswith("reelpress-video,")


def test_programs_run_as_the_user_that_was_named_in_the_home_of_that_user(run):
    web = _programs(run("supervisor", "--user", "nobody").out)["web"]

    assert web["user"] == "nobody"
    assert 'USER="nobody"' in web["environment"]
    assert run("supervisor", "--user", "nobody-of-that-name").code == 2


def test_it_is_written_to_a_file(run, tmp_path):
    said = run("supervisor", "--out", tmp_path / "supervisor.conf")

    assert said.out == ""
    assert (tmp_path / "supervisor.conf").read_text() == run("supervisor").out


def test_the_time_to_stop_is_the_sum_of_what_supervisor_ends_one_after_the_other(settings):
    settings.JOB_GRACE_SECONDS = 60
    wanted = stack.programs(port=8000)

    # The web, the clock, the workers at one time, the queue server.
    assert supervision.stop_seconds(wanted) == 10 + 10 + 125 + 10 + supervision.MARGIN_SECONDS


def test_values_that_supervisor_would_expand_are_escaped(settings, tmp_path):
    told = supervision.sections(
        [supervision.Program("odd", ("/a b/100%", 'say "x"'), 1)], logs=tmp_path, environment={"HOME": 'a"%b'}
    )

    assert 'command="/a b/100%%" "say \\"x\\""' in told
    assert 'environment=HOME="a\\"%%b"' in told


def test_the_shipped_example_is_what_the_command_prints(run, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REELPRESS_QUEUE")

    said = run("supervisor").out

    assert said.replace(sys.executable, PYTHON).replace(str(settings.HOME), HOME) == SHIPPED.read_text("utf-8")


def test_the_shipped_unit_waits_as_long_as_supervisor_takes(settings):
    unit = (ROOT / "deploy" / "systemd" / "reelpress.service").read_text("utf-8")

    patience = int(unit.split("TimeoutStopSec=")[1].split()[0])
    assert patience > supervision.stop_seconds(stack.programs(port=8000))


@contextmanager
def _supervised(file):
    """Run Supervisor as it is run for real, on the file that was printed, until the block ends or it is told to."""
    process = proc.spawn(
        (sys.executable, "-W", "ignore", "-m", "supervisor.supervisord", "-c", str(file)),
        log=settings.LOGS / "test-supervisord.log",
        env=processes.environment(),
    )
    try:
        yield process
    finally:
        proc.stop(process, grace=60)
        processes.disconnect()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_supervisor_runs_what_was_printed_and_stops_it_without_losing_work(run, settings, tmp_path):
    settings.JOB_GRACE_SECONDS = 30  # what Supervisor is told; the workers give their jobs a second
    file = tmp_path / "supervisor.conf"
    few = ("--video", 1, "--social", 0, "--default", 1, "--low-priority", 1, "--no-web")
    assert run("supervisor", *few, "--out", file).code == 0
    with _supervised(file) as supervisor:
        assert clock.wait_until(lambda: workers.alive().count() == 3, seconds=120), "the workers did not start"
        settings.QUEUE_MODE = "celery"
        done = enqueue("test-echo", {"do": "ok"})
        assert processes.becomes(done, Status.COMPLETED)
        running = enqueue("test-echo", {"do": "swallow"})
        assert processes.becomes(running, Status.PROCESSING)
        family = processes.children(supervisor)

        supervisor.send_signal(signal.SIGTERM)

        assert clock.wait_until(lambda: supervisor.poll() is not None, seconds=120), "Supervisor did not stop"
    assert clock.wait_until(lambda: not any(child.is_running() for child in family), seconds=60)
    running.refresh_from_db()
    assert (running.status, running.attempts, running.history.get().outcome) == (
        Status.PENDING, 0, Outcome.INTERRUPTED,
    )  # fmt: skip
    done.refresh_from_db()
    assert done.status == Status.COMPLETED
