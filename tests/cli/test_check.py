"""`reelpress check`: what is wrong, and how to mend it."""

import socket
from datetime import timedelta

import pytest
from django.db import OperationalError

from reelpress.cli import check
from reelpress.cli.findings import Finding, ask
from reelpress.jobs import broker, embedded
from reelpress.lib import clock
from reelpress.lib.errors import Failure
from tests.cli import rows

pytestmark = pytest.mark.django_db


def test_a_sound_installation_passes(run):
    said = run("check")
    assert said.code == 0, said.out
    assert "problem" not in said.out
    for what in ("settings", "database", "queue server", "fonts", "ffmpeg", "encoder", "voices", "disk", "accounts"):
        assert f"\n{what}  " in said.out


def test_the_json_says_each_answer(run):
    shown = run("check", "--json").data
    assert {"name", "ok", "detail", "todo"} == set(shown[0])
    assert all(finding["ok"] for finding in shown)


def test_an_account_to_be_reconnected_is_a_problem_with_a_way_out(run):
    account = rows.account(status="needs_reconnect")
    said = run("check")
    assert said.code == 1
    assert f"youtube: Channel (id {account.pk})" in said.out
    assert "\naccounts: Connect them again" in said.out


def test_a_token_that_ends_soon_is_a_problem_unless_it_renews_itself(run):
    soon = clock.now() + timedelta(days=2)
    account = rows.account(expires_at=soon)
    assert run("check").code == 1
    account.refresh_token_sealed = "sealed"
    account.save()
    assert run("check").code == 0


def test_a_senseless_override_of_a_job_type_is_a_problem(run, settings):
    settings.JOB_OVERRIDES = {"video-generation": {"timeout": "long"}}
    said = run("check")
    assert said.code == 1
    assert "REELPRESS_JOBS" in said.out


def test_an_override_of_a_job_type_that_does_not_exist_is_a_problem(run, settings):
    settings.JOB_OVERRIDES = {"video-generatoin": {"timeout": 900}}
    assert "video-generatoin" in run("check").out


def test_a_full_disk_is_a_problem(run, monkeypatch):
    monkeypatch.setattr(check, "LEAST_MEGABYTES", 1 << 40)
    said = run("check")
    assert said.code == 1
    assert "\ndisk: Free some space" in said.out


def test_enough_room_needs_no_advice(run):
    assert "\ndisk: " not in run("check").out


def test_a_database_that_breaks_is_no_advice_to_run_this_command_again(settings):
    def breaks():
        raise OperationalError("no such table")

    assert ask("database", breaks) == Finding(
        "database",
        False,
        "The database cannot be used: no such table.",
        "Check DATABASE_URL and REELPRESS_HOME, then try again.",
    )


def test_a_question_that_breaks_is_a_finding_like_any_other():
    def fails():
        raise Failure("It is gone.", todo="Bring it back.")

    def breaks():
        raise ZeroDivisionError("division by zero")

    assert ask("it", fails) == Finding("it", False, "It is gone.", "Bring it back.")
    found = ask("it", breaks)
    assert (found.ok, found.detail) == (False, "ZeroDivisionError: division by zero")


def test_the_queue_server_that_comes_along_need_not_run_yet(settings, tmp_path):
    settings.QUEUE_MODE, settings.BROKER_URL, settings.RUN = "celery", "", tmp_path
    found = check.queue_server()
    assert found.ok and "`reelpress up` starts it" in found.detail


def test_the_queue_server_that_does_not_answer_is_a_problem(settings, tmp_path, monkeypatch):
    settings.QUEUE_MODE, settings.BROKER_URL, settings.RUN = "celery", "", tmp_path
    with socket.socket(socket.AF_UNIX) as left_behind:
        left_behind.bind(str(embedded.socket_path()))
    monkeypatch.setattr(broker.app.conf, "broker_url", embedded.embedded_url())
    found = check.queue_server()
    assert (found.ok, found.todo) == (False, "Start `reelpress up`.")


def test_targets_of_notices_are_counted_and_named_without_their_address(run, settings):
    settings.NOTIFY, settings.WEBHOOKS = ["json://a.example/t0ken"], ["https://b.example/t0ken"]
    said = run("check")
    assert said.code == 0, said.out
    assert "2 targets: json target " in said.out and "t0ken" not in said.out


def test_a_target_that_nobody_knows_is_a_problem_and_is_not_shown(run, settings):
    settings.NOTIFY = ["nobody://t0ken"]
    said = run("check")
    assert said.code == 1
    assert "\nnotifications: Correct REELPRESS_NOTIFY." in said.out and "t0ken" not in said.out


def test_the_narrators_that_can_be_used_are_named_and_what_the_others_lack(run, settings, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    settings.SPEECH = {**settings.SPEECH, "order": ("hibari", "espeak"), "speech_url": "http://127.0.0.1:9"}
    detail = check.voices().detail
    assert detail.startswith("hibari narrates") and "espeak lacks: Install espeak-ng" in detail
    assert "openai could, if REELPRESS_NARRATORS named it" in detail
    settings.SPEECH = {**settings.SPEECH, "order": ("espeak",)}
    assert not check.voices().ok and "apt install" in check.voices().todo
