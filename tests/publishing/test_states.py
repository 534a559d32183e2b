"""Every pair of states: a move of the table happens, any other does not."""

import pytest

from reelpress.publishing import transitions
from reelpress.publishing.models import Publication
from reelpress.publishing.platforms.base import Step
from reelpress.publishing.states import MOVES, RETRYABLE, Status, before

STEPS = (Status.PUBLISHING, Status.PROCESSING, Status.COMMITTING)


def test_the_table_and_the_model_know_the_same_states():
    assert {status.value for status in Status} == set(Publication.Status.values) == {s.value for s in MOVES}


def test_what_is_published_stays_published():
    assert not MOVES[Status.PUBLISHED]


def test_a_doubt_is_never_simply_retried():
    assert not RETRYABLE & {Status.COMMITTING, Status.UNCONFIRMED, Status.PUBLISHED, Status.CANCELLED}


@pytest.mark.parametrize("new", STEPS)
@pytest.mark.parametrize("old", list(Status))
def test_a_step_is_saved_exactly_where_the_table_allows_it(press, old, new):
    publication = press.publication("telegram")
    Publication.objects.filter(pk=publication.pk).update(status=old, claim="mine")
    publication.refresh_from_db()
    try:
        transitions.save(publication, Step({"saved": True}, new))
        moved = True
    except transitions.ClaimLost:
        moved = False
    publication.refresh_from_db()
    assert moved == (new in MOVES[old]) and publication.status == (new if moved else old)


@pytest.mark.parametrize("old", list(Status))
def test_a_person_cancels_exactly_where_the_table_allows_it(press, old):
    publication = press.publication("telegram")
    Publication.objects.filter(pk=publication.pk).update(status=old)
    assert transitions.settle(publication, Status.CANCELLED, of=list(Status)) == (old in before(Status.CANCELLED))


def test_a_step_without_the_claim_is_refused(press):
    publication = press.publication("telegram")
    Publication.objects.filter(pk=publication.pk).update(status="publishing", claim="theirs")
    publication.claim = "mine"
    with pytest.raises(transitions.ClaimLost):
        transitions.save(publication, Step({}, "committing"))


def test_that_it_is_published_is_written_whoever_holds_the_claim(press):
    publication = press.publication("telegram")
    Publication.objects.filter(pk=publication.pk).update(status="unconfirmed", claim="theirs")
    transitions.save(publication, Step({}, "published", remote_id="7", url="https://x.example/7"))
    assert (publication.status, publication.remote_id) == ("published", "7") and publication.published_at
