"""Users and groups: Django's own screens, in the dashboard's look."""

import pytest

from tests.factories import a_user


@pytest.mark.parametrize("address", ["/admin/auth/user/", "/admin/auth/user/add/", "/admin/auth/group/"])
def test_people_and_groups_have_their_screens(boss, address):
    html = boss.get(address).content.decode()

    assert "Reelpress" in html
    assert "unfold" in html


def test_a_person_can_be_changed(boss):
    person = a_user(username="mira")

    assert "mira" in boss.get(f"/admin/auth/user/{person.pk}/change/").content.decode()
