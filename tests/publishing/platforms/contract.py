"""What every platform must keep, told by driving the whole publishing act against the demo network.

A new platform adds one line to `CASES`; everything here is then asked of it too.
"""

import contextlib
import hashlib
import logging
from dataclasses import dataclass

import pytest

from reelpress.publishing import services
from reelpress.publishing.models import Account, Publication
from reelpress.publishing.platforms.errors import ErrorClass, PublishError
from tests.publishing.conftest import TOKEN, VIDEO_BYTES


@dataclass(frozen=True)
class Case:
    """What the contract has to know of a platform: where its first and its publishing calls go, what it can tell."""

    first: tuple[str, str]
    commit: tuple[str, str]
    commit_skip: int
    tells: bool  # whether it can say "it is there" afterwards
    refreshes: bool


CASES = {
    "youtube": Case(("POST", "/upload/youtube/v3/videos"), ("PUT", "/upload/youtube/v3/videos"), 3, True, True),
    "telegram": Case(("POST", "/sendVideo"), ("POST", "/sendVideo"), 0, False, False),
}


class Crash(BaseException):
    """The process dies here."""


def on(call, **rule):
    """A rule of a knob for this call."""
    return {"method": call[0], "path": call[1], **rule}


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


def test_a_request_for_a_pause_is_passed_on(press, platform, case):
    body = {"ok": False, "error_code": 429, "description": "Too Many Requests: retry after 17"}
    press.knobs.answers = [on(case.first, status=429, body=body, headers={"Retry-After": "17"})]
    publication = press.publication(platform)
    with pytest.raises(PublishError) as failed:
        press.release(publication)
    assert (failed.value.error_class, failed.value.retry_after) == (ErrorClass.RATE_LIMIT, 17)
    assert not failed.value.permanent and publication.status == "scheduled"
    assert press.release(publication).status == "published" and len(press.posts) == 1


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


def test_a_connection_cut_in_the_middle_of_the_bytes_is_no_doubt(press, platform, case):
    press.knobs.cuts = [on(case.commit, bytes=100_000)]
    # Where one call carries all, the file must not fit into the system's buffers: what may have left is a doubt.
    publication = press.publication(platform, size=VIDEO_BYTES if case.tells else 24 << 20)
    try:
        press.release(publication)
    except PublishError as error:
        assert error.error_class is ErrorClass.SERVER and publication.status == "scheduled"
        press.release(publication)
    assert publication.status == "published" and len(press.posts) == 1


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
    publication = press.release(press.publication(platform))
    before = {"status": "committing", "remote_id": "", "url": "", "published_at": None}
    state = {name: value for name, value in publication.state.items() if name in ("session", "size", "file", "offset")}
    Publication.objects.filter(pk=publication.pk).update(**before, state=state)
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


def test_a_post_can_be_deleted_and_that_twice(press, platform, case):
    publication = press.release(press.publication(platform))
    keys = services.tokens.credentials(publication.account)
    for _ in range(2):
        services.platform_of(platform).delete(publication.remote_id, keys)
    assert not press.posts


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
