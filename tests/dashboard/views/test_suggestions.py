"""The suggestions of the search line as the page asks for them: who may, and what is kept back."""

import pytest
from django.urls import reverse

from reelpress.lib import clock
from tests.dashboard.conftest import signed_in, somebody
from tests.factories import a_job


def ask(client, line):
    return client.get(reverse("dashboard:jobs-suggestions"), {"q": line})


def test_they_say_what_goes_where(boss):
    answer = ask(boss, "queue:video typ").json()

    assert answer["start"] == len("queue:video ")
    assert answer["offers"][0]["text"] == "type:"


def test_a_secret_in_an_error_is_not_suggested(boss):
    a_job(status="failed", error_message="GET /?access_token=secret-one failed", error_group="abc",
          error_class="Failure", finished_at=clock.now())  # fmt: skip

    assert "secret-one" not in ask(boss, "error:").content.decode() + ask(boss, "reason:").content.decode()


@pytest.mark.parametrize(("permissions", "status"), [([], 403), (["view_job"], 200)])
def test_those_who_may_see_jobs_get_them(db, permissions, status):
    assert ask(signed_in(somebody(*permissions)), "st").status_code == status
