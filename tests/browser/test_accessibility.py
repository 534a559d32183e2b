"""Every page of the dashboard, light and dark, on a desk and on a phone: what axe-core, the keyboard and a ruler say.

The same pages with 200,000 jobs, and what opens on them, are looked at by `python -m benchmarks screens`.
"""

import pytest
from django.contrib.auth.models import Group

from reelpress.content.models import Post
from reelpress.jobs.models import Audit, Batch, Job, Worker
from reelpress.publishing.models import Account, Publication
from reelpress.video import branding
from reelpress.video.models import Pronunciation, Video
from tests.browser import looking
from tests.factories import a_job, a_post, a_publication, a_reading, a_video, an_account

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SCENES = [{"kind": "text", "narration": "One is said.", "text": "One is shown"}]
JOBS, ROOM = "/admin/jobs", "/admin/publishing"


@pytest.fixture(autouse=True)
def world(transactional_db):
    """Something of everything, so that no page is empty."""
    post = a_post(title="Why queues lose work", tags=["queues"])
    board = {"title": "The press", "scenes": SCENES}
    video = a_video(of=post, format="square", storyboard=board, post_digest=post.digest)
    batch = Batch.objects.create(name="Import of the blog", total=3, completed=1)
    for status in ("pending", "processing", "completed", "cancelled", "failed"):
        job = a_job(status=status, subject=video, progress=40, message="Narrating scene 4 of 7", batch=batch)
    Job.objects.filter(pk=job.pk).update(error_class="Failure", error_message="The disk is full.", error_group="ab12")
    attempt = job.history.create(number=1, lease="x", worker="press-1", pid=1, traceback="line 52", outcome="error")
    job.log_lines.create(attempt=attempt, line="frame 17")
    Worker.objects.create(name="press-1", host="press", pid=1, queues=["video"], version="1", processes=[2, 3])
    Audit.objects.create(actor="mira", action="retry", what={"job": job.public_id})
    for status in ("published", "scheduled", "failed", "unconfirmed"):
        out = a_publication(of=post, video=video, to=an_account(), status=status, error_happened="No answer came.")
    a_reading(of=out)
    an_account("telegram", status="needs_reconnect", status_reason="The token was taken back.")
    Pronunciation.objects.create(word="Reelpress", spoken="reel press")
    Group.objects.create(name="Editors")


def newest(model, **wanted):
    return model.objects.filter(**wanted).latest("pk").pk


def jobs():
    yield from ("/admin/", f"{JOBS}/job/", f"{JOBS}/job/?tab=social", f"{JOBS}/job/?q=nothing-here")
    yield f"{JOBS}/job/?tab=failed&q=status:nonsense"
    for status in ("processing", "failed"):
        yield f"{JOBS}/job/{newest(Job, status=status)}/change/"
    yield f"{JOBS}/all/?verb=priority&tab=failed"
    yield from (f"{JOBS}/{name}/" for name in ("failures", "queues", "workers", "batches", "schedule", "audit"))


def making():
    post, video = newest(Post, videos__isnull=False), newest(Video)
    yield from ("/admin/content/post/", f"/admin/content/post/{post}/change/", f"/admin/content/post/{post}/preview/")
    yield f"/admin/content/posts/make-videos/?post={post}"
    yield from ("/admin/content/import/", "/admin/video/video/", f"/admin/video/video/{video}/change/")
    own = branding.copy_template("bold").name
    yield from (f"/admin/video/video/{video}/storyboard/", "/admin/video/templates/", f"/admin/video/templates/{own}/")
    yield from ("/admin/video/pronunciation/", "/admin/video/pronunciation/add/")


def publishing():
    yield from (f"{ROOM}/account/", f"{ROOM}/account/{newest(Account)}/change/", f"{ROOM}/account/connect/")
    yield from (f"{ROOM}/calendar/", f"{ROOM}/publication/")
    for status in ("published", "scheduled", "unconfirmed"):
        yield f"{ROOM}/publication/{newest(Publication, status=status)}/change/"


def people():
    from django.contrib.auth import get_user_model

    user = newest(get_user_model())
    yield from ("/admin/auth/user/", f"/admin/auth/user/{user}/change/", "/admin/auth/user/add/", "/admin/auth/group/")
    yield from (f"/admin/auth/user/{user}/password/", "/admin/auth/group/add/", "/admin/password_change/")


@pytest.mark.parametrize("pages", [jobs, making, publishing, people], ids=lambda pages: pages.__name__)
def test_nothing_grave_is_found_on_any_page(page, pages):
    said = []
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    for address in pages():
        page.set_viewport_size({"width": looking.DESK, "height": looking.HEIGHT})
        assert page.goto(address).status == 200, address
        said += [f"{address}: {fault}" for fault in looking.faults(page, looking.QUICK)]
    assert said == []


def test_nothing_grave_is_found_before_signing_in(stranger):
    stranger.goto("/admin/login/")
    assert looking.faults(stranger) == []
    assert looking.tabbed(stranger)[1] == []


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("/admin/", ("Home", "Jobs", "Calendar", "Log out", "video-generation")),
        (f"{JOBS}/job/", ("All", "Failed", "Search jobs", "Filters", "Retry", "Cancel")),
    ],
    ids=["home", "jobs"],
)
def test_the_keyboard_reaches_the_main_things_and_the_focus_is_seen(page, address, wanted):
    page.goto(address)
    page.locator("[x-on\\:click*=openUserLinks]").focus()
    page.keyboard.press("Enter")
    names, unseen = looking.tabbed(page)
    assert unseen == []
    assert [name for name in wanted if not any(name in reached for reached in names)] == []


def test_the_side_bar_of_a_phone_opens_and_closes_by_keys(page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/admin/")
    calendar = page.get_by_role("link", name="Calendar")
    assert not calendar.is_visible()
    page.locator("[aria-label='Side bar']:visible").focus()
    page.keyboard.press("Enter")
    calendar.wait_for()
    page.keyboard.press("Escape")
    calendar.wait_for(state="hidden")


def test_a_planted_fault_of_each_kind_is_seen(page):
    page.goto(f"{JOBS}/workers/")
    page.evaluate(
        """() => { document.body.insertAdjacentHTML("beforeend",
            "<button id=bare></button><p style='color:#ccc;background:#fff'>Pale</p><b style='cursor:pointer'>Deaf</b>"
            + "<div style='width:2000px'>Wide</div><a href='#' style='outline:none'>Unseen</a>"); }"""
    )
    found = "\n".join(looking.faults(page, [(looking.PHONE, "light")]))
    planted = ("button-name (critical)", "color-contrast (serious)", "no key reaches <b ", "the page is 2000 px wide")
    assert [word for word in planted if word not in found] == []
    assert "the focus cannot be seen on <a" in "\n".join(looking.tabbed(page)[1])
