"""The screens of accounts: tokens go in and never come out."""

from datetime import timedelta

import pytest
from django.urls import reverse

from reelpress.lib import clock
from reelpress.publishing import services as publishing
from reelpress.publishing.models import Account
from tests.factories import a_publication, an_account

CONNECT = "/admin/publishing/account/connect/"
TOKEN = "ya29.first-secret-token-0001"
OTHER = "ya29.second-secret-token-0002"


def page_of(account):
    return reverse("admin:publishing_account_change", args=[account.pk])


def press(client, verb, account, **given):
    return client.post(reverse(f"dashboard:account-{verb}", args=[account.pk]), given, follow=True)


def connected(**fields):
    return publishing.add_account("youtube", **({"name": "Mira codes", "token": TOKEN} | fields))


def test_an_account_is_connected_with_its_token_sealed(boss, said):
    given = {"platform": "youtube", "name": "Mira codes", "token": TOKEN, "refresh_token": OTHER}
    response = boss.post(CONNECT, given, follow=True)
    account = Account.objects.get()

    assert response.redirect_chain[-1][0] == page_of(account)
    assert account.access_token_sealed not in ("", TOKEN)
    assert "is connected" in said(response)[0]


def test_no_page_shows_a_token_not_even_sealed(boss):
    account = connected(refresh_token=OTHER)
    pages = (page_of(account), reverse("admin:publishing_account_changelist"))
    html = "".join(boss.get(address).content.decode() for address in pages)

    assert not [one for one in (TOKEN, OTHER, account.access_token_sealed, account.refresh_token_sealed) if one in html]


def test_a_form_that_is_shown_again_does_not_give_the_token_back(boss):
    response = boss.post(CONNECT, {"platform": "youtube", "name": "", "token": TOKEN, "refresh_token": OTHER})
    html = response.content.decode()

    assert response.status_code == 200
    assert TOKEN not in html
    assert OTHER not in html
    assert not Account.objects.exists()


def test_a_name_that_is_taken_is_not_overwritten_by_connecting(boss):
    before = connected()
    response = boss.post(CONNECT, {"platform": "youtube", "name": "Mira codes", "token": OTHER})
    after = Account.objects.get()

    assert "There is such an account already." in response.content.decode()
    assert after.access_token_sealed == before.access_token_sealed


def test_what_the_platform_does_not_take_is_said_beside_the_form(boss):
    response = boss.post(CONNECT, {"platform": "telegram", "name": "Channel", "token": "no token of telegram"})

    assert response.status_code == 200
    assert not Account.objects.exists()
    assert "errornote" in response.content.decode()


def test_a_token_is_replaced_and_the_rest_stays(boss, said):
    account = connected(remote_id="UCabc")
    Account.objects.filter(pk=account.pk).update(status="needs_reconnect", status_reason="The token ended.")
    response = press(boss, "token", account, token=OTHER)
    fresh = Account.objects.get()

    assert fresh.pk == account.pk
    assert fresh.access_token_sealed != account.access_token_sealed
    assert (fresh.status, fresh.remote_id) == ("active", "UCabc")
    assert "is replaced" in said(response)[0]


def test_an_empty_token_replaces_nothing(boss, said):
    account = connected()
    response = press(boss, "token", account, token="")

    assert said(response)[0].startswith("Access token:")
    assert Account.objects.get().access_token_sealed == account.access_token_sealed


def test_a_removed_account_keeps_its_publications_and_loses_its_tokens(boss):
    account = connected()
    publication = a_publication(to=account, status="published")
    press(boss, "remove", account)
    account.refresh_from_db()

    assert (account.status, account.access_token_sealed) == ("removed", "")
    assert publication.account == account
    assert reverse("dashboard:account-token", args=[account.pk]) not in boss.get(page_of(account)).content.decode()
    assert boss.post(reverse("dashboard:account-token", args=[account.pk]), {"token": OTHER}).status_code == 404


def test_the_days_that_a_token_still_lives_are_shown(boss):
    account = an_account(expires_at=clock.now() + timedelta(days=5, hours=1))

    assert "5 days left" in boss.get(page_of(account)).content.decode()
    assert "5 days left" in boss.get(reverse("admin:publishing_account_changelist")).content.decode()


def test_what_is_wrong_with_an_account_is_said(boss):
    account = an_account(status="needs_reconnect", status_reason="LinkedIn no longer accepts the token.")

    assert "LinkedIn no longer accepts the token." in boss.get(page_of(account)).content.decode()


@pytest.mark.parametrize("address", [CONNECT, "/admin/publishing/account/add/"])
def test_a_person_who_only_looks_can_connect_nothing(viewer, address):
    assert viewer.get(address).status_code == 403
    assert viewer.post(address, {"platform": "youtube", "name": "x", "token": TOKEN}).status_code == 403


def test_a_person_who_only_looks_sees_no_form(viewer):
    html = viewer.get(page_of(connected())).content.decode()

    assert "Mira codes" in html
    assert 'name="token"' not in html


def test_posting_slots_are_set_and_shown_as_they_are_written(boss, said):
    account = an_account()
    slots = {"slots": "fri 18:30; mon-wed 9:00", "time_zone": "Europe/Vienna"}
    sent = boss.post(reverse("dashboard:account-slots", args=[account.pk]), slots, follow=True)
    assert said(sent) == [f"{account} has 4 posting slots a week."]
    assert "Mon–Wed 09:00; Fri 18:30" in sent.content.decode()


def test_posts_a_day_are_set_beside_the_slots_and_0_is_refused(boss, said):
    account = an_account()
    address = reverse("dashboard:account-slots", args=[account.pk])
    for given, kept in (("3", 3), ("0", 3), ("", None)):
        sent = boss.post(address, {"slots": "", "posts_per_day": given}, follow=True)
        account.refresh_from_db()
        assert account.posts_per_day == kept
        assert ("greater than or equal to 1" in said(sent)[0]) == (given == "0")


def test_a_number_of_posts_a_day_that_is_refused_changes_no_slot_either(boss, said):
    account = an_account()
    address = reverse("dashboard:account-slots", args=[account.pk])
    sent = boss.post(address, {"slots": "fri 18:30", "posts_per_day": "10001"}, follow=True)

    assert "Nothing was changed." in said(sent)[0]
    assert not account.posting_slots.exists()


def test_the_page_of_connecting_names_what_is_not_set_up_only_when_there_is_such_a_platform(boss, monkeypatch):
    assert "not set up" in boss.get(CONNECT).content.decode()
    monkeypatch.setattr("reelpress.publishing.connecting.can_sign_in", lambda platform: True)
    assert "not set up" not in boss.get(CONNECT).content.decode()


def test_slots_that_nobody_can_read_change_nothing(boss, said):
    account = an_account()
    sent = boss.post(reverse("dashboard:account-slots", args=[account.pk]), {"slots": "often"}, follow=True)
    assert "Write it like" in said(sent)[0] and not account.posting_slots.exists()
