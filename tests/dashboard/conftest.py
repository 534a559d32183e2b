"""What the tests of this room share: people who are signed in, with all permissions or with view permissions only."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client

from tests.factories import a_user


def signed_in(user):
    """A browser in which `user` is signed in."""
    client = Client(enforce_csrf_checks=False)
    client.force_login(user)
    return client


def somebody(*permissions, username="somebody", is_staff=True):
    """A person of the staff with these permissions, such as `change_job`."""
    user = get_user_model().objects.create_user(username=username, is_staff=is_staff)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


@pytest.fixture
def boss(db):
    """The browser of a person who may do everything."""
    return signed_in(a_user(username="boss"))


@pytest.fixture
def viewer(db):
    """The browser of a person who may see everything and change nothing."""
    names = Permission.objects.filter(codename__startswith="view_").values_list("codename", flat=True)
    return signed_in(somebody(*names, username="viewer"))


@pytest.fixture
def said():
    """Tell what the page after a redirect says to the person."""

    def tell(response):
        return [str(message) for message in response.context["messages"]]

    return tell
