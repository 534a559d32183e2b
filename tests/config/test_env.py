"""Nonsense in the environment stops the start, and says what was wanted."""

import resource
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from reelpress.config import env, home
from reelpress.config import settings as project
from reelpress.config.env import BadSetting

QUEUES = ("video", "social")


@pytest.mark.parametrize(
    "options",
    ['{"a": {"timeout": -1}}', '{"a": {"nope": 1}}', '{"a": {"timeout": "abc"}}', '{"a": 7}', '{"a": {"queue": "x"}}',
     '{"a": {"backoff": [-1]}}', '{"a": {"max_attempts": true}}', "[]", "{"],
)  # fmt: skip
def test_senseless_job_options_are_refused(monkeypatch, options):
    monkeypatch.setenv("X", options)

    with pytest.raises(BadSetting, match="X is"):
        env.env_job_options("X", QUEUES)


def test_job_options_that_make_sense_are_returned(monkeypatch):
    monkeypatch.setenv("X", '{"a": {"timeout": 5, "backoff": [1, 2], "queue": "video"}}')

    assert env.env_job_options("X", QUEUES) == {"a": {"timeout": 5, "backoff": [1, 2], "queue": "video"}}


@pytest.mark.parametrize("value", ["http://x", "redis:", "x"])
def test_an_address_of_another_kind_is_refused(monkeypatch, value):
    monkeypatch.setenv("X_URL", value)

    with pytest.raises(BadSetting, match="redis://"):
        env.env_url("X_URL", ("redis", "amqp"))


@pytest.mark.parametrize(
    "value", ["press.example.org", "https://", "https://press:port", "https://[::1", "ftp://press"]
)
def test_what_is_no_web_address_is_refused(monkeypatch, value):
    monkeypatch.setenv("X_URL", value)

    with pytest.raises(BadSetting, match="X_URL is"):
        env.env_url("X_URL")


@pytest.mark.parametrize("url", ["postgresql://press:hush@db:port/press", "postgresql://press:hush@[db/press"])
def test_a_database_address_that_cannot_be_read_stops_the_start_without_showing_its_password(url):
    ended = subprocess.run(
        [sys.executable, "-m", "reelpress", "post", "list"],
        env=env.child_env(DATABASE_URL=url, DJANGO_SETTINGS_MODULE="reelpress.config.settings"),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "DATABASE_URL is ***, but must be like postgresql://" in ended.stderr
    assert "hush" not in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_full_disk_is_said_and_leaves_no_empty_key(tmp_path):
    ended = subprocess.run(
        [sys.executable, "-c", "import reelpress.config.settings"],
        env=env.child_env(REELPRESS_HOME=str(tmp_path / "home")),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)),  # no byte can be written
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
    )
    assert ended.returncode and "a folder that can be written to (File too large)" in ended.stderr
    assert (tmp_path / "home").is_dir() and not (tmp_path / "home" / "secret_key").exists()


def test_a_key_that_is_there_stays_when_no_file_can_be_opened(monkeypatch, tmp_path):
    (tmp_path / "secret_key").write_text("sealed with this")
    monkeypatch.setattr(project, "HOME", tmp_path)
    monkeypatch.delenv("REELPRESS_SECRET_KEY", raising=False)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
    try:
        with pytest.raises(BadSetting, match="Too many open files"):
            project._secret_key()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert (tmp_path / "secret_key").read_text() == "sealed with this"


def test_first_starts_at_the_same_moment_agree_on_one_key(monkeypatch, tmp_path):
    monkeypatch.delenv("REELPRESS_SECRET_KEY", raising=False)
    for n in range(5):  # each is a chance to be at the same place at the same time
        home, start = tmp_path / f"{n}", threading.Barrier(8)
        home.mkdir()
        monkeypatch.setattr(project, "HOME", home)

        def first_start(start=start):
            start.wait(30)
            return project._secret_key()

        with ThreadPoolExecutor(8) as pool:
            keys = {found.result(60) for found in [pool.submit(first_start) for _ in range(8)]}
        assert keys == {(home / "secret_key").read_text()} and len(keys.pop()) > 60
        assert (home / "secret_key").stat().st_mode & 0o777 == 0o600
        assert [path.name for path in home.iterdir()] == ["secret_key"]


def test_a_disk_without_links_keeps_a_key_too(monkeypatch, tmp_path):
    def refuse(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.delenv("REELPRESS_SECRET_KEY", raising=False)
    monkeypatch.setattr(project, "HOME", tmp_path)
    monkeypatch.setattr(project.Path, "hardlink_to", refuse)

    assert len(project._secret_key()) > 60
    assert project._secret_key() == (tmp_path / "secret_key").read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_a_secret_may_lie_in_a_file_and_is_not_shown(monkeypatch, tmp_path):
    (tmp_path / "secret").write_text("hidden\n")
    monkeypatch.setenv("X_SECRET_FILE", str(tmp_path / "secret"))

    assert env.env_str("X_SECRET") == "hidden"
    with pytest.raises(BadSetting) as refused:
        env.env_int("X_SECRET", 1)
    assert "hidden" not in str(refused.value)


def test_a_time_zone_that_does_not_exist_is_refused(monkeypatch):
    monkeypatch.setenv("X", "Mars/Olympus")

    with pytest.raises(BadSetting, match="Europe/Berlin"):
        env.env_time_zone("X", "UTC")


@pytest.mark.parametrize("value", ["-1", "²", "1.5", "many", "65", "9" * 5000])
def test_what_is_no_whole_number_within_the_bounds_is_refused(monkeypatch, value):
    monkeypatch.setenv("X", value)

    with pytest.raises(BadSetting, match="a whole number from 0 to 64"):
        env.env_int("X", 1, most=64)


@pytest.mark.parametrize("value", ["foo", "hibari,foo", "foo:voice", ","])
def test_a_choice_that_does_not_exist_is_refused_also_before_a_colon(monkeypatch, value):
    monkeypatch.setenv("X", value)

    with pytest.raises(BadSetting, match="hibari, espeak, each with :VOICE after it"):
        env.env_choices("X", "hibari", ("hibari", "espeak"), more="VOICE")


def test_a_choice_may_go_on_after_a_colon_where_that_means_something(monkeypatch):
    monkeypatch.setenv("X", "espeak:de, hibari")

    assert env.env_choices("X", "hibari", ("hibari", "espeak"), more="VOICE") == ["espeak:de", "hibari"]
    with pytest.raises(BadSetting):
        env.env_choices("X", "hibari", ("hibari", "espeak"))


@pytest.mark.parametrize("value", ['{"youtub": 1}', '{"x": true}', '{"x": -1}'])
def test_seconds_by_a_name_that_does_not_exist_are_refused(monkeypatch, value):
    monkeypatch.setenv("X", value)

    with pytest.raises(BadSetting, match="with the names youtube, x"):
        env.env_seconds("X", ("youtube", "x"))


def test_the_settings_know_every_narrator_and_platform():
    from reelpress.publishing.platforms.registry import platform_names
    from reelpress.video.narrators.registry import NARRATORS

    assert set(project.NARRATORS) == set(NARRATORS) and set(project.PLATFORMS) == set(platform_names())


@pytest.mark.parametrize(
    ("name", "value"),
    [("REELPRESS_NARRATORS", "foo"), ("REELPRESS_RENDER_WORKERS", "9999"), ("REELPRESS_STAGGER", '{"youtub": 1}')],
)
def test_a_value_that_cannot_be_used_stops_the_start(name, value):
    ended = subprocess.run(
        [sys.executable, "-c", "import reelpress.config.settings"],
        env=env.child_env(**{name: value}),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode and f"{name} is " in ended.stderr and "Traceback" not in ended.stderr


def test_x_may_be_named_as_people_call_it_in_the_waits_of_accounts():
    ended = subprocess.run(
        [sys.executable, "-c", "from reelpress.config.settings import STAGGER_SECONDS; print(STAGGER_SECONDS)"],
        env=env.child_env(REELPRESS_STAGGER='{"x": 7}'),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "'twitter': 7" in ended.stdout and "'x'" not in ended.stdout


def test_a_home_in_which_nothing_can_be_written_stops_the_start(monkeypatch, tmp_path):
    home.prepare(tmp_path)
    assert (tmp_path / "media").is_dir()
    monkeypatch.setattr("os.access", lambda *_: False)

    with pytest.raises(BadSetting, match=r"a folder that can be written to \(nothing can be written there now\)"):
        home.prepare(tmp_path)
