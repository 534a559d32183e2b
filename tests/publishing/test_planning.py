"""A publication waits for a moment or for a free slot of its account; no two share a slot."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from reelpress.lib import clock
from reelpress.lib.errors import BadInput
from reelpress.publishing import services
from reelpress.publishing.models import Publication
from tests.factories import a_publication, an_account

TOMORROW = datetime(2030, 5, 6, 9, tzinfo=UTC)


def with_slots(text="daily 09:00", **fields):
    account = an_account(**fields)
    services.set_slots(account, text)
    return account


def test_each_publication_gets_a_slot_of_its_own(db):
    account = with_slots("daily 09:00, 15:00")
    moments = [services.take_slot(a_publication(to=account)) for _ in range(5)]
    assert len(set(moments)) == 5 and moments == sorted(moments)
    assert {moment.hour for moment in moments} == {9, 15}


def test_a_slot_once_taken_is_kept_on_a_second_asking(db):
    publication = a_publication(to=with_slots())
    assert services.take_slot(publication) == services.take_slot(publication)


def test_a_cancelled_publication_leaves_its_slot_to_the_next(db):
    account = with_slots()
    first = a_publication(to=account)
    moment = services.take_slot(first)
    services.cancel(first)
    assert services.take_slot(a_publication(to=account)) == moment and first.due_at is None


def test_an_account_without_slots_plans_nothing(db):
    publication = a_publication()
    assert services.take_slot(publication) is None and publication.status == "draft"


def test_slots_are_on_the_clock_of_the_accounts_zone(db):
    account = an_account()
    services.set_slots(account, "daily 09:00", time_zone="Asia/Kolkata")
    account.refresh_from_db()
    moment = services.take_slot(a_publication(to=account)).astimezone(UTC)
    assert (moment.hour, moment.minute) == (3, 30)


def test_a_zone_that_does_not_exist_is_refused(db):
    for name in ("Europe/Wien", "../../etc/passwd", "x" * 300):
        with pytest.raises(BadInput, match="time zone"):
            services.set_slots(an_account(), "daily 09:00", time_zone=name)


@pytest.mark.parametrize("status", ["published", "committing", "unconfirmed", "processing", "cancelled"])
def test_what_is_under_way_or_out_cannot_be_planned(db, status):
    publication = a_publication(status=status)
    with pytest.raises(BadInput, match="cannot be planned"):
        services.plan(publication, TOMORROW)
    assert Publication.objects.get(pk=publication.pk).status == status


def test_a_planned_post_that_outlives_its_token_says_so_today(db):
    account = an_account(expires_at=TOMORROW - timedelta(days=1))
    publication = a_publication(to=account)
    services.plan(publication, TOMORROW)
    assert "Connect the account again" in services.warning(publication)
    assert list(Publication.objects.outliving_their_token()) == [publication]


def test_a_token_that_can_be_renewed_is_no_reason_to_warn(db):
    account = an_account(expires_at=TOMORROW - timedelta(days=1), refresh_token_sealed="sealed")
    publication = a_publication(to=account)
    services.plan(publication, TOMORROW)
    assert services.warning(publication) == "" and not Publication.objects.outliving_their_token().exists()


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_moment_never_share_a_slot():
    account = with_slots()
    publications = [a_publication(to=account) for _ in range(6)]
    moments, failures = [], []

    def take(publication):
        try:
            moments.append(services.take_slot(publication))
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(publication,)) for publication in publications]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not failures and len(set(moments)) == len(publications)
    assert max(moments) - clock.now() < timedelta(days=7)
