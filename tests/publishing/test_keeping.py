"""A token outlives the weeks in which nobody publishes."""

from datetime import timedelta

from reelpress.jobs import executor
from reelpress.lib import clock
from reelpress.pipeline import flow
from reelpress.publishing import accounts, tokens
from reelpress.publishing.models import Account

ITSELF = "IGAAplanted-token"


def days(number):
    return clock.now() + timedelta(days=number)


def by_instagram_login(press, **changes):
    facts = {"token": ITSELF, "refresh_token": ITSELF, "expires_at": days(50)}
    return press.account("instagram", **{**facts, **changes})


def kept():
    """Let the clock have the tokens renewed, and a worker do it; return whose were to be."""
    jobs = flow.keep_tokens()
    for job in jobs:
        executor.work_one("low-priority")
        job.refresh_from_db()
    return [(job.subject.pk, job.status) for job in jobs]


def test_a_token_that_renews_itself_is_prolonged_each_week_though_nothing_is_sent(press):
    account = by_instagram_login(press)
    assert kept() == [(account.pk, "completed")]
    account.refresh_from_db()
    assert account.expires_at > days(59) and tokens.credentials(account).access_token != ITSELF
    assert kept() == []
    Account.objects.update(expires_at=days(52))
    assert kept() == [(account.pk, "completed")]


def test_a_token_that_renews_itself_is_prolonged_too_when_nobody_knows_its_end(press):
    account = by_instagram_login(press, expires_at=None)
    assert kept() == [], "it may be of today, and such are not prolonged"
    Account.objects.update(created_at=days(-2))
    assert kept() == [(account.pk, "completed")]
    account.refresh_from_db()
    assert account.expires_at > days(59)


def test_a_refresh_token_that_nobody_used_for_a_month_is_used(press):
    old = press.account("youtube", refresh_token="planted-refresh", expires_at=days(-31))
    press.account("tiktok", refresh_token="planted-refresh", expires_at=days(-29))
    press.account("facebook")
    assert kept() == [(old.pk, "completed")]
    old.refresh_from_db()
    assert old.expires_at > clock.now()


def test_what_was_renewed_or_removed_meanwhile_is_left_alone(press):
    account = press.account("youtube", refresh_token="planted-refresh", expires_at=days(-31))
    flow.keep_tokens()
    Account.objects.update(expires_at=clock.now() - timedelta(days=1))
    job = executor.work_one("low-priority")
    assert job.log_lines.get().line.endswith("need not be renewed now")
    flow.keep_tokens()
    Account.objects.update(expires_at=days(-31))
    flow.keep_tokens()
    accounts.remove_account(account)
    job = executor.work_one("low-priority")
    job.refresh_from_db()
    assert job.status == "completed" and "need not" in job.log_lines.get().line


def test_a_token_that_cannot_be_renewed_any_more_says_so_at_once(press):
    account = by_instagram_login(press)
    press.knobs.expired_tokens = [ITSELF]
    [(_, status)] = kept()
    account.refresh_from_db()
    assert (status, account.status) == ("failed", "needs_reconnect") and account.status_reason
