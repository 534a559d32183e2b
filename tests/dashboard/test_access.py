"""Who may open and press what: every button is checked on the server, whatever the page showed."""

from urllib.parse import quote

import pytest
from django.urls import reverse

from reelpress.dashboard.urls import urlpatterns
from reelpress.jobs.models import Batch
from reelpress.video.branding import copy_template
from tests.dashboard.conftest import signed_in, somebody
from tests.factories import a_job, a_post, a_publication, a_user, an_account

PAGES = (
    "home", "jobs-live", "job-live", "account-connect", "media", "import", "templates", "template", "template-still",
    "storyboard", "storyboard-still", "storyboard-progress", "storyboard-clip", "calendar",
    "jobs-all", "jobs-suggestions", "jobs-failures", "jobs-queues", "jobs-workers",
    "jobs-batches", "jobs-schedule", "jobs-audit", "sign-in-back", "sign-in-choose", "post-preview",
    "posts-make-videos",
)  # fmt: skip
BUTTONS = [pattern.name for pattern in urlpatterns if pattern.name not in PAGES]


OPERATIONS = {
    "reason-retry": lambda: a_job(status="failed", error_group="abc").error_group,
    "batch-retry": lambda: Batch.objects.create(name="season", total=1).public_id,
    "batch-cancel": lambda: Batch.objects.create(name="season", total=1).public_id,
    "duty-run": lambda: "prune",
}


def address(name):
    """The address of a button, for a row that exists."""
    if name.startswith(("jobs-", "import", "posts-")):
        return reverse(f"dashboard:{name}")
    if name == "sign-in":
        return reverse("dashboard:sign-in", args=["youtube"])
    if name in OPERATIONS:
        return reverse(f"dashboard:{name}", args=[OPERATIONS[name]()])
    if name.startswith("queue"):
        return reverse(f"dashboard:{name}", args=["video"])
    if name.startswith("template"):
        return reverse(f"dashboard:{name}", args=[copy_template("bold").name, *([0] if name.endswith("typed") else [])])
    if name in ("storyboard-typed", "storyboard-play"):
        return reverse(f"dashboard:{name}", args=[a_publication().video.pk, 0])
    row = {
        "job": lambda: a_job(status="failed"),
        "post": a_post,
        "video": lambda: a_publication().video,
        "storyboard": lambda: a_publication().video,
        "publication": lambda: a_publication(status="failed"),
        "account": an_account,
    }[name.split("-")[0]]()
    return reverse(f"dashboard:{name}", args=[row.pk])


def test_every_screen_and_button_is_known_to_these_tests():
    assert {*PAGES, *BUTTONS} == {pattern.name for pattern in urlpatterns}


@pytest.mark.parametrize("name", BUTTONS)
def test_a_button_cannot_be_pressed_by_following_a_link(boss, name):
    assert boss.get(address(name)).status_code == 405


@pytest.mark.parametrize("name", BUTTONS)
def test_a_button_does_nothing_without_permission(viewer, name):
    assert viewer.post(address(name)).status_code == 403


@pytest.mark.parametrize("name", BUTTONS)
def test_a_button_does_nothing_without_the_csrf_token(boss, name):
    boss.handler.enforce_csrf_checks = True

    assert boss.post(address(name)).status_code == 403


@pytest.mark.parametrize("name", BUTTONS)
def test_a_button_sends_strangers_to_the_login(client, db, name):
    response = client.post(address(name))

    assert response.status_code == 302
    assert response.url.startswith(reverse("admin:login"))


def test_who_was_signed_out_comes_back_to_the_page_of_the_button_and_is_told(client, db):
    tab = "http://testserver/admin/jobs/job/?tab=failed"
    job = a_job(status="failed")
    login = client.post(reverse("dashboard:job-retry", args=[job.pk]), headers={"referer": tab}).url

    assert login == f"{reverse('admin:login')}?next={quote(tab)}"
    a_user(username="ada", password="a long pass-phrase")
    back = client.post(login, {"username": "ada", "password": "a long pass-phrase", "next": tab}, follow=True)
    assert back.request["QUERY_STRING"] == "tab=failed"
    assert "nothing was done. Press the button again" in back.content.decode()
    job.refresh_from_db()
    assert job.status == "failed"


def test_a_button_of_a_page_from_before_the_last_sign_in_says_what_to_do(boss):
    boss.handler.enforce_csrf_checks = True
    job = a_job(status="failed")

    answer = boss.post(reverse("dashboard:job-retry", args=[job.pk]))

    assert answer.status_code == 403
    assert "nothing was done. Go back, reload the page and press the button again" in answer.content.decode()


def test_people_who_are_not_staff_stay_outside(db):
    outsider = signed_in(somebody("view_job", "change_job", is_staff=False))
    job = a_job(status="failed")

    assert outsider.post(reverse("dashboard:job-retry", args=[job.pk])).status_code == 302
    job.refresh_from_db()
    assert job.status == "failed"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_a_button_never_leads_to_another_site(boss, elsewhere):
    job = a_job(status="failed")
    response = boss.post(
        reverse("dashboard:job-retry", args=[job.pk]), {"next": elsewhere}, headers={"referer": elsewhere}
    )

    assert response.url == reverse("admin:jobs_job_change", args=[job.pk])


def test_a_button_leads_back_to_the_page_that_it_was_on(boss):
    tab = "http://testserver/admin/jobs/job/?tab=failed"
    job = a_job(status="failed")

    assert boss.post(reverse("dashboard:job-retry", args=[job.pk]), headers={"referer": tab}).url == tab


@pytest.mark.parametrize(
    "page",
    ["jobs_job", "content_post", "video_video", "publishing_publication", "publishing_account"],
)
def test_a_person_without_view_permission_sees_no_list(db, page):
    nobody = signed_in(somebody())

    assert nobody.get(reverse(f"admin:{page}_changelist")).status_code == 403


def test_the_side_bar_shows_only_what_a_person_may_see(db):
    some = signed_in(somebody("view_post"))
    html = some.get(reverse("admin:index")).content.decode()

    assert reverse("admin:content_post_changelist") in html
    assert reverse("admin:jobs_job_changelist") not in html
    assert reverse("admin:publishing_account_changelist") not in html


def test_a_missing_page_says_so_in_words(boss):
    response = boss.get("/admin/jobs/job/999999/change/")

    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()
