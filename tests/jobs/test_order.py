"""Where a moment lies among the jobs, found by halving."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from reelpress.jobs.models import Job
from reelpress.jobs.order import first_since
from reelpress.lib import clock
from tests.factories import a_job


class Halving(TestCase):
    """For any gaps between numbers and any pauses between jobs."""

    @settings(max_examples=60)
    @given(
        steps=st.lists(st.tuples(st.integers(1, 50), st.integers(0, 3)), max_size=12),
        ask=st.integers(-1, 40),
    )
    def test_jobs_before_a_moment_are_below_it_and_later_ones_are_not(self, steps, ask):
        Job.objects.all()._raw_delete(Job.objects.db)
        start, number, minutes, jobs = clock.now().replace(microsecond=0), 0, 0, []
        for gap, pause in steps:
            number, minutes = number + gap, minutes + pause
            jobs.append(Job(pk=number, created_at=start + timedelta(minutes=minutes), **FIELDS))
        Job.objects.bulk_create(jobs)
        moment = start + timedelta(minutes=ask)
        found = first_since(moment)

        assert all((job.pk < found) == (job.created_at < moment) for job in jobs)


FIELDS = {"type": "post-import", "queue": "default", "max_attempts": 1, "backoff": [], "timeout_seconds": 60}


@pytest.mark.django_db
def test_it_takes_one_question(django_assert_num_queries):
    for _ in range(3):
        a_job()
    with django_assert_num_queries(1):
        first_since(clock.now())
