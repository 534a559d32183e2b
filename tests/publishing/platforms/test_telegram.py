"""Telegram's own ways: links, pauses, chats that move, rights, and what each refusal means."""

import json

import pytest

from reelpress.lib.errors import BadInput
from reelpress.lib.http import Answer
from reelpress.publishing import services
from reelpress.publishing.models import Account
from reelpress.publishing.platforms.errors import ErrorClass, PublishError
from reelpress.publishing.platforms.telegram_errors import WORDS, refusal


def said(status, description, **parameters):
    body = {"ok": False, "error_code": status, "description": description, "parameters": parameters}
    return Answer(status, {}, json.dumps(body).encode())


def test_the_link_is_that_of_the_channel(press):
    publication = press.release(press.publication("telegram"))
    assert publication.url == f"{press.url}/demo_news/1"


def test_the_link_of_a_private_channel_goes_by_its_number(press):
    account = press.account("telegram", remote_id="-1001234567890")
    publication = press.release(press.publication("telegram", account=account))
    assert publication.url == f"{press.url}/c/1234567890/1"


def test_a_chat_that_moved_is_followed_and_remembered(press):
    account = press.account("telegram", remote_id="-55")
    press.knobs.chats = {"-55": "-1009"}
    publication = press.release(press.publication("telegram", account=account))
    assert publication.remote_id == "-1009/1" and len(press.posts) == 1
    assert Account.objects.get(pk=account.pk).remote_id == "-1009"


@pytest.mark.parametrize("state", ["missing", "kicked", "member"])
def test_a_chat_where_the_bot_may_not_post_is_a_matter_of_rights(press, state):
    press.knobs.chats = {"@demo_news": state}
    publication = press.publication("telegram")
    with pytest.raises(PublishError) as failed:
        press.release(publication)
    assert failed.value.error_class is ErrorClass.PERMISSION and publication.status == "failed"
    assert services.check_account(publication.account).status == "needs_reconnect"


def test_a_video_over_fifty_megabytes_that_is_too_long_for_a_smaller_copy_is_refused_before_it_is_sent(press):
    publication = press.publication("telegram")
    publication.video.seconds = 2000
    publication.video.save()
    with publication.video.path.open("r+b") as file:
        file.truncate(50_000_001)
    with pytest.raises(PublishError, match=r"50\.0 MB; Telegram takes 50 MB") as failed:
        press.release(publication)
    assert failed.value.error_class is ErrorClass.INVALID_MEDIA and not press.posts


def test_the_caption_holds_title_summary_link_and_hashtags_within_the_limit(press):
    publication = press.publication("telegram", summary="A sentence of it. " * 200)
    press.release(publication)
    text = press.posts[0]["text"]
    assert text.startswith(publication.post.title) and text.endswith("#press #videomaking")
    assert publication.post.canonical_url in text and 900 < len(text) <= 1024


def test_there_are_no_numbers_and_none_is_made_up(press):
    numbers = services.read_numbers(press.release(press.publication("telegram")))
    assert (numbers.views, numbers.likes, numbers.comments, numbers.shares) == (None, None, None, None)
    assert "Bot API" in numbers.raw["note"]


def test_a_malformed_token_is_refused_at_the_door(press):
    with pytest.raises(BadInput, match="does not look like a token of Telegram") as refused:
        press.account("telegram", token="1/../../x:y")
    assert "../" not in str(refused.value)


@pytest.mark.parametrize(("words", "case"), WORDS)
def test_every_known_refusal_has_a_class_and_three_sentences(words, case):
    found = refusal(said(400, f"Bad Request: {words.upper()}"))
    assert found.error_class is case.error_class
    assert all(text.strip() for text in (found.explanation.happened, found.explanation.means, found.explanation.todo))


@pytest.mark.parametrize(
    ("status", "description", "expected"),
    [
        (401, "Unauthorized", ErrorClass.AUTH),
        (404, "Not Found", ErrorClass.AUTH),
        (403, "Forbidden: bot was kicked from the channel chat", ErrorClass.PERMISSION),
        (403, "Forbidden: something new", ErrorClass.PERMISSION),
        (400, "Bad Request: chat not found", ErrorClass.PERMISSION),
        (400, "Bad Request: not enough rights to send videos to the chat", ErrorClass.PERMISSION),
        (400, "Bad Request: message caption is too long", ErrorClass.INVALID_REQUEST),
        (400, "Bad Request: wrong file identifier/HTTP URL specified", ErrorClass.INVALID_MEDIA),
        (413, "Request Entity Too Large", ErrorClass.INVALID_MEDIA),
        (400, "Bad Request: something new", ErrorClass.INVALID_REQUEST),
        (502, "Bad Gateway", ErrorClass.SERVER),
    ],
)
def test_a_refusal_has_the_class_of_the_table(status, description, expected):
    assert refusal(said(status, description)).error_class is expected


def test_a_pause_is_as_long_as_the_answer_says():
    found = refusal(said(429, "Too Many Requests: retry after 9", retry_after=9))
    assert (found.error_class, found.retry_after) == (ErrorClass.RATE_LIMIT, 9)


def test_a_post_without_a_video_is_a_text_of_its_own_length(press):
    post = press.post(summary="A sentence of the summary. " * 100)
    publication = services.prepare(post, None, press.account("telegram"))
    press.release(publication)
    [sent] = press.posts
    assert 1024 < len(sent["text"]) <= 4096 and sent["text"] == publication.text and not sent["file"]


def test_a_post_with_its_picture_is_a_photo_with_a_caption(press):
    post = press.post(summary="A sentence of the summary. " * 100)
    (press.media / "one.png").write_bytes(b"a small picture")
    post.images.create(ref="one.png", file="one.png", digest="d", width=10, height=10)
    publication = services.prepare(post, None, press.account("telegram"), variant="picture")
    press.release(publication)
    [sent] = press.posts
    assert sent["bytes"] == len(b"a small picture") and sent["text"] == publication.text
    assert len(sent["text"]) <= 1024


def test_a_post_without_a_picture_cannot_be_sent_with_one(press):
    publication = services.prepare(press.post(), None, press.account("telegram"), variant="picture")
    with pytest.raises(PublishError, match="has no picture"):
        press.release(publication)
    assert publication.status == "failed" and not press.posts
