"""Preparing, confirming, cancelling, giving up; accounts added and removed."""

import pytest

from reelpress.lib.errors import BadInput
from reelpress.publishing import services
from reelpress.publishing.models import Account, Publication
from reelpress.publishing.platforms.errors import ErrorClass, PublishError
from tests.publishing.conftest import TOKEN


def unconfirmed(press):
    publication = press.publication("telegram")
    Publication.objects.filter(pk=publication.pk).update(status="unconfirmed", state={"x": 1}, error_happened="?")
    publication.refresh_from_db()
    return publication


def test_a_publication_is_prepared_once(press):
    publication = press.publication("youtube")
    again = services.prepare(publication.post, publication.video, publication.account)
    assert again.pk == publication.pk and again.tag == publication.tag and again.status == "draft"


def test_a_post_without_a_summary_is_introduced_by_its_opening(press):
    body = "# Head\n\nThe **opening** words.\n\n## Next\n\nNot these."
    publication = press.publication("youtube", summary="", body=body)
    assert publication.text.startswith("The opening words.") and "Not these" not in publication.text


def test_the_words_are_those_that_were_prepared_whatever_the_post_says_now(press):
    publication = press.publication("telegram")
    publication.post.title = "Another title"
    publication.post.save()
    press.release(publication)
    assert press.posts[0]["text"] == publication.text and "Another" not in publication.text


def test_a_person_who_saw_the_post_settles_the_doubt(press):
    publication = services.confirm(unconfirmed(press), is_there=True, url="https://t.me/news/5")
    assert (publication.status, publication.url, publication.error) == ("published", "https://t.me/news/5", "")
    assert publication.published_at and press.release(publication).status == "published" and not press.posts
    assert services.read_numbers(publication).views is None


def test_a_person_who_saw_nothing_lets_it_be_sent_again(press):
    publication = services.confirm(unconfirmed(press), is_there=False)
    assert (publication.status, publication.state) == ("draft", {})
    assert press.release(publication).status == "published" and len(press.posts) == 1


@pytest.mark.parametrize(
    "status", ["draft", "scheduled", "publishing", "processing", "committing", "published", "failed", "cancelled"]
)
def test_there_is_nothing_to_confirm_about_any_other(press, status):
    publication = press.publication("telegram")
    Publication.objects.filter(pk=publication.pk).update(status=status)
    with pytest.raises(BadInput, match="not unconfirmed"):
        services.confirm(publication, is_there=True)


def test_an_address_that_is_none_is_refused(press):
    with pytest.raises(BadInput):
        services.confirm(unconfirmed(press), is_there=True, url="javascript:alert(1)")


def test_a_cancelled_publication_is_not_sent_until_prepared_anew(press):
    publication = services.cancel(press.publication("telegram"))
    with pytest.raises(BadInput, match="was cancelled"):
        press.release(publication)
    again = services.prepare(publication.post, publication.video, publication.account)
    assert again.status == "draft" and press.release(again).status == "published"


def test_what_is_published_cannot_be_cancelled(press):
    with pytest.raises(BadInput):
        services.cancel(press.release(press.publication("telegram")))


def test_giving_up_turns_a_wait_into_a_failure_and_keeps_the_reason(press, settings):
    settings.PLATFORM_URLS = {"telegram": "http://127.0.0.1:9"}
    publication = press.publication("telegram")
    with pytest.raises(PublishError):
        press.release(publication)
    assert services.give_up(publication).status == "failed" and "could not be reached" in publication.error


def test_a_text_that_a_person_made_too_long_is_refused_unsent(press):
    publication = press.publication("telegram")
    Publication.objects.filter(pk=publication.pk).update(text="x" * 1025)
    with pytest.raises(PublishError, match="1025 characters; Telegram takes 1024") as failed:
        press.release(publication)
    assert failed.value.error_class is ErrorClass.INVALID_REQUEST and not press.posts


def test_adding_an_account_again_reconnects_it(db):
    first = services.add_account("telegram", name="News", token="1:old-token", remote_id="@news")
    Account.objects.update(status="needs_reconnect", status_reason="why")
    second = services.add_account("telegram", name="News", token="1:new-token")
    assert (second.pk, second.status, second.status_reason, second.remote_id) == (first.pk, "active", "", "@news")


def test_a_removed_account_keeps_no_token_and_frees_its_name(db):
    account = services.add_account("youtube", name="Channel", token="token", refresh_token="refresh")
    services.remove_account(account)
    assert (account.status, account.access_token_sealed, account.refresh_token_sealed) == ("removed", "", "")
    assert services.add_account("youtube", name="Channel", token="token").pk != account.pk
    with pytest.raises(BadInput):
        services.check_account(account)


@pytest.mark.parametrize(
    "wrong",
    [
        {"platform": "myspace"},
        {"name": " "},
        {"name": "x" * 121},
        {"token": "two words"},
        {"token": ""},
        {"refresh_token": "line\nbreak"},
        {"remote_id": "x" * 201},
    ],
)
def test_an_account_that_cannot_work_is_refused(db, wrong):
    facts = {"platform": "youtube", "name": "Channel", "token": "token", **wrong}
    with pytest.raises(BadInput):
        services.add_account(**facts)
    assert not Account.objects.exists()


def test_a_demo_account_is_never_used_on_a_real_platform(press, settings):
    settings.SERVED = {"demo_network": press.url}
    publication = press.publication("youtube")
    assert publication.account.demo
    settings.PLATFORM_URLS = dict.fromkeys(settings.PLATFORM_URLS, "")

    with pytest.raises(PublishError, match="demo network"):
        press.release(publication)

    publication.refresh_from_db()
    assert publication.status == "failed"


def test_an_account_that_was_connected_elsewhere_is_no_demo_account(press):
    assert not press.account("youtube").demo


def test_a_post_is_taken_down_once_and_stays_on_record(press):
    publication = press.release(press.publication("youtube"))
    services.take_down(publication)
    assert publication.taken_down_at and publication.status == "published" and not press.posts
    with pytest.raises(BadInput, match="was taken down already"):
        services.take_down(publication)
    assert press.release(publication).status == "published" and not press.posts


def test_a_platform_without_a_call_for_it_says_so(press):
    publication = press.release(press.publication("tiktok"))
    with pytest.raises(PublishError) as refused:
        services.take_down(publication)
    assert refused.value.permanent and not publication.taken_down_at and press.posts


NO_RIGHT = {"error": {"message": "(#10) Not allowed.", "type": "OAuthException", "code": 10}}


def test_a_refusal_to_take_down_says_that_the_post_stays_and_what_to_do(press):
    publication = press.release(press.publication("instagram"))
    press.knobs.answers = [{"method": "DELETE", "status": 400, "body": NO_RIGHT}]
    with pytest.raises(PublishError) as refused:
        services.take_down(publication)
    said = refused.value.explanation
    assert (said.happened, said.means) == ("The app lacks a right for this call.", "The post stays.")
    assert "instagram_manage_contents" in said.todo and "in the Instagram app" in said.todo
    publication.refresh_from_db()
    assert publication.taken_down_at is None and len(press.posts) == 1


def test_an_outage_while_a_post_is_taken_down_leaves_open_whether_it_is_gone(press):
    publication = press.release(press.publication("youtube"))
    press.knobs.answers = [{"method": "DELETE", "status": 503, "body": {}}]
    with pytest.raises(PublishError, match="may still be there") as refused:
        services.take_down(publication)
    assert refused.value.error_class is ErrorClass.SERVER and "published" not in str(refused.value)


def test_a_token_that_is_dead_when_a_post_is_taken_down_asks_for_a_reconnect(press):
    publication = press.release(press.publication("facebook"))
    press.knobs.expired_tokens = [TOKEN["facebook"]]
    with pytest.raises(PublishError, match=r"The post stays\."):
        services.take_down(publication)
    assert Account.objects.get(pk=publication.account_id).status == "needs_reconnect"
