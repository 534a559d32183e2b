"""A worker dies, or a person cancels, in the middle of a render: real processes, real signals."""

import contextlib
import os
import shutil
import signal

import psutil
import pytest
from django.conf import settings

from reelpress.jobs import broker, control
from reelpress.jobs.models import Attempt
from reelpress.jobs.states import Outcome, Status
from reelpress.lib import clock
from reelpress.pipeline import flow
from tests import processes
from tests.factories import a_post

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
BODY = "\n\n".join(
    f"## Part {name}\n\nThe {name} part of the press prints one page and hands it to the next part without a word."
    for name in ("first", "second", "third", "fourth")
)


@pytest.fixture(scope="module")
def queue_server(django_db_setup):
    with processes.queue_server() as server:
        yield server


@pytest.fixture
def rendering(queue_server, settings):
    """A worker in the middle of a render: some scenes are finished, some are not; its renderers are held there."""
    settings.QUEUE_MODE = "celery"
    broker.app.control.purge()
    shutil.rmtree(settings.ARTEFACTS / "segments", ignore_errors=True)
    with processes.worker(queue="video", TESTS_CANCEL_GRACE="30") as worker:
        job = flow.generate_video(a_post(title="A press of many parts", body=BODY), "square", publish=False)
        assert clock.wait_until(lambda: is_held_amid_its_work(worker), seconds=120), "no scene was finished"
        yield worker, job


def segments():
    """The finished scenes; a scene made anew would be another inode."""
    return {path: path.stat().st_ino for path in settings.ARTEFACTS.glob("segments/*/*.mp4")}


def running_renderers(worker):
    return [child for child in processes.children(worker) if "reelpress.video.renderer" in processes.command_of(child)]


def is_held_amid_its_work(worker):
    """Hold all renderers; let them go on unless a scene is finished."""
    renderers = running_renderers(worker)
    with contextlib.suppress(psutil.NoSuchProcess):
        for renderer in renderers:
            renderer.suspend()
        if renderers and segments():
            return True
        for renderer in renderers:
            renderer.resume()
    return False


def left_behind():
    return list((settings.ARTEFACTS / "runs").glob("*"))


def test_a_killed_worker_process_costs_nothing_that_was_finished(rendering):
    worker, job = rendering
    finished = segments()
    programs = running_renderers(worker)

    os.kill(Attempt.objects.get(job=job).pid, signal.SIGKILL)

    assert clock.wait_until(lambda: job.history.count() == 2, seconds=35), "it was not tried again"
    assert clock.wait_until(lambda: not any(alive(program) for program in programs), seconds=60)
    assert processes.becomes(job, Status.COMPLETED, seconds=300)
    assert [attempt.outcome for attempt in job.history.all()] == [Outcome.CRASHED, Outcome.OK]
    assert {path: inode for path, inode in segments().items() if path in finished} == finished
    assert job.subject.videos.get().status == "ready"
    assert left_behind() == []


def test_a_cancelled_render_is_gone_and_leaves_nothing(rendering):
    worker, job = rendering
    programs = running_renderers(worker)

    control.cancel(job, by="ada")

    assert processes.becomes(job, Status.CANCELLED)
    assert not any(alive(program) for program in programs)
    assert left_behind() == []
    assert not list(settings.ARTEFACTS.rglob("*.part*"))


def alive(program):
    try:
        return program.is_running() and program.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
