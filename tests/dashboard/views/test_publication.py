"""The page of a publication: its three sentences, its numbers, and what a person may decide."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from reelpress.jobs.models import Job
from reelpress.lib import clock
from reelpress.pipeline import flow
from tests.factories import a_post, a_publication, a_reading, a_video, an_account

LIST = "/admin/publishing/publication/"
HOSTILE = '"><script>alert(1)</script>'


def page_of(publication):
    return reverse("admin:publishing_publication_change", args=[publication.pk])


def press(client, verb, publication, **given):
    return client.post(reverse(f"dashboard:publication-{verb}", args=[publication.pk]), given, follow=True)


def a_failed_one(**fields):
    said = {"error_happened": "LinkedIn refused the token.", "error_means": "Nothing was posted.",
            "error_todo": "Paste a new token, then retry.", "error_class": "AUTH"}  # fmt: skip
    return a_publication(status="failed", **(said | fields))


def test_the_page_says_what_happened_what_it_means_and_what_to_do(boss):
    html = boss.get(page_of(a_failed_one())).content.decode()

    for sentence in ("LinkedIn refused the token.", "Nothing was posted.", "Paste a new token, then retry.", "AUTH"):
        assert sentence in html


def test_the_page_shows_exactly_what_is_sent_and_where_it_went(boss):
    publication = a_publication(status="published", text="Watch this.\n\n#python", url="https://youtube.example/abc")
    html = boss.get(page_of(publication)).content.decode()

    assert "Watch this.\n\n#python" in html
    assert 'href="https://youtube.example/abc"' in html


def test_numbers_that_a_platform_does_not_say_are_no_zeros(boss):
    publication = a_publication(status="published")
    a_reading(of=publication, views=1530, likes=0, comments=None, shares=None)
    rows = boss.get(page_of(publication)).context["readings"]

    assert [str(value) for value in rows[0][1:3]] == ["1,530", "0"]
    assert all("–" in value for value in rows[0][3:])


@pytest.mark.parametrize("address", [page_of, lambda publication: LIST])
def test_saved_steps_and_answers_show_no_secret(boss, address):
    publication = a_failed_one(
        state={"session": "up-1", "access_token": "secret-one"}, error_raw='{"x": "Bearer secret-two-xx"}'
    )

    assert "secret-" not in boss.get(address(publication)).content.decode()


def test_hostile_words_are_only_text(boss):
    account = an_account(name=HOSTILE)
    publication = a_failed_one(
        to=account, video=a_video(of=a_post(title=HOSTILE)), text=HOSTILE, title=HOSTILE, error_happened=HOSTILE,
        error_raw=HOSTILE, state={HOSTILE: HOSTILE}, url="javascript:alert(1)", remote_id=HOSTILE,
    )  # fmt: skip

    for address in (LIST, page_of(publication), reverse("admin:publishing_account_change", args=[account.pk])):
        html = boss.get(address).content.decode()
        assert "<script>alert" not in html
        assert 'href="javascript' not in html


@pytest.mark.parametrize("status", ["draft", "scheduled", "failed", "needs_reconnect"])
def test_what_did_not_go_out_can_be_retried(boss, status):
    publication = a_publication(status=status)
    assert "publication" in page_of(publication)
    assert (
        reverse("dashboard:publication-retry", args=[publication.pk]) in boss.get(page_of(publication)).content.decode()
    )
    press(boss, "retry", publication)
    job = Job.objects.get()

    assert (job.type, job.subject) == ("platform-publish", publication)


@pytest.mark.parametrize(("status", "label"), [("draft", "Publish"), ("scheduled", "Publish now"), ("failed", "Retry")])
def test_the_button_says_what_it_does(boss, status, label):
    page = boss.get(page_of(a_publication(status=status))).content.decode()
    button = page.partition("/retry/")[2].partition("</form>")[0]
    assert re.search(rf">\s*{label}\s*<", button)


def test_what_waits_for_its_moment_is_sent_now_by_its_button(boss):
    publication = a_publication()
    job = flow.plan(publication, clock.now() + timedelta(days=1))
    press(boss, "retry", publication)
    job.refresh_from_db()
    assert job.run_after <= clock.now() and Job.objects.count() == 1


@pytest.mark.parametrize("status", ["published", "unconfirmed", "committing", "publishing", "processing", "cancelled"])
def test_what_is_out_or_under_way_is_never_sent_again_by_a_button(boss, said, status):
    publication = a_publication(status=status)

    assert "nothing to retry" in said(press(boss, "retry", publication))[0]
    assert not Job.objects.exists()


def test_a_person_says_that_it_is_there(boss, said):
    publication = a_publication(status="unconfirmed", to=an_account("telegram"))
    assert "Did it go out?" in boss.get(page_of(publication)).content.decode()
    response = press(boss, "confirm", publication, answer="yes", url="https://t.example/1")
    publication.refresh_from_db()

    assert (publication.status, publication.url) == ("published", "https://t.example/1")
    assert said(response) == ["Noted: it is there. It will not be sent again."]


def test_a_person_says_that_it_is_not_there(boss):
    publication = a_publication(status="unconfirmed")
    press(boss, "confirm", publication, answer="no")
    publication.refresh_from_db()

    assert publication.status not in ("unconfirmed", "published")
    press(boss, "retry", publication)
    assert Job.objects.count() == 1


@pytest.mark.parametrize(
    ("status", "given"),
    [("unconfirmed", {}), ("unconfirmed", {"answer": "maybe"}), ("failed", {"answer": "yes"}),
     ("committing", {"answer": "no"}), ("unconfirmed", {"answer": "yes", "url": "javascript:alert(1)"})],
)  # fmt: skip
def test_only_an_open_question_takes_a_plain_answer(boss, said, status, given):
    publication = a_publication(status=status)
    response = press(boss, "confirm", publication, **given)
    publication.refresh_from_db()

    assert publication.status == status
    assert said(response)


def test_the_list_shows_state_trouble_and_views(boss):
    a_reading(of=a_publication(status="published"), views=1530)
    a_failed_one()
    html = boss.get(LIST).content.decode()

    assert "1,530" in html
    assert "LinkedIn refused the token." in html
    assert "rp-red" in html


def test_views_that_were_read_often_are_drawn_as_a_line(boss):
    publication = a_publication(status="published")
    for days, views in ((2, 10), (1, 50), (0, 80)):
        a_reading(of=publication, views=views, read_at=clock.now() - timedelta(days=days))
    html = boss.get(page_of(publication)).content.decode()
    assert 'class="rp-chart"' in html and "to 80 on" in html


def test_a_publication_is_planned_and_taken_back(boss):
    publication = a_publication()
    press(boss, "plan", publication, at="2031-05-06T09:30")
    publication.refresh_from_db()
    assert (publication.status, f"{publication.due_at:%Y-%m-%d %H:%M}") == ("scheduled", "2031-05-06 09:30")
    press(boss, "take-back", publication)
    publication.refresh_from_db()
    assert publication.status == "cancelled" and Job.objects.get().status == "cancelled"


@pytest.mark.parametrize("at", ["2001-01-01T00:00", "soon", ""])
def test_a_time_that_is_none_plans_nothing(boss, at, said):
    publication = a_publication()
    assert said(press(boss, "plan", publication, at=at))[0].startswith("Goes out:")
    assert not Job.objects.exists()


def test_what_is_out_is_not_taken_back(boss, said):
    publication = a_publication(status="published")
    assert "cannot be taken back" in said(press(boss, "take-back", publication))[0]


def test_a_token_that_ends_before_is_a_warning_today(boss):
    account = an_account(expires_at=clock.now() + timedelta(days=1))
    publication = a_publication(to=account, status="scheduled", due_at=clock.now() + timedelta(days=2))
    assert b"Connect the account again before then" in boss.get(page_of(publication)).content


@pytest.mark.parametrize("verb", ["plan", "take-back"])
def test_a_viewer_plans_nothing(viewer, verb):
    assert press(viewer, verb, a_publication(), at="2031-05-06T09:30").status_code == 403


def test_what_was_never_out_cannot_be_taken_down(boss, said):
    assert "is not out" in said(press(boss, "take-down", a_publication()))[0]


def test_what_is_out_may_be_taken_down_by_those_who_may_change_it(boss, viewer):
    publication = a_publication(status="published")
    assert "Take down" in boss.get(page_of(publication)).content.decode()
    assert "Take down" not in viewer.get(page_of(publication)).content.decode()
