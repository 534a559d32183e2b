"""Signing in with a platform connects accounts; what comes back must have been asked for, by this person, once."""

import html
import re
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from reelpress.publishing.connecting import sign_in_platforms
from reelpress.publishing.models import Account
from reelpress.publishing.tokens import unseal
from tests.factories import an_account
from tests.publishing.conftest import press  # noqa: F401


@pytest.fixture
def network(press, settings):  # noqa: F811
    settings.SERVED = {"demo_network": press.url}
    settings.REELPRESS_URL = "http://testserver"
    return press


def begin(client, platform, **given):
    return client.post(reverse("dashboard:sign-in", args=[platform]), given)


def consent(address, answer="allow"):
    """What a person's browser is sent back to after the platform's page."""
    page = httpx.get(address)
    return html.unescape(re.search(rf'id="{answer}" href="([^"]+)"', page.text)[1])


def sign_in(client, platform, **given):
    back = consent(begin(client, platform, **given)["Location"])
    return client.get(urlsplit(back).path, dict(parse_qsl(urlsplit(back).query)), follow=True)


@pytest.mark.parametrize("platform", sign_in_platforms())
def test_a_person_signs_in_chooses_and_has_an_account(boss, network, platform):
    page = sign_in(boss, platform)
    offers = page.context["offers"]
    boss.post(reverse("dashboard:sign-in-choose"), {"offer": "0"})
    account = Account.objects.get()
    assert (account.platform, account.name, account.remote_id) == (platform, offers[0][1], offers[0][2])
    assert account.status == "active" and account.scopes and unseal(account.access_token_sealed).startswith("demo-")


def test_a_person_of_several_pages_connects_those_that_are_ticked(boss, network):
    assert len(sign_in(boss, "facebook").context["offers"]) == 2
    boss.post(reverse("dashboard:sign-in-choose"), {"offer": ["0", "1"]})
    assert set(Account.objects.values_list("name", flat=True)) == {"Demo Page", "Second Demo Page"}


def test_no_tick_connects_nothing(boss, network, said):
    sign_in(boss, "facebook")
    assert "No account was chosen" in said(boss.post(reverse("dashboard:sign-in-choose"), follow=True))[0]
    assert not Account.objects.exists()


def test_an_account_is_connected_anew_with_one_click(boss, network, said):
    account = an_account("facebook", name="My Page", remote_id="100000000000002", status="needs_reconnect")
    page = sign_in(boss, "facebook", account=account.pk)
    account.refresh_from_db()
    assert said(page) == [f"{account} is connected again."]
    assert (account.name, account.status, account.status_reason) == ("My Page", "active", "")


def test_signing_in_as_somebody_else_replaces_nothing(boss, network, said):
    account = an_account("facebook", remote_id="999", access_token_sealed="as it was")
    page = sign_in(boss, "facebook", account=account.pk)
    assert "which is not" in said(page)[0] and len(page.context["offers"]) == 2
    account.refresh_from_db()
    assert account.access_token_sealed == "as it was"


def test_who_refuses_is_told_that_nothing_was_connected(boss, network, said):
    back = consent(begin(boss, "youtube")["Location"], "deny")
    page = boss.get(urlsplit(back).path, dict(parse_qsl(urlsplit(back).query)), follow=True)
    assert said(page) == ["Access was refused on the platform. No account was connected. Sign in again."]


def test_a_state_serves_once_and_only_where_it_was_given(boss, viewer, network, said):
    back = urlsplit(consent(begin(boss, "youtube")["Location"]))
    query = dict(parse_qsl(back.query))
    assert "not begun here" in said(boss.get(back.path, {**query, "state": "another"}, follow=True))[0]
    boss.get(back.path, query)
    assert "not begun here" in said(boss.get(back.path, query, follow=True))[0]
    assert viewer.get(back.path, query).status_code == 403


def test_a_code_that_the_platform_does_not_take_is_said(boss, network, said):
    back = urlsplit(consent(begin(boss, "youtube")["Location"]))
    query = {**dict(parse_qsl(back.query)), "code": "made-up"}
    assert "The account was not connected." in said(boss.get(back.path, query, follow=True))[0]


def test_the_session_holds_no_token_in_the_clear(boss, network):
    sign_in(boss, "youtube")
    kept = Session.objects.get().get_decoded()
    assert kept["offered_accounts"]["sealed"] and "demo-access" not in str(kept) and "demo-refresh" not in str(kept)


def test_a_platform_without_our_client_says_which_settings_it_needs(boss, said, db):
    assert "REELPRESS_X_CLIENT_ID" in said(boss.post(reverse("dashboard:sign-in", args=["twitter"]), follow=True))[0]


def test_rights_that_were_not_granted_are_named_on_the_page(boss):
    account = an_account("tiktok", scopes=["user.info.basic", "video.publish"])
    html_ = boss.get(reverse("admin:publishing_account_change", args=[account.pk])).content.decode()
    assert "<code>video.upload</code>" in html_ and "<code>video.publish</code>" not in html_
