"""Whom a job comes from and what comes of it, and its drawing."""

import pytest

from reelpress.dashboard import family, graph
from reelpress.dashboard.family import A_GENERATION, family_of
from tests.factories import a_job

pytestmark = pytest.mark.django_db


def kin(job):
    return {one.step: [found.pk for found in one.jobs] for one in family_of(job).generations}


def test_those_who_started_a_job_and_those_it_started_stand_in_their_generations():
    great = a_job()
    parent = a_job(parent=great)
    job = a_job(parent=parent)
    children = [a_job(parent=job) for _ in range(2)]
    grandchild = a_job(parent=children[1])
    stranger = a_job()

    assert kin(job) == {
        -2: [great.pk], -1: [parent.pk], 0: [job.pk], 1: [child.pk for child in children], 2: [grandchild.pk],
    }  # fmt: skip
    assert family_of(stranger).alone and graph.drawn(family_of(stranger)) == ""


def test_a_job_that_waits_for_one_is_tied_by_waiting_alone():
    first = a_job()
    second = a_job(parent=first, after=first, status="waiting")
    third = a_job(parent=first)
    ties = {(tie.source, tie.target, tie.waits) for tie in family_of(first).ties}

    assert ties == {(first.pk, second.pk, True), (first.pk, third.pk, False)}


def test_of_many_the_first_are_shown_and_the_rest_are_counted():
    job = a_job()
    for _ in range(A_GENERATION + 3):
        a_job(parent=job)
    drawn = graph.drawn(family_of(job))

    assert family_of(job).generations[1].more == 3
    assert drawn.count("and 3 more") == drawn.count(f"?q=parent%3A{job.public_id}") == 2  # for a desk and for a phone


def test_of_more_than_are_looked_at_no_number_is_made_up(monkeypatch):
    monkeypatch.setattr(family, "LOOKED_AT", A_GENERATION + 2)
    job = a_job()
    for _ in range(A_GENERATION + 3):
        a_job(parent=job)
    drawn = graph.drawn(family_of(job))

    assert drawn.count("and at least 2 more") == 2
    assert f"0 before it and at least {A_GENERATION + 2} after it" in drawn


def test_a_ring_of_jobs_ends():
    one = a_job()
    two = a_job(parent=one)
    one.parent = two
    one.save()

    assert kin(one) == {-1: [two.pk], 0: [one.pk]}


def test_the_drawing_links_every_job_marks_this_one_and_trusts_no_word():
    parent = a_job(type="post-import", message="<script>alert(1)</script>")
    job = a_job(parent=parent, error_message="GET /?access_token=secret-one", status="failed")
    drawn = graph.drawn(family_of(job))

    assert drawn.count(f"/admin/jobs/job/{parent.pk}/change/") == drawn.count('aria-current="page"') == 2
    assert "<script>" not in drawn and "secret-one" not in drawn


def test_a_generation_is_one_question(django_assert_num_queries):
    parent = a_job()
    job = a_job(parent=parent)
    for _ in range(5):
        a_job(parent=a_job(parent=job))
    job.refresh_from_db()
    with django_assert_num_queries(3):
        family_of(job)
