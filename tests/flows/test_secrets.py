"""No key of an account or of ours is told: planted ones are looked for in all that is logged, stored, sent and shown.

Platforms repeat every one of them in their refusals, in the shapes in which real ones have done so.
"""

import logging
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models.functions import Now
from django.urls import reverse

from reelpress.jobs.models import Job
from reelpress.jobs.testing import drain
from reelpress.lib import clock
from reelpress.pipeline import flow, notices
from reelpress.publishing import services as publishing
from reelpress.publishing.models import Account, Publication
from reelpress.publishing.tokens import unseal
from tests.dashboard.conftest import boss  # noqa: F401
from tests.factories import a_video
from tests.pipeline.conftest import receiver  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)
ACCESS, REFRESH, CODE = "planted/access+1", "planted-refresh-2", "planted-code-3"
CLIENT, BOT, PAGE = "planted-client-secret-4", "1001:planted-bot-5", "planted-page-6"
ADMIN = "/admin/publishing/account/", "/admin/publishing/publication/", "/admin/jobs/job/", "/admin/content/post/"


@pytest.fixture
def network(demo_network, settings):
    """A demo network for whose platforms we have a client with a planted secret."""
    for name in ("YOUTUBE", "FACEBOOK", "TWITTER", "LINKEDIN", "TIKTOK"):
        setattr(settings, f"{name}_CLIENT_ID", "our-client")
        setattr(settings, f"{name}_CLIENT_SECRET", CLIENT)
    settings.REELPRESS_URL = "http://testserver"
    return demo_network


@pytest.fixture
def everything(caplog):
    """What was logged, by any logger at any level, and every page that was seen."""
    caplog.set_level(logging.DEBUG)
    pages = []
    yield pages
    assert "planted" not in caplog.text


def refusal(secret):
    """What a platform says when it repeats more than it should."""
    words = f"Bearer {secret} is no good: https://api.example/bot{BOT}/x?access_token={secret}&code={CODE} ({secret})"
    return {
        "error": {"message": words, "access_token": secret, "code": 190},
        "error_description": words,
        "description": words,
        "detail": words,
        "ok": False,
    }


def will_answer(network, path, status, body, times=50):
    network.knobs.answers.append({"path": path, "status": status, "body": body, "times": times})


def come_back(client, platform):
    """Come back from the platform's page with the planted code."""
    left = client.post(reverse("dashboard:sign-in", args=[platform]))
    state = dict(parse_qsl(urlsplit(left["Location"]).query))["state"]
    return client.get(reverse("dashboard:sign-in-back", args=[platform]), {"state": state, "code": CODE}, follow=True)


def stored():
    """Every value of every table, and what the sessions hold."""
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            yield from (f"{table}: {row}" for row in cursor.fetchall())
    yield from (str(session.get_decoded()) for session in Session.objects.all())


def seen(client):
    """The screens on which accounts, publications and jobs are shown."""
    rows = [*Account.objects.all(), *Publication.objects.all(), *Job.objects.all()]
    places = [reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk]) for row in rows]
    for place in (*ADMIN, *places, reverse("dashboard:calendar")):
        page = client.get(place, follow=True)
        assert page.status_code == 200
        yield page.content.decode()


def tells_nothing(client, pages, receiver):  # noqa: F811
    for text in (*pages, *seen(client), *stored(), *map(str, receiver.requests)):
        assert "planted" not in text


@pytest.mark.parametrize("platform", ["youtube", "twitter", "facebook", "instagram", "linkedin", "tiktok"])
def test_a_sign_in_tells_no_secret_refused_or_not(boss, network, everything, receiver, platform):  # noqa: F811
    will_answer(network, "token", 400, refusal(CLIENT), times=1)
    will_answer(network, "accessToken", 400, refusal(CODE), times=1)
    page = come_back(boss, platform)
    everything.append(page.content.decode())
    assert "The account was not connected" in everything[-1]
    network.knobs.answers.clear()
    granted = {"access_token": ACCESS, "refresh_token": REFRESH, "expires_in": 3600, "open_id": "demo"}
    for path in ("/token", "access_token", "accessToken"):
        will_answer(network, path, 200, granted)
    will_answer(network, "/me/accounts", 200, {"data": [
        {"id": "17", "name": "Mine", "access_token": PAGE, "instagram_business_account": {"id": "18"}}]})  # fmt: skip
    everything.append(come_back(boss, platform).content.decode())
    everything.append(boss.post(reverse("dashboard:sign-in-choose"), {"offer": "0"}, follow=True).content.decode())
    assert unseal(Account.objects.get().access_token_sealed) in (ACCESS, PAGE)
    tells_nothing(boss, everything, receiver)


@pytest.mark.parametrize(("status", "hours"), [(400, 0.01), (400, 48), (401, 48), (500, 48)])
def test_failed_posts_and_renewals_tell_no_secret(boss, network, everything, receiver, status, hours):  # noqa: F811
    ends = clock.now() + timedelta(hours=hours)  # the token, which is renewed before its end
    remote = {"instagram": "17841400000000001", "facebook": "17", "linkedin": "urn:li:person:demo", "telegram": "@news"}
    for platform in ("youtube", "twitter", "facebook", "instagram", "linkedin", "tiktok", "telegram"):
        keys = {"token": BOT} if platform == "telegram" else {"token": ACCESS, "refresh_token": REFRESH}
        publishing.add_account(
            platform, name=f"My {platform}", remote_id=remote.get(platform, ""), expires_at=ends, **keys
        )
    will_answer(network, "token", 400, refusal(REFRESH), times=500)
    will_answer(network, "/bot", status, refusal(BOT), times=500)
    will_answer(network, "", status, refusal(ACCESS), times=500)
    flow.publish_post(a_video().post)
    drain("social")
    for _ in range(3):
        Job.objects.pending().update(run_after=Now())
        drain("social")
    found = set(Publication.objects.values_list("status", flat=True))
    assert Publication.objects.count() == 7 and found <= {"failed", "needs_reconnect", "unconfirmed"}
    Job.objects.pending().of_type(notices.NOTIFY).update(run_after=Now())
    drain("low-priority")
    assert receiver.requests
    tells_nothing(boss, everything, receiver)
