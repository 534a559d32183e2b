"""`reelpress demo` and `up`: what is wrong is said before anything is started, and never are there two for one home."""

import subprocess
import sys
from datetime import timedelta

import psutil
import pytest

from reelpress.cli import demo as demo_command
from reelpress.cli import stack, up
from reelpress.config.env import child_env
from reelpress.lib import clock
from reelpress.lib.errors import Failure
from tests.factories import a_job


@pytest.fixture
def lock(tmp_path):
    return tmp_path / "home" / "demo.lock"


def demo(tmp_path, *arguments):
    env = child_env(REELPRESS_HOME=str(tmp_path / "home"), DJANGO_SETTINGS_MODULE="reelpress.config.settings")
    command = [sys.executable, "-m", "reelpress", "demo", *arguments]
    return subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, timeout=180, check=False)


def test_a_post_that_cannot_be_used_is_refused_before_anything_is_started(tmp_path, lock):
    (tmp_path / "empty.md").touch()
    ended = demo(tmp_path, "empty.md")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("empty.md is empty.\nNothing was imported. Write the post first")
    assert not (tmp_path / "home" / "demo" / "logs" / "supervisor.log").exists()


def test_a_folder_that_takes_no_files_and_a_demo_that_runs_are_said_at_once(tmp_path, lock):
    (tmp_path / "taken").touch()
    ended = demo(tmp_path, "--out", "taken")
    assert (ended.returncode, ended.stdout) == (
        2,
        "",
    ) and f"{tmp_path / 'taken'} is not a folder" in ended.stderr
    kept = tmp_path / "home" / "demo" / "kept"
    kept.mkdir(parents=True)
    with stack.alone(lock, tmp_path / "home" / "demo" / "run"):
        ended = demo(tmp_path)
    assert ended.returncode == 1 and "already runs for this home (process" in ended.stderr
    assert kept.exists(), "the home of the one that runs is not emptied"


@pytest.mark.django_db
def test_a_try_that_failed_ends_the_demo_with_its_reason():
    later = clock.now() + timedelta(seconds=60)
    job = a_job(status="pending", attempts=1, error_message="The disk is full. Free some space.", run_after=later)
    with pytest.raises(Failure, match="The disk is full"):
        demo_command._watch(job)


def test_a_home_is_held_by_one_until_it_ends(lock, tmp_path):
    with stack.alone(lock, tmp_path), pytest.raises(Failure, match=r"already runs.*wait for its end"):
        stack.alone(lock, tmp_path).__enter__()
    with stack.alone(lock, tmp_path):
        pass


def test_when_it_does_not_come_up_those_that_ended_have_the_last_word(tmp_path):
    (tmp_path / "supervisor.log").write_text("INFO spawned: 'video'\nWARN exited: queue-server (exit status 1)\n")
    (tmp_path / "queue-server.log").write_text("A queue server runs.\nStop the other first.\n\n")
    (tmp_path / "video.log").write_text("ready\n")
    assert stack._last_words(tmp_path) == "queue-server: A queue server runs. Stop the other first."
    (tmp_path / "supervisor.log").unlink()
    assert stack._last_words(tmp_path).endswith("| video: ready")


STARTS = "import subprocess, sys; print(subprocess.Popen(sys.argv[1:]).pid, flush=True); sys.stdin.read()"


def test_the_demo_network_ends_with_a_supervisor_that_is_killed():
    command = up.demo_program(0).command
    with subprocess.Popen(
        [sys.executable, "-c", STARTS, *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as supervisor:
        pid = int(supervisor.stdout.readline())
        assert "listens on" in supervisor.stdout.readline()
        supervisor.kill()
        assert clock.wait_until(lambda: not psutil.pid_exists(pid), seconds=60)
