"""Signing in against platforms that answer badly: nothing is connected that is not whole, and no secret is told."""

import pytest

from reelpress.publishing import connecting
from reelpress.publishing.models import Account
from reelpress.publishing.platforms.errors import PublishError
from reelpress.publishing.platforms.offers import Offer
from tests.factories import an_account

REDIRECT = "http://testserver/back"
CODE = "planted-code-that-serves-once"


@pytest.fixture
def network(press, settings):
    settings.SERVED = {"demo_network": press.url}
    return press


def answer(network, path, body, status=200):
    network.knobs.answers.append({"path": path, "status": status, "body": body, "times": 9})


def arrive(platform):
    return connecting.arrive(connecting.depart(platform, REDIRECT), CODE, REDIRECT)


@pytest.mark.parametrize("filler", ["", "x" * 280, "x" * 290])
def test_a_refusal_that_repeats_a_secret_tells_no_part_of_it(network, filler):
    said = {"error": "invalid_grant", "error_description": f"{filler} {CODE}", "access_token": "planted-access"}
    answer(network, "/token", said, 400)
    with pytest.raises(PublishError) as refused:
        arrive("youtube")
    told = f"{refused.value} {refused.value.raw} {refused.value!r}"
    assert "planted" not in told and "The account was not connected. Sign in once more." in told


HOSTILE = ({}, [], {"access_token": ["x"]}, {"access_token": {"a": 1}}, {"error": {"message": [1]}}, "text", None)


@pytest.mark.parametrize("platform", connecting.sign_in_platforms())
@pytest.mark.parametrize("body", HOSTILE)
def test_an_answer_without_a_token_connects_nothing(network, platform, body):
    answer(network, "", body)
    with pytest.raises(PublishError, match="was not connected"):
        arrive(platform)


def meta(network, *pages, paging=None):
    """Have Meta give tokens and show `pages`."""
    answer(network, "/me/permissions", {"data": ["x", {"permission": 1, "status": "granted"}]})
    answer(network, "/me/accounts", {"data": list(pages), **({"paging": paging} if paging else {})})
    answer(network, "/oauth/access_token", {"access_token": "planted-token", "scope": ["a", {}]})


PAGE = {"id": "17", "name": "Mine", "access_token": "planted-page-token"}


def test_of_what_meta_shows_only_what_can_be_a_page_is_offered(network):
    wrong = ({"id": {"x": 1}}, {"id": "1/../2"}, {"id": 17}, {"id": "9" * 400}, {"access_token": ["x"]}, {"id": ""})
    meta(network, "text", None, *({**PAGE, **one} for one in wrong), PAGE)
    assert [(one.remote_id, one.name) for one in arrive("facebook")] == [("17", "Mine")]


@pytest.mark.parametrize("account", ["text", [1], {"id": {}}, {"id": "a b"}, {}])
def test_a_page_without_an_instagram_account_is_no_instagram_account(network, account):
    meta(network, {**PAGE, "instagram_business_account": account})
    with pytest.raises(PublishError, match="Link the Instagram account"):
        arrive("instagram")


@pytest.mark.parametrize("paging", ["x", {"next": 1}, {"next": "n", "cursors": [1]}, {"next": "n", "cursors": {}}])
def test_a_list_whose_next_page_is_nowhere_ends(network, paging):
    meta(network, PAGE, paging=paging)
    assert len(arrive("facebook")) == 1


def test_a_list_without_end_is_left_off(network):
    meta(network, PAGE, paging={"next": "http://evil.example/", "cursors": {"after": "again"}})
    assert len(arrive("facebook")) == 5


def offer(remote_id="UC1", name="News"):
    return Offer(remote_id, name, "planted-access-token")


def test_a_name_that_is_taken_is_never_another_accounts_key(db):
    taken = [an_account(name=name, access_token_sealed="as it was") for name in ("News", "News UC1", "News 2")]
    account = connecting.connect("youtube", offer())
    assert account.name == "News 3" and account.pk not in {one.pk for one in taken}
    assert set(Account.objects.exclude(pk=account.pk).values_list("access_token_sealed", flat=True)) == {"as it was"}


def test_an_account_whose_id_is_not_known_is_not_taken_for_one_without_an_id(db):
    old = an_account(access_token_sealed="as it was", remote_id="")
    account = connecting.connect("youtube", offer(remote_id=""))
    old.refresh_from_db()
    assert account.pk != old.pk and old.access_token_sealed == "as it was"


@pytest.mark.parametrize("name", ["\0News\n\r\x1b[31m", "  ", "N" * 5000, "\ud800"])
def test_a_hostile_name_is_a_name_of_one_line(db, name):
    account = connecting.connect("youtube", offer(name=name))
    assert 0 < len(account.name) <= 120 and account.name.isprintable()
