"""Notices of accounts that have to be connected again, and of doubts, through real jobs, with a real receiver."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from reelpress.jobs import executor
from reelpress.jobs.models import Job
from reelpress.lib import clock
from reelpress.pipeline import flow, notices
from reelpress.publishing import accounts, tokens
from reelpress.publishing.models import Account, Publication
from tests.factories import a_publication, an_account
from tests.pipeline.telling import deliver, make_due, told
from tests.publishing.conftest import press  # noqa: F401

pytestmark = pytest.mark.django_db
WHY = "X refused to renew the token: it was used before or has ended. Connect the X account again, then retry."


def ended(**fields):
    facts = {"platform": "twitter", "name": "News", "status": "needs_reconnect", "status_reason": WHY}
    return an_account(**facts | {"access_token_sealed": "sealed-planted-token"} | fields)


def tell():
    notices.tell_ended()
    return deliver()


def test_an_account_that_ended_is_told_once_a_day_with_its_reason_and_its_page(receiver):
    account = ended()
    an_account()

    for _ in range(3):
        tell()

    [said] = receiver.bodies
    assert said["kind"] == "account-ended" and said["title"] == "Connect twitter: News again"
    assert WHY in said["body"] and "nothing can be published there" in said["body"] and "Sign in again" in said["body"]
    assert said["url"].endswith(f"/admin/publishing/account/{account.pk}/change/")
    assert said["facts"]["account"] == account.pk and "planted" not in str(Job.objects.values())
    make_due(seconds=86_401)
    tell()
    assert len(receiver.bodies) == 2


def test_an_account_that_is_connected_meanwhile_is_not_told(receiver):
    account = ended()
    notices.tell_ended()
    Account.objects.filter(pk=account.pk).update(status="active")

    [notice] = deliver()

    assert not receiver.bodies and notice.metadata["why"] == "There is nothing to tell any more."


def test_the_end_of_the_next_connection_is_told_on_the_same_day(receiver):
    account = ended()
    tell()
    Account.objects.filter(pk=account.pk).update(access_token_sealed="another-planted-token")

    tell()

    assert len(receiver.bodies) == 2


def test_nobody_is_told_who_does_not_want_it(receiver, settings):
    settings.NOTIFY_EVENTS = ["job-failed"]
    ended()
    notices.tell_ended()

    assert not told().exists()


def test_a_renewal_that_was_lost_with_its_worker_is_told_though_the_post_still_goes_out(press, receiver):  # noqa: F811
    soon = clock.now() + timedelta(minutes=5)
    account = press.account("twitter", token="planted-old", refresh_token="planted-refresh", expires_at=soon)
    accounts.platform_of("twitter").refresh(tokens.credentials(account))  # the worker died before it saved the answer
    flow.publish_to(press.publication("twitter", account=account))

    job = executor.work_one("social")
    job.refresh_from_db()
    account.refresh_from_db()

    assert (job.status, account.status, len(press.posts)) == ("completed", "needs_reconnect", 1)
    Job.objects.filter(type=flow.METRICS).update(run_after=Now() + timedelta(hours=1))
    tell()
    [said] = receiver.bodies
    assert "used before or has ended" in said["body"] and "Connect the X account again" in said["body"]


def doubt(account, minutes):
    at = clock.now() - timedelta(minutes=minutes)
    return a_publication(to=account, status="unconfirmed", updated_at=at)


def tell_doubts():
    notices.tell_doubts()
    return deliver()


def test_a_publication_that_waits_for_a_person_is_told_once_it_was_asked_about(receiver):
    account = an_account("telegram", name="News")
    publication = doubt(account, 19)
    tell_doubts()
    assert not receiver.bodies
    Publication.objects.update(updated_at=clock.now() - timedelta(minutes=21))

    for _ in range(3):
        tell_doubts()

    [said] = receiver.bodies
    assert said["title"] == "Did it go out? 1 publication to telegram: News"
    assert str(publication.post) in said["body"] and f"confirm {publication.pk} --there" in said["body"]
    assert said["url"].endswith(f"/admin/publishing/publication/{publication.pk}/change/")
    assert said["facts"]["publications"] == [publication.pk]


def test_many_doubts_of_an_account_are_one_notice_and_later_ones_the_next(receiver):
    account = an_account("telegram", name="News")
    for _ in range(7):
        doubt(account, 21)
    doubt(account, 1)
    tell_doubts()
    [said] = receiver.bodies
    assert said["facts"]["count"] == 8 and "and others" in said["body"] and "?status__exact=unconfirmed" in said["url"]
    make_due(seconds=3601)
    Publication.objects.update(updated_at=clock.now() - timedelta(minutes=81))
    tell_doubts()
    assert len(receiver.bodies) == 1, "they were told"
    doubt(account, 30)
    tell_doubts()
    assert len(receiver.bodies) == 2


def test_a_doubt_that_was_lifted_meanwhile_is_not_told(receiver):
    doubt(an_account("telegram"), 21)
    notices.tell_doubts()
    Publication.objects.update(status="published")

    [notice] = deliver()

    assert not receiver.bodies and notice.metadata["why"] == "There is nothing to tell any more."
