"""What every platform must keep, told by driving the whole publishing act against the demo network.

Each test is asked of every platform in the registry; what it has to know of one is its `Case` in `case_NAME.py`.
"""

import contextlib
import hashlib
import logging
import threading
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection

from reelpress.lib import clock
from reelpress.publishing import services, tokens
from reelpress.publishing.models import Account, Publication
from reelpress.publishing.platforms.errors import ErrorClass, PublishError
from reelpress.publishing.platforms.registry import platform_names
from tests.publishing.conftest import TOKEN, VIDEO_BYTES
from tests.publishing.platforms.cases import Case

CASES: dict[str, Case] = {
    name: import_module(f"tests.publishing.platforms.case_{name}").CASE for name in platform_names()
}
REFUSALS = [
    pytest.param(name, refusal, id=f"{name}-{number}-{refusal.error_class}")
    for name, case in CASES.items()
    for number, refusal in enumerate((case.dead, case.pause, *case.refusals))
]
CUTS = [pytest.param(name, cut, id=f"{name}-{cut}") for name, case in CASES.items() for cut in case.cuts]
RENEWING = [name for name, case in CASES.items() if case.renewal]
DELETING = [name for name, case in CASES.items() if case.deletes]
DESCRIBING = [name for name, case in CASES.items() if case.describes]
CAPPED = [name for name, case in CASES.items() if case.use_up_the_day]


class Crash(BaseException):
    """The process dies here."""


def on(call, **rule):
    """A rule of a knob for this call."""
    return {"method": call[0], "path": call[1], **rule}


def refuse(press, case, refusal, **rule):
    """Have the next calls of that kind refused so."""
    answer = {"status": refusal.status, "body": refusal.body, "headers": dict(refusal.headers)}
    press.knobs.answers = [on(refusal.at or case.first, **answer, **rule)]


def renewable(press, platform, **changes):
    """An account whose token can be renewed."""
    changes = {"refresh_token": "planted-refresh", "expires_at": clock.now() + timedelta(hours=1), **changes}
    return press.account(platform, **changes)


def settle_by_hand(press, publication):
    """Do what a person does with a publication in doubt: look, and say what is there."""
    if publication.status != "unconfirmed":
        return publication
    there = press.posts_of(publication)
    services.confirm(publication, is_there=bool(there))
    return press.release(publication)


def test_a_video_is_published_whole_with_its_text(press, platform, case):
    publication = press.release(press.publication(platform))
    [post] = press.posts
    assert publication.status == "published" and publication.published_at and publication.claim == ""
    assert post["sha256"] == hashlib.sha256(publication.video.path.read_bytes()).hexdigest()
    assert post["text"] == publication.text and post["title"] == publication.title
    assert publication.post.canonical_url in post["text"] and "#videomaking" in post["text"]
    assert publication.url.startswith(press.url) and publication.remote_id == post["id"]


def test_what_is_published_is_not_sent_again(press, platform, case):
    publication = press.release(press.publication(platform))
    again = press.release(Publication.objects.get(pk=publication.pk))
    assert again.status == "published" and len(press.posts) == 1


def test_percentages_rise_to_a_hundred(press, platform, case):
    seen = []
    press.release(press.publication(platform), progress=lambda percent, message: seen.append(percent))
    assert seen == sorted(seen) and seen[-1] == 100 and len(seen) > 3


def test_nothing_is_sent_to_a_server_that_is_not_there(press, platform, case, settings):
    here = settings.PLATFORM_URLS
    settings.PLATFORM_URLS = {platform: "http://127.0.0.1:9"}
    publication = press.publication(platform)
    with pytest.raises(PublishError) as failed:
        press.release(publication)
    assert (failed.value.error_class, failed.value.permanent) == (ErrorClass.SERVER, False)
    assert publication.status == "scheduled" and "could not be reached" in publication.error
    settings.PLATFORM_URLS = here
    assert press.release(publication).status == "published"
    assert len(press.posts) == 1 and publication.error == ""


def test_a_dead_token_asks_for_a_reconnect(press, platform, case):
    press.knobs.expired_tokens = [TOKEN[platform]]
    publication = press.publication(platform)
    with pytest.raises(PublishError) as failed:
        press.release(publication)
    account = Account.objects.get(pk=publication.account_id)
    assert failed.value.error_class is ErrorClass.AUTH and failed.value.permanent
    assert publication.status == "needs_reconnect" and account.status == "needs_reconnect" and account.status_reason
    press.knobs.expired_tokens = []
    services.add_account(platform, name=account.name, token=TOKEN[platform])
    publication = Publication.objects.get(pk=publication.pk)
    assert press.release(publication).status == "published" and len(press.posts) == 1


@pytest.mark.parametrize(("platform", "refusal"), REFUSALS)
def test_a_refusal_is_of_its_class_and_says_what_to_do(press, platform, case, refusal):
    refuse(press, case, refusal, times=99)
    publication = press.publication(platform)
    with pytest.raises(PublishError) as failed:
        press.release(publication)
    error, said = failed.value, failed.value.explanation
    assert error.error_class is refusal.error_class and not press.posts
    assert refusal.retry_after is None or error.retry_after == pytest.approx(refusal.retry_after, abs=2)
    assert said.happened and said.means and said.todo and error.raw
    dead = "needs_reconnect" if error.error_class is ErrorClass.AUTH else "failed"
    assert publication.status == (dead if error.permanent else "scheduled")


def test_what_was_put_off_is_published_later(press, platform, case):
    refuse(press, case, case.pause)
    publication = press.publication(platform)
    with pytest.raises(PublishError) as failed:
        press.release(publication)
    assert failed.value.error_class is ErrorClass.RATE_LIMIT and publication.status == "scheduled"
    assert press.release(publication).status == "published" and len(press.posts) == 1


@pytest.mark.parametrize("platform", CAPPED)
def test_a_full_day_moves_the_publication_to_when_there_is_room(press, platform, case):
    case.use_up_the_day(press)
    before = len(press.posts)
    publication = press.publication(platform)
    with pytest.raises(PublishError) as failed:
        press.release(publication)
    assert failed.value.error_class is ErrorClass.DAILY_CAP and not failed.value.permanent
    assert 0 < failed.value.retry_after <= 25 * 3600 and publication.status == "scheduled"
    assert len(press.posts) == before


@pytest.mark.parametrize("platform", RENEWING)
@pytest.mark.parametrize("rotates", [False, True])
def test_a_refused_token_is_renewed_and_the_publication_goes_on(press, platform, case, rotates):
    press.knobs.rotate_refresh = rotates
    account = renewable(press, platform)
    refuse(press, case, case.dead)
    publication = press.release(press.publication(platform, account=account))
    account.refresh_from_db()
    keys = tokens.credentials(account)
    assert publication.status == "published" and len(press.posts) == 1
    assert keys.access_token != TOKEN[platform] and keys.refresh_token and keys.expires_at > clock.now()
    assert press.network.store.counters[f"{platform} tokens"] == 1


@pytest.mark.parametrize("platform", RENEWING)
def test_a_renewal_without_a_new_refresh_token_keeps_the_old_one(press, platform, case):
    body = {"access_token": "a-new-token", "expires_in": 3600, "token_type": "Bearer"}
    press.knobs.answers = [on(case.renewal, status=200, body=body)]
    account = renewable(press, platform, expires_at=clock.now() + timedelta(minutes=5))
    publication = press.release(press.publication(platform, account=account))
    account.refresh_from_db()
    keys = tokens.credentials(account)
    assert publication.status == "published"
    assert (keys.access_token, keys.refresh_token) == ("a-new-token", "planted-refresh")


@pytest.mark.parametrize("platform", RENEWING)
def test_a_refused_renewal_asks_for_a_reconnect(press, platform, case):
    press.knobs.refuse_refresh = True
    account = renewable(press, platform)
    refuse(press, case, case.dead)
    publication = press.publication(platform, account=account)
    with pytest.raises(PublishError) as failed:
        press.release(publication)
    account.refresh_from_db()
    assert failed.value.error_class is ErrorClass.AUTH and publication.status == "needs_reconnect"
    assert account.status == "needs_reconnect" and not press.posts


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("platform", RENEWING)
def test_two_workers_renew_a_token_once(press, platform, case):
    account = renewable(press, platform, expires_at=clock.now() + timedelta(minutes=5))
    got = []

    def work():
        try:
            mine = Account.objects.get(pk=account.pk)
            got.append(tokens.fresh(mine, services.platform_of(platform)).access_token)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(got) == 2 and len(set(got)) == 1 and got[0] != TOKEN[platform]
    assert press.network.store.counters[f"{platform} tokens"] == 1


@pytest.mark.parametrize("status", [500, 503])
def test_trouble_at_the_publishing_call_never_makes_two_posts(press, platform, case, status):
    press.knobs.answers = [on(case.commit, status=status, skip=case.commit_skip)]
    publication = settle_by_hand(press, press.release(press.publication(platform)))
    assert publication.status == "published" and len(press.posts) == 1


def test_a_lost_answer_of_the_publishing_call_never_makes_two_posts(press, platform, case):
    press.knobs.drop_commit_answers = 1
    publication = press.release(press.publication(platform))
    assert publication.status == ("published" if case.tells else "unconfirmed")
    assert case.tells or "Look at the account" in publication.error
    assert settle_by_hand(press, publication).status == "published" and len(press.posts) == 1


def test_a_publication_in_doubt_is_left_alone_until_a_person_decides(press, platform, case):
    publication = press.publication(platform)
    Publication.objects.filter(pk=publication.pk).update(status="unconfirmed")
    assert press.release(publication).status == "unconfirmed"
    assert not press.posts


@pytest.mark.parametrize(("platform", "cut"), CUTS)
def test_an_upload_that_breaks_off_anywhere_is_no_doubt(press, platform, case, cut):
    press.knobs.cuts = [on(case.carries, skip=cut[0], bytes=cut[1])]
    # Where one call carries all, the file must not fit into the system's buffers: what may have left is a doubt.
    publication = press.publication(platform, size=VIDEO_BYTES if case.tells else 24 << 20)
    try:
        press.release(publication)
    except PublishError as error:
        assert error.error_class is ErrorClass.SERVER and publication.status == "scheduled"
        press.release(publication)
    [post] = press.posts
    assert publication.status == "published"
    assert post["sha256"] == hashlib.sha256(publication.video.path.read_bytes()).hexdigest()


@pytest.mark.parametrize("moment", range(12))
def test_a_crash_at_any_moment_leaves_exactly_one_post(press, platform, case, moment):
    left = moment

    def crash_in_a_while(*said):
        nonlocal left
        left -= 1
        if left < 0:
            raise Crash

    publication = press.publication(platform)
    try:
        services.release(publication, progress=crash_in_a_while, log=crash_in_a_while)
    except Crash:
        publication = Publication.objects.get(pk=publication.pk)
        publication = settle_by_hand(press, press.release(publication))
    assert publication.status == "published" and len(press.posts_of(publication)) == 1


def test_a_crash_right_after_the_publishing_call_leaves_exactly_one_post(press, platform, case):
    saved = {}

    def look(percent, message):
        row = Publication.objects.get(pk=publication.pk)
        saved.update({row.status: row.state})

    publication = press.publication(platform)
    press.release(publication, progress=look)
    before = {"status": "committing", "remote_id": "", "url": "", "published_at": None}
    Publication.objects.filter(pk=publication.pk).update(**before, state=saved["committing"])
    publication = press.release(Publication.objects.get(pk=publication.pk))
    assert publication.status == ("published" if case.tells else "unconfirmed")
    assert settle_by_hand(press, publication).status == "published" and len(press.posts) == 1


def test_a_worker_that_lost_the_row_stops_before_the_publishing_call(press, platform, case):
    publication = press.publication(platform)
    rival = Publication.objects.get(pk=publication.pk)

    def overtake(percent, message):
        if rival.status != "published":
            press.release(rival)

    with contextlib.suppress(services.ClaimLost):
        services.release(publication, progress=overtake, log=lambda line: None)
    publication.refresh_from_db()
    assert publication.status == "published" and len(press.posts) == 1


def test_the_account_says_who_it_is(press, platform, case):
    account = services.check_account(press.account(platform))
    assert account.status == "active" and account.checked_at and account.remote_id


def test_a_check_of_a_dead_token_asks_for_a_reconnect_and_a_later_one_lifts_it(press, platform, case):
    account = press.account(platform)
    press.knobs.expired_tokens = [TOKEN[platform]]
    assert services.check_account(account).status == "needs_reconnect"
    press.knobs.expired_tokens = []
    assert services.check_account(account).status == "active"


def test_an_outage_is_no_disconnect(press, platform, case, settings):
    account = press.account(platform)
    settings.PLATFORM_URLS = {platform: "http://127.0.0.1:9"}
    with pytest.raises(PublishError):
        services.check_account(account)
    account.refresh_from_db()
    assert account.status == "active"


@pytest.mark.parametrize("platform", DESCRIBING)
def test_a_picture_goes_with_its_description(press, platform, case):
    publication = press.release(press.picture(press.account(platform)))
    [post] = press.posts
    assert publication.status == "published" and post["alt"] == "A press & its “ink”"


@pytest.mark.parametrize("platform", DELETING)
def test_a_post_that_is_gone_already_counts_as_taken_down(press, platform, case):
    taken, gone = (press.release(press.publication(platform)) for _ in range(2))
    services.take_down(taken)
    [left] = press.posts
    assert left["id"] == gone.remote_id and taken.taken_down_at
    left["deleted"] = True  # by a person, on the platform
    assert services.take_down(gone).taken_down_at and not press.posts


def test_a_missing_video_file_is_said_before_anything_is_sent(press, platform, case):
    publication = press.publication(platform)
    publication.video.path.unlink()
    with pytest.raises(PublishError, match="missing or empty") as failed:
        press.release(publication)
    assert failed.value.error_class is ErrorClass.INVALID_MEDIA and publication.status == "failed"


def test_no_token_appears_in_errors_rows_or_logs(press, platform, case, caplog):
    caplog.set_level(logging.DEBUG)
    secret = TOKEN[platform]
    echo = {"ok": False, "error_code": 400, "description": f"Bad Request: {secret}", "error": {"message": secret}}
    press.knobs.answers = [on(case.first, status=400, body=echo)]
    publication = press.publication(platform)
    with pytest.raises(PublishError) as failed:
        press.release(publication)
    rows = [*Publication.objects.values(), *Account.objects.values()]
    said = [str(failed.value), failed.value.raw, repr(failed.value), str(rows), *press.lines, caplog.text]
    assert "***" in failed.value.raw and not any(secret in text for text in said)
