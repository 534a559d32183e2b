"""The settings of notices: nonsense stops the start with a sentence that shows no address."""

import os
import subprocess
import sys

import pytest

from reelpress.config import env
from reelpress.config.env import BadSetting


def addresses(monkeypatch, value, *schemes):
    monkeypatch.setenv("X", value)
    return env.env_addresses("X", schemes)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("", []),
        (" , \n", []),
        ("slack://a/b/c", ["slack://a/b/c"]),
        ("slack://a/b mailto://u:p@h?to=a,b\nntfy://t,json://h", ["slack://a/b", "mailto://u:p@h?to=a,b", "ntfy://t", "json://h"]),
        ("json://a,\r\n  json://b,", ["json://a", "json://b"]),
        ("HTTPS://a.example/ü", ["HTTPS://a.example/ü"]),
    ],
)  # fmt: skip
def test_addresses_stand_apart_by_blanks_or_commas(monkeypatch, value, found):
    assert addresses(monkeypatch, value) == found


@pytest.mark.parametrize("value", ["pa55word", "slack:/pa55word", "://pa55word", "slack://",
                                   "slack://a pa55word", "slack://a\x07pa55word", "s_s://pa55word"])  # fmt: skip
def test_what_is_no_address_is_refused_without_being_shown(monkeypatch, value):
    with pytest.raises(BadSetting) as refused:
        addresses(monkeypatch, value)

    assert str(refused.value).startswith("X is ***, but must be addresses")
    assert "pa55word" not in str(refused.value)


@pytest.mark.parametrize(
    "value", ["ftp://a", "slack://a", "http://", "http://:80/x", "https://a:99999/", "https://[::1/", "http:///path", "http://a:0/"]
)  # fmt: skip
def test_a_webhook_that_is_none_is_refused(monkeypatch, value):
    with pytest.raises(BadSetting, match="http:// or https://"):
        addresses(monkeypatch, value, "http", "https")


def test_an_event_that_does_not_exist_is_refused(monkeypatch):
    monkeypatch.setenv("X", "job-failed,job-faild")

    with pytest.raises(BadSetting, match="'job-faild', but must be a list, with commas, of job-failed, batch-done"):
        env.env_choices("X", "", ("job-failed", "batch-done"))


def start(tmp_path, **variables):
    """Read the settings in a process of its own; return its exit code and all it said."""
    say = "from reelpress.config import settings as s; print(s.NOTIFY, s.WEBHOOKS, s.WEBHOOK_SECRET, s.NOTIFY_EVENTS)"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("REELPRESS_")}
    ran = subprocess.run(
        [sys.executable, "-c", say], env=clean | {"REELPRESS_HOME": str(tmp_path)} | variables, capture_output=True,
        text=True, timeout=60, check=False,
    )  # fmt: skip
    return ran.returncode, ran.stdout + ran.stderr


def test_webhooks_without_a_secret_stop_the_start_and_say_what_to_set(tmp_path):
    code, said = start(tmp_path, REELPRESS_WEBHOOKS="https://hooks.example/t0ken")

    assert code == 1
    assert said.startswith("REELPRESS_WEBHOOK_SECRET is not set, but must be") and "t0ken" not in said


def test_all_of_it_may_lie_in_files(tmp_path):
    for name, text in {
        "notify": "slack://a/b/c\njson://h\n",
        "hooks": "https://a.example\n",
        "secret": "s3cret\n",
    }.items():
        (tmp_path / name).write_text(text)

    code, said = start(
        tmp_path, REELPRESS_NOTIFY_FILE=str(tmp_path / "notify"), REELPRESS_WEBHOOKS_FILE=str(tmp_path / "hooks"),
        REELPRESS_WEBHOOK_SECRET_FILE=str(tmp_path / "secret"), REELPRESS_NOTIFY_EVENTS="batch-done",
    )  # fmt: skip

    assert code == 0
    assert said == "['slack://a/b/c', 'json://h'] ['https://a.example'] s3cret ['batch-done']\n"
