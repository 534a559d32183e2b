"""LinkedIn's own ways: parts and ETags, members and pages, the repetition as probe, numbers, refusals."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from reelpress.demo import linkedin_upload as demo_upload
from reelpress.lib import clock
from reelpress.lib.http import Answer, Client
from reelpress.publishing import fitting, services, tokens
from reelpress.publishing.models import Account, Publication
from reelpress.publishing.platforms.base import Credentials, Media, Tuning
from reelpress.publishing.platforms.calls import Calls
from reelpress.publishing.platforms.errors import ErrorClass, PublishError
from reelpress.publishing.platforms.linkedin_errors import CODES, STATUSES, WORDS, earlier, refusal, until_midnight
from reelpress.publishing.platforms.linkedin_upload import Attachment

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
PAGE = "urn:li:organization:2414183"
LARGE = 9 << 20  # three parts
POSTS = "/rest/posts"


def page_account(press, **changes):
    return press.account("linkedin", remote_id=PAGE, **changes)


def doubtful(press, publication, seconds_ago):
    """The call was made so long ago, and nobody knows how it went."""
    state = Publication.objects.get(pk=publication.pk).state
    armed_at = (clock.now() - timedelta(seconds=seconds_ago)).isoformat()
    state = {name: value for name, value in state.items() if name not in ("post", "again", "until")}
    before = {"status": "committing", "remote_id": "", "url": "", "published_at": None}
    Publication.objects.filter(pk=publication.pk).update(state={**state, "armed_at": armed_at}, **before)
    return Publication.objects.get(pk=publication.pk)


def picture_upload(press, publication, tmp_path):
    file = tmp_path / "a.jpg"
    file.write_bytes(b"a picture")
    return replace(fitting.upload_of(publication), media=Media(file, 0, 10, 10, 9, mime="image/jpeg"))


def test_a_post_is_shown_under_its_link(press):
    publication = press.release(press.publication("linkedin"))
    assert publication.url == f"{press.url}/feed/update/{publication.remote_id}/"
    page = Client(press.url).request("GET", publication.url)
    assert page.status == 200 and press.posts[0]["sha256"] in page.body.decode()


@pytest.mark.parametrize("cut", [(0, 0), (0, 4_000_000), (1, 0), (1, 4_000_000), (2, 0), (2, 900_000)])
def test_a_part_that_broke_off_is_sent_again_and_only_that(press, monkeypatch, cut):
    seen, read = [], demo_upload.put

    def count(network, request, name):
        seen.append(name.rpartition("/")[2])
        return read(network, request, name)

    monkeypatch.setattr(demo_upload, "put", count)
    press.knobs.cuts = [{"method": "PUT", "path": "/dms-uploads/", "skip": cut[0], "bytes": cut[1]}]
    publication = press.release(press.publication("linkedin", size=LARGE))
    assert publication.status == "published" and press.posts[0]["bytes"] == LARGE
    assert sorted(seen) == sorted(["0", "1", "2", str(cut[0])])


def test_a_worker_that_died_between_parts_leaves_an_upload_that_goes_on(press):
    press.knobs.answers = [{"method": "PUT", "path": "/dms-uploads/", "status": 503, "skip": 1, "times": 99}]
    publication = press.publication("linkedin", size=LARGE)
    with pytest.raises(PublishError) as failed:
        press.release(publication)
    assert failed.value.error_class is ErrorClass.SERVER and len(publication.state["etags"]) == 1
    press.knobs.answers = []
    assert press.release(publication).status == "published"
    assert press.network.store.counters["linkedin videos"] == 1 and press.posts[0]["bytes"] == LARGE


@pytest.mark.parametrize("body", [{"code": "EXPIRED_UPLOAD_URL"}, {}])
@pytest.mark.parametrize("status", [400, 401, 403])
def test_addresses_that_have_ended_start_over_and_blame_no_token(press, status, body):
    rule = {"method": "PUT", "path": "/dms-uploads/", "status": status, "body": body, "skip": 1}
    press.knobs.answers = [rule]
    publication = press.publication("linkedin", size=LARGE)
    with pytest.raises(PublishError) as failed:
        press.release(publication)
    assert failed.value.error_class is ErrorClass.SERVER and publication.state == {}
    assert press.release(publication).status == "published"
    assert press.network.store.counters["linkedin videos"] == 2


def test_an_upload_whose_addresses_end_soon_is_begun_anew(press):
    press.knobs.answers = [{"method": "PUT", "path": "/dms-uploads/", "status": 503, "skip": 1, "times": 99}]
    publication = press.publication("linkedin", size=LARGE)
    with pytest.raises(PublishError):
        press.release(publication)
    press.knobs.answers = []
    old = {**publication.state, "ends_at": clock.now().isoformat()}
    Publication.objects.filter(pk=publication.pk).update(state=old)
    press.release(Publication.objects.get(pk=publication.pk))
    assert press.network.store.counters["linkedin videos"] == 2 and len(press.posts) == 1


def test_an_upload_that_was_put_together_unseen_goes_on(press):
    """The answer to finalizeUpload was lost: the second one is refused, and the video is there."""
    publication = press.publication("linkedin")
    platform, keys = services.platform_of("linkedin"), tokens.credentials(publication.account)
    upload = fitting.upload_of(publication)
    steps = platform.publish(upload, {}, keys, lambda percent: None)
    sent = next(step for step in steps if len(step.state.get("etags", ())) == 1)
    next(steps)  # finalizes; what it says is lost
    done = list(platform.publish(upload, sent.state, keys, lambda percent: None))
    assert done[-1].status == "published" and len(press.posts) == 1


def test_a_refused_putting_together_is_told(press):
    rule = {"path": "/rest/videos", "status": 400, "body": {"code": "MISSING_FIELD"}, "skip": 1, "times": 9}
    press.knobs.answers = [{**rule, "method": "POST"}]
    with pytest.raises(PublishError) as failed:
        press.release(press.publication("linkedin"))
    assert failed.value.error_class is ErrorClass.INVALID_REQUEST


def test_processing_is_waited_for(press):
    press.knobs.processing_seconds = 999

    def end_it_once_seen(percent, message):
        if message == "LinkedIn is processing the video":
            press.knobs.processing_seconds = 0

    assert press.release(press.publication("linkedin"), progress=end_it_once_seen).status == "published"


def test_processing_without_end_does_not_hold_the_job(press, settings):
    settings.PUBLISHING_TUNING = replace(settings.PUBLISHING_TUNING, poll_limit_seconds=0.03)
    press.knobs.processing_seconds = 999
    publication = press.publication("linkedin")
    with pytest.raises(PublishError) as failed:
        press.release(publication)
    assert failed.value.error_class is ErrorClass.PROCESSING and publication.status == "scheduled"
    press.knobs.processing_seconds = 0
    assert press.release(publication).status == "published" and len(press.posts) == 1


def test_a_video_that_linkedin_cannot_process_fails_and_a_retry_starts_over(press):
    press.knobs.failure_reason = "bad"
    publication = press.publication("linkedin")
    with pytest.raises(PublishError) as failed:
        press.release(publication)
    assert failed.value.error_class is ErrorClass.INVALID_MEDIA and publication.state == {}


@pytest.mark.parametrize("remote_id", ["urn:li:person:demo", PAGE])
def test_a_picture_is_posted_also_by_members_who_may_not_ask_for_it(press, tmp_path, remote_id):
    publication = services.prepare(press.post(), None, press.account("linkedin", remote_id=remote_id))
    upload = picture_upload(press, publication, tmp_path)
    keys = tokens.credentials(publication.account)
    steps = list(services.platform_of("linkedin").publish(upload, {}, keys, lambda percent: None))
    assert steps[-1].status == "published" and press.posts[0]["file"].endswith(".jpg")


def test_a_video_goes_without_our_token_and_a_picture_with_it(press, monkeypatch, tmp_path):
    seen, read = [], demo_upload.put

    def look(network, request, name):
        seen.append(bool(request.headers.get("Authorization")))
        return read(network, request, name)

    monkeypatch.setattr(demo_upload, "put", look)
    publication = press.release(press.publication("linkedin"))
    keys = tokens.credentials(publication.account)
    upload = picture_upload(press, publication, tmp_path)
    list(services.platform_of("linkedin").publish(upload, {}, keys, lambda percent: None))
    assert seen == [False, True]


def test_the_bytes_go_nowhere_else(tmp_path):
    said = []

    class Far(Client):
        def request(self, method, url, **rest):
            part = {"uploadUrl": said[0], "firstByte": 0, "lastByte": 99}
            return Answer(
                200, {}, json.dumps({"value": {"video": "urn:li:video:1", "uploadInstructions": [part]}}).encode()
            )

    def begin(address):
        said[:] = [address]
        calls = Calls(Far(), Credentials("token"), "LinkedIn", lambda answer: refusal(answer, now=NOW))
        Attachment(calls, PAGE, Media(tmp_path / "a.mp4", 5, 1, 1, 9), {}, Tuning())._begin()

    begin("https://www.linkedin.com/dms-uploads/1")
    for address in ("http://www.linkedin.com/1", "https://linkedin.com.evil.example/", "https://evil.example/", ""):
        with pytest.raises(PublishError, match="no usable address"):
            begin(address)


@pytest.mark.parametrize("lost", [False, True])
@pytest.mark.parametrize("page", [False, True])
def test_a_text_alone_is_posted_once(press, page, lost):
    account = page_account(press) if page else press.account("linkedin")
    press.knobs.drop_commit_answers = int(lost)
    publication = press.release(services.prepare(press.post(), None, account))
    [post] = press.posts
    assert publication.status == "published" and publication.remote_id == post["id"]
    assert post["text"] == publication.text and not post["file"]


def test_a_page_finds_its_post_again_in_its_list(press):
    press.knobs.drop_commit_answers = 1
    publication = press.release(press.publication("linkedin", account=page_account(press)))
    assert publication.status == "published" and len(press.posts) == 1
    assert "Sending the very same post again" not in press.lines


@pytest.mark.parametrize("alone", [False, True])
def test_another_post_of_the_page_is_not_taken_for_ours(press, alone):
    account = page_account(press)

    def release():
        publication = services.prepare(press.post(), None, account) if alone else None
        return press.release(publication or press.publication("linkedin", account=account))

    first = release()
    press.knobs.answers = [{"method": "POST", "path": POSTS, "status": 503, "body": {}}]
    second = release()
    assert second.status == "published" and second.remote_id != first.remote_id and len(press.posts) == 2


def test_a_page_whose_posts_may_not_be_listed_is_asked_by_repetition(press):
    press.knobs.drop_commit_answers = 1
    press.knobs.answers = [{"method": "GET", "path": POSTS, "status": 403, "body": {}, "times": 9}]
    publication = press.release(press.publication("linkedin", account=page_account(press)))
    assert publication.status == "published" and len(press.posts) == 1
    assert "Sending the very same post again" in press.lines


def test_a_member_s_post_in_doubt_is_settled_by_the_refusal_of_its_repetition(press):
    press.knobs.drop_commit_answers = 1
    publication = press.release(press.publication("linkedin"))
    assert publication.remote_id == press.posts[0]["id"] and len(press.posts) == 1
    assert "Sending the very same post again" in press.lines


def test_a_post_that_did_not_arrive_is_made_by_its_repetition(press):
    press.knobs.answers = [{"method": "POST", "path": POSTS, "status": 504, "body": {}}]
    publication = press.release(press.publication("linkedin"))
    assert publication.status == "published" and len(press.posts) == 1


def test_after_eight_minutes_a_person_decides_and_nothing_is_sent(press):
    publication = doubtful(press, press.release(press.publication("linkedin")), 481)
    assert press.release(publication).status == "unconfirmed" and len(press.posts) == 1


def test_within_eight_minutes_it_is_settled_without_one(press):
    publication = doubtful(press, press.release(press.publication("linkedin")), 400)
    assert press.release(publication).status == "published" and len(press.posts) == 1


def test_what_was_to_be_repeated_is_not_once_the_time_is_over(press):
    """A worker died after it had decided to repeat the call; the next one comes too late."""
    publication = doubtful(press, press.release(press.publication("linkedin")), 1000)
    state = {**publication.state, "again": True, "until": (clock.now() - timedelta(seconds=1)).isoformat()}
    Publication.objects.filter(pk=publication.pk).update(status="publishing", state=state)
    publication = press.release(Publication.objects.get(pk=publication.pk))
    assert publication.status == "unconfirmed" and len(press.posts) == 1


@pytest.mark.parametrize("status", [400, 422, 429])
def test_a_refusal_of_the_repetition_says_nothing_of_the_first_call(press, status):
    refusal_ = {"message": "Content is a duplicate of urn:li:person:abc", "code": "X"}
    press.knobs.drop_commit_answers = 1
    press.knobs.answers = [{"method": "POST", "path": POSTS, "status": status, "body": refusal_, "skip": 1}]
    publication = press.release(press.publication("linkedin"))
    assert publication.status == "published" and len(press.posts) == 1


def test_a_token_that_ends_between_the_call_and_its_repetition_is_renewed(press):
    body = {"code": "EXPIRED_ACCESS_TOKEN", "message": ""}
    account = press.account("linkedin", refresh_token="planted-refresh", expires_at=clock.now() + timedelta(days=1))
    press.knobs.drop_commit_answers = 1
    press.knobs.answers = [{"method": "POST", "path": POSTS, "status": 401, "body": body, "skip": 1}]
    publication = press.release(press.publication("linkedin", account=account))
    assert publication.status == "published" and len(press.posts) == 1
    assert tokens.credentials(Account.objects.get(pk=account.pk)).access_token.startswith("demo-access-1-")


def test_a_yes_without_an_id_is_a_doubt_and_settled(press):
    press.knobs.answers = [{"method": "POST", "path": POSTS, "status": 201, "body": {}}]
    publication = press.release(press.publication("linkedin"))
    assert publication.status == "published" and publication.remote_id == press.posts[0]["id"]


def test_the_same_text_posted_by_somebody_else_is_a_duplicate_and_not_ours(press):
    account = press.account("linkedin")
    first = press.release(services.prepare(press.post(), None, account))
    keys = tokens.credentials(account)
    with pytest.raises(PublishError, match=first.remote_id) as refused:
        list(services.platform_of("linkedin").publish(fitting.upload_of(first), {}, keys, lambda percent: None))
    assert refused.value.error_class is ErrorClass.DUPLICATE and len(press.posts) == 1


def test_without_an_id_the_token_says_whose_account_it_is(press):
    account = press.account("linkedin", remote_id="")
    assert press.release(press.publication("linkedin", account=account)).status == "published"
    assert services.check_account(account).remote_id == "urn:li:person:demo"


@pytest.mark.parametrize("remote_id", ["urn:li:organization:99", "urn:li:person:other"])
def test_an_account_that_the_token_does_not_open_is_told(press, remote_id):
    account = services.check_account(press.account("linkedin", remote_id=remote_id))
    assert account.status == "needs_reconnect" and "token" in account.status_reason


@pytest.mark.parametrize("remote_id", ["2414183", "urn:li:organization:x", "urn:li:person:a/../b", "@page"])
def test_an_id_that_is_none_of_linkedin_is_said_before_anything_is_sent(press, remote_id):
    publication = press.publication("linkedin", account=press.account("linkedin", remote_id=remote_id))
    with pytest.raises(PublishError, match="no id of a LinkedIn member or page") as refused:
        press.release(publication)
    assert refused.value.permanent and not press.network.store.sessions


def test_a_page_that_the_token_opens_is_fine(press):
    assert services.check_account(page_account(press)).status == "active"


def test_the_text_of_a_post_with_brackets_arrives_whole(press):
    publication = press.publication("linkedin", title="A (short) [title] with_under*stars* #1")
    press.release(publication)
    assert press.posts[0]["text"].startswith("A (short) [title] with_under*stars* #1")


@pytest.mark.parametrize("page", [False, True])
def test_the_numbers_are_read(press, page):
    account = page_account(press) if page else press.account("linkedin")
    numbers = services.read_numbers(press.release(press.publication("linkedin", account=account)))
    assert numbers.views >= 3 and None not in (numbers.likes, numbers.comments, numbers.shares)


def test_without_the_right_to_read_numbers_those_that_everyone_sees_are_read(press):
    press.knobs.answers = [{"path": "/memberCreatorPostAnalytics", "status": 403, "body": {}, "times": 2}]
    publication = press.release(press.publication("linkedin"))
    numbers = services.read_numbers(publication)
    assert numbers.views is None and numbers.likes is not None and "r_member_postAnalytics" in numbers.raw["note"]
    press.knobs.answers.append({"path": "/socialActions", "status": 403, "body": {}})
    assert services.read_numbers(publication).likes is None


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_known_code_has_a_class_and_three_sentences(code):
    found = refusal(Answer(400, {}, json.dumps({"code": code, "message": "words"}).encode()), now=NOW)
    said = found.explanation
    assert found.error_class is CODES[code].error_class and said.happened and said.means and said.todo


@pytest.mark.parametrize("case", [*STATUSES.values(), *(case for _, case in WORDS)])
def test_every_other_known_refusal_has_three_sentences(case):
    assert case.happened and case.means and case.todo


@pytest.mark.parametrize(
    ("status", "message", "urn"),
    [
        (422, "Content is a duplicate of urn:li:share:123", "urn:li:share:123"),
        (422, "Duplicate of urn:li:ugcPost:9 found", "urn:li:ugcPost:9"),
        (422, "Content is a duplicate of urn:li:person:abc", ""),
        (422, "Something else about urn:li:share:123", ""),
        (500, "Content is a duplicate of urn:li:share:123", ""),
    ],
)
def test_only_the_id_of_a_post_counts_as_one_that_is_there(status, message, urn):
    assert earlier(Answer(status, {}, json.dumps({"message": message}).encode())) == urn


def test_a_full_day_ends_at_midnight_utc():
    assert until_midnight(NOW) == pytest.approx(4 * 3600 + 60)


def test_the_network_takes_no_version_but_the_active_ones(press):
    head = {"Authorization": "Bearer x", "LinkedIn-Version": "202401"}
    answer = Client(press.url).request("GET", "https://api.linkedin.com/rest/organizationAcls", headers=head)
    assert (answer.status, answer.json()["code"]) == (426, "NONEXISTENT_VERSION")
    assert refusal(answer, now=NOW).error_class is ErrorClass.INVALID_REQUEST
