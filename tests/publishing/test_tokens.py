"""Tokens are sealed, keys rotate, and two workers renew once."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from reelpress.lib import clock
from reelpress.publishing import accounts, tokens
from reelpress.publishing.models import Account
from reelpress.publishing.platforms.base import Credentials
from reelpress.publishing.platforms.errors import ErrorClass, PublishError

SOON = timedelta(minutes=5)


class Renewing:
    """The renewal of a platform, counted, slow enough for others to come by."""

    def __init__(self, *, seconds=0.0, error=None, renewed="renewed"):
        self.calls = 0
        self.seconds = seconds
        self.error = error
        self.renewed = renewed

    def refresh(self, old):
        self.calls += 1
        clock.sleep(self.seconds)
        if self.error:
            raise self.error
        return Credentials(f"new-{self.calls}", self.renewed, clock.now() + timedelta(hours=1))


def add(**changes):
    facts = {"name": "Channel", "token": "old-token", "refresh_token": "old-refresh", "expires_at": clock.now() + SOON}
    return accounts.add_account("youtube", **{**facts, **changes})


def test_no_token_lies_in_the_database_in_the_clear(db):
    add()
    assert "old-token" not in str(Account.objects.values()) and "old-refresh" not in str(Account.objects.values())


def test_sealed_text_opens_again_and_never_looks_the_same():
    assert tokens.unseal(tokens.seal("grün")) == "grün" and tokens.seal("a") != tokens.seal("a")
    assert tokens.seal("") == "" == tokens.unseal("")


def test_a_new_key_in_front_opens_the_old_and_seals_anew(db, settings):
    settings.SECRET_KEYS = ["first"]
    account = add()
    settings.SECRET_KEYS = ["second", "first"]
    assert tokens.credentials(account).access_token == "old-token"
    assert tokens.reseal_all() == 1
    settings.SECRET_KEYS = ["second"]
    account.refresh_from_db()
    assert tokens.credentials(account).refresh_token == "old-refresh"


def test_a_lost_key_is_said_in_words(db, settings):
    settings.SECRET_KEYS = ["first"]
    account = add()
    settings.SECRET_KEYS = ["other"]
    with pytest.raises(PublishError, match="cannot be opened with the present secret key") as failed:
        tokens.credentials(account)
    assert failed.value.error_class is ErrorClass.AUTH


def test_a_token_that_lasts_is_left_alone(db):
    platform = Renewing()
    assert tokens.fresh(add(expires_at=clock.now() + timedelta(hours=1)), platform).access_token == "old-token"
    assert tokens.fresh(add(expires_at=None), platform).access_token == "old-token"
    assert platform.calls == 0


@pytest.mark.parametrize(("renewed", "kept"), [("", "old-refresh"), ("renewed", "renewed")])
def test_the_old_refresh_token_is_kept_when_none_comes_back(db, renewed, kept):
    account = add()
    keys = tokens.fresh(account, Renewing(renewed=renewed))
    assert (keys.access_token, keys.refresh_token) == ("new-1", kept)
    assert Account.objects.get().refreshing_until is None


def test_a_passing_outage_of_the_renewal_is_no_disconnect(db):
    account = add()
    outage = PublishError(ErrorClass.SERVER, "It is down.")
    assert tokens.fresh(account, Renewing(error=outage)).access_token == "old-token"
    Account.objects.update(expires_at=clock.now() - SOON)
    with pytest.raises(PublishError):
        tokens.fresh(account, Renewing(error=outage))
    assert Account.objects.get().status == "active" and Account.objects.get().refreshing_until is None


def test_a_refused_renewal_is_a_disconnect_with_its_reason(db):
    account = add(expires_at=clock.now() - SOON)
    with pytest.raises(PublishError):
        tokens.fresh(account, Renewing(error=PublishError(ErrorClass.AUTH, "Access was withdrawn.")))
    assert (account.status, account.status_reason) == ("needs_reconnect", "Access was withdrawn.")


def test_a_refused_renewal_ends_no_token_before_its_time(db):
    account = add()
    refused = Renewing(error=PublishError(ErrorClass.AUTH, "It was used before."))
    assert tokens.fresh(account, refused).access_token == "old-token"
    assert (account.status, account.status_reason) == ("needs_reconnect", "It was used before.")


def test_a_lease_left_by_a_dead_worker_ends(db):
    account = add()
    Account.objects.update(refreshing_until=clock.now() - timedelta(seconds=1))
    assert tokens.fresh(account, Renewing()).access_token == "new-1"


def test_a_call_that_is_refused_is_made_again_with_a_new_token(db):
    account = add(expires_at=None)
    seen = []

    def call(keys):
        seen.append(keys.access_token)
        if len(seen) == 1:
            raise PublishError(ErrorClass.AUTH, "No.")
        return "done"

    assert tokens.with_keys(account, Renewing(), call) == "done" and seen == ["old-token", "new-1"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_renew_once():
    account = add()
    platform = Renewing(seconds=0.2)
    got = []

    def work():
        try:
            got.append(tokens.fresh(Account.objects.get(pk=account.pk), platform).access_token)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert platform.calls == 1 and got == ["new-1"] * 4
