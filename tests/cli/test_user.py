"""`reelpress user`: who may log in, and the way back for an administrator who is locked out."""

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def locked_out():
    """An administrator who took every right from himself."""
    user = User.objects.create_superuser("admin", password="forgotten")
    User.objects.update(is_superuser=False, is_staff=False, is_active=False)
    return user


def test_an_administrator_who_is_locked_out_gets_back_in_with_a_new_password(run, locked_out):
    said = run("user", "restore", "admin")
    assert said.code == 0
    password = said.out.splitlines()[0].rpartition(" ")[2]
    user = authenticate(username="admin", password=password)
    assert user is not None and user.is_superuser and user.is_staff and user.is_active
    assert authenticate(username="admin", password="forgotten") is None


def test_somebody_who_does_not_exist_is_named_and_nobody_is_made(run, locked_out):
    said = run("user", "restore", "nobody")
    assert said.code == 2 and "no user 'nobody'" in said.err and "reelpress user list" in said.err
    assert User.objects.count() == 1


def test_the_list_says_who_may_do_what(run, locked_out):
    User.objects.create_user("editor", is_staff=True)
    User.objects.create_superuser("boss")
    boss, editor, admin = run("user", "list").out.splitlines()[1:]
    assert "boss" in boss and "everything" in boss and "what was granted" in editor
    assert "not log in" in admin and "never" in admin
    assert [row["administrator"] for row in run("user", "list", "--json").data] == [True, False, False]


def test_the_new_password_is_in_the_json(run, locked_out):
    told = run("user", "restore", "admin", "--json").data
    assert told["administrator"] and authenticate(username="admin", password=told["password"])
