"""A worker dies in the middle of publishing, hard or gently: the post goes on, is out once, and soon."""

import signal

import pytest

from reelpress.jobs import broker
from reelpress.jobs.models import Job
from reelpress.jobs.states import Status
from reelpress.lib import clock, proc
from reelpress.pipeline import flow
from tests import processes
from tests.publishing.conftest import press  # noqa: F401

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SECONDS = 35  # the promise, once there is a worker


@pytest.fixture(scope="module")
def queue_server(django_db_setup):
    with processes.queue_server() as server:
        yield server


@pytest.fixture
def publishing(queue_server, press, settings):  # noqa: F811
    """A worker and the clock, and a post that the platform is processing: it is committed, but not done."""
    settings.QUEUE_MODE = "celery"
    broker.app.control.purge()
    press.knobs.processing_seconds = 3600
    urls = {f"REELPRESS_{name.upper()}_URL": press.url for name in ("youtube", "telegram")}
    press.media = settings.MEDIA_ROOT = settings.HOME / "media"  # where the worker looks
    publication = press.publication("youtube")
    started = [
        processes.start_worker(queue="social", **urls),
        processes.start("queue", "clock", **urls),
    ]
    try:
        job = flow.publish_to(publication)
        publication.refresh_from_db()
        assert clock.wait_until(lambda: status(publication) == "processing", seconds=120)
        yield publication, job, started[0], urls, press
    finally:
        for process in started:
            proc.stop(process, grace=10)


def status(publication):
    publication.refresh_from_db()
    return publication.status


def goes_on(publication, job, network):
    """Whether the post is out, once, within the time that is promised."""
    network.knobs.processing_seconds = 0
    done = clock.wait_until(lambda: status(publication) == "published", seconds=SECONDS)
    job.refresh_from_db()
    assert done, f"it did not go on within {SECONDS} s: {publication.status}, job {job.status}"
    assert processes.becomes(job, Status.COMPLETED)
    assert len(network.posts_of(publication)) == 1


def test_a_process_that_is_killed_while_publishing_costs_seconds_and_no_second_post(publishing):
    publication, job, worker, _, network = publishing
    for child in processes.children(worker):
        child.kill()
    goes_on(publication, job, network)


def test_a_worker_that_is_told_to_stop_while_publishing_leaves_the_rest_to_the_next(publishing):
    publication, job, worker, urls, network = publishing
    worker.send_signal(signal.SIGTERM)
    worker.wait(60)
    assert Job.objects.get(pk=job.pk).status in (Status.PENDING, Status.PROCESSING)
    with processes.worker(queue="social", **urls):
        goes_on(publication, job, network)
