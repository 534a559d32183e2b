"""Real runs of the program: a fresh home, a database that is away, settings that make no sense."""

import gc
import json
import subprocess
import sys

import pytest

from reelpress.cli import database
from reelpress.config.env import child_env
from reelpress.lib import clock

SECONDS = 120  # far more than a program takes: only one that hangs exceeds it


def _start(home, *arguments, **changes):
    env = child_env(**{"REELPRESS_HOME": str(home), "REELPRESS_QUEUE": "manual", "DATABASE_URL": "", **changes})
    command = [sys.executable, "-m", "reelpress", *arguments]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _run(home, *arguments, **changes):
    process = _start(home, *arguments, **changes)
    out, err = process.communicate(timeout=SECONDS)
    assert "Traceback" not in err
    return process.returncode, out, err


def test_help_and_version_touch_neither_disk_nor_settings(tmp_path):
    home = tmp_path / "home"
    for arguments in (("--version",), ("--help",), ("video", "generate", "--help")):
        code, out, err = _run(home, *arguments, DATABASE_URL="nonsense://", REELPRESS_QUEUE="nonsense")
        assert (code, err) == (0, "")
        assert out
    assert not home.exists()


def test_no_garbage_is_looked_for_while_django_is_loaded(monkeypatch):
    looked_for = []
    monkeypatch.setattr("django.apps.apps.ready", False)
    monkeypatch.setattr("django.setup", lambda: looked_for.append(gc.isenabled()))
    database.start()
    assert looked_for == [False] and gc.isenabled()


def test_a_fresh_home_is_made_ready_by_the_first_command(tmp_path):
    code, out, err = _run(tmp_path / "home", "post", "list", "--json")
    assert (code, json.loads(out), err) == (0, [], "")
    assert (tmp_path / "home" / "db.sqlite3").exists()


@pytest.mark.slow
def test_commands_that_start_at_once_on_a_fresh_home_do_not_trip_over_each_other(tmp_path):
    started = [_start(tmp_path / "home", "job", "list", "--json") for _ in range(4)]
    ended = [process.communicate(timeout=SECONDS) for process in started]
    assert [process.returncode for process in started] == [0] * 4, ended
    assert [json.loads(out) for out, _ in ended] == [[]] * 4


def test_a_setting_that_makes_no_sense_is_a_sentence_and_wrong_usage(tmp_path):
    code, out, err = _run(tmp_path, "post", "list", REELPRESS_QUEUE="nonsense")
    assert (code, out) == (2, "")
    assert err == (
        "REELPRESS_QUEUE is 'nonsense', but must be one of celery, immediate, manual. "
        "Correct or unset it. See docs/settings.md.\n"
    )


def test_a_database_that_is_away_is_a_sentence_without_its_password(tmp_path):
    code, out, err = _run(tmp_path, "post", "list", DATABASE_URL="postgresql://blog:topsecret@127.0.0.1:1/blog")
    assert (code, out) == (1, "")
    assert err.startswith("The database cannot be used: ")
    assert "topsecret" not in err
    assert len(err.splitlines()) == 2


def test_a_database_file_that_is_none_is_a_sentence(tmp_path):
    (tmp_path / "db.sqlite3").write_bytes(b"this is no database" * 100)
    code, out, err = _run(tmp_path, "post", "list")
    assert (code, out) == (1, "")
    assert err.startswith("The database cannot be used: file is not a database.")


def test_the_check_of_an_installation_with_a_bad_setting_names_it_and_stops(tmp_path):
    code, out, _ = _run(tmp_path, "check", "--json", REELPRESS_TARGET_SECONDS="many")
    [finding] = json.loads(out)
    assert code == 1
    assert (finding["name"], finding["ok"]) == ("settings", False)
    assert "REELPRESS_TARGET_SECONDS" in finding["detail"]


def test_a_reader_that_goes_away_is_no_drama(tmp_path):
    process = _start(tmp_path, "manage", "help", "--commands")
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert clock.wait_until(lambda: process.poll() is not None, seconds=SECONDS)
    assert "Traceback" not in err


def test_any_django_command_is_passed_through(tmp_path):
    code, out, _ = _run(tmp_path, "manage", "migrate", "--plan", "--verbosity", "0")
    assert code == 0
    code, out, err = _run(tmp_path, "manage", "nonsense")
    assert (code, out) == (1, "")
    assert "Unknown command: 'nonsense'" in err
