"""Suggestions: what may stand next in a search line, and that the line with it is right and finds something."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from reelpress.jobs.models import Batch
from reelpress.lib import clock
from reelpress.pipeline.matching import matching
from reelpress.pipeline.search import MEANINGS, parse
from reelpress.pipeline.suggesting import MOST, VALUES, suggest
from tests.factories import a_job, a_post, a_user


def texts(line):
    return [offer.text for offer in suggest(line).offers]


@pytest.fixture
def job(db):
    post = a_post(title="Why queues lose work")
    batch = Batch.objects.create(name="Twelve posts", total=1)
    return a_job(subject=post, batch=batch, user=a_user(username="mira"), status="failed", error_class="DiskFull",
                 error_message='The disk is full: 3 "MB" are left on it.', error_group="abc123def456",
                 finished_at=clock.now())  # fmt: skip


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("sta", "status:"),
        ("queue:video ty", "type:"),
        ("vid", "type:video-generation "),
        ("status:fa", "status:failed "),
        ("queue:low", "queue:low-priority "),
        ("type:publish", "type:platform-publish "),
        ("user:MI", "user:mira "),
        ("error:disk", "error:DiskFull "),
        ('error:"the di', 'error:"The disk is full: 3 MB" '),
        ("reason:abc", "reason:abc123def456 "),
        ("before:7", "before:7d "),
    ],
)
def test_what_is_typed_is_completed(job, line, expected):
    assert expected in texts(line)


def test_ids_batches_and_subjects_come_with_what_they_are(job):
    def offered(line):
        return [(offer.text, offer.hint) for offer in suggest(line).offers]

    batch = job.batch.public_id
    assert offered(f"id:{job.public_id[:5]}") == [(f"id:{job.public_id} ", "video-generation, failed")]
    assert offered(f"batch:{batch[:3]}") == [(f"batch:{batch} ", "Twelve posts")]
    assert offered("subject:QUEUES") == [(f"subject:post:{job.subject_id} ", "Why queues lose work")]


FINDING = [name for name in VALUES if name not in ("parent", "worker", "before")]


@pytest.mark.parametrize("name", FINDING)
def test_a_line_that_takes_a_suggestion_is_right_and_finds_the_job(job, name):
    line = f"{name}:"
    found = [line[: suggest(line).start] + text for text in texts(line)]

    assert any(job in matching(parse(one)) for one in found)
    assert not any(parse(one).problems for one in found)


def test_every_term_of_a_search_has_suggestions():
    assert set(VALUES) == set(MEANINGS)


def test_it_asks_little(job, django_assert_max_num_queries):
    for line in ("", "s", *(f"{name}:x" for name in VALUES)):
        with django_assert_max_num_queries(3):
            suggest(line)


class AnyLine(TestCase):
    @settings(max_examples=80)
    @given(st.one_of(st.text(max_size=30), st.builds("{}:{}".format, st.sampled_from([*VALUES]), st.text(max_size=12))))
    def test_no_line_breaks_it_and_it_offers_few(self, line):
        found = suggest(line)

        assert 0 <= found.start <= len(line) and len(found.offers) <= MOST
        assert not any(parse(offer.text).problems for offer in found.offers if not offer.text.endswith(":"))
