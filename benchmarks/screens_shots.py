"""Pictures of the dashboard for the documentation, with much work in it and workers running."""

import io
from pathlib import Path

from PIL import Image
from tests.browser import looking

from benchmarks import screens_story

HEIGHTS = {1440: 960, 390: 844}
QUALITY = 82
STILLS = "[...document.querySelectorAll('.sb-still, [data-large]')].some((one) => one.complete && one.naturalWidth)"
# Kept for the documentation: name, width, theme.
KEPT = (
    ("home", 1440, "light"), ("home", 1440, "dark"), ("home", 390, "light"), ("jobs", 1440, "light"),
    ("jobs", 390, "dark"), ("running", 1440, "light"), ("failed", 1440, "light"), ("failed", 390, "light"),
    ("failures", 1440, "light"), ("queues", 1440, "light"), ("queues", 390, "light"), ("workers", 1440, "dark"),
    ("calendar", 1440, "light"), ("post", 1440, "light"), ("video", 1440, "light"), ("storyboard", 1440, "light"),
    ("storyboard", 390, "light"), ("publication", 1440, "light"), ("accounts", 1440, "dark"),
    ("account", 1440, "light"),
)  # fmt: skip


def draw(browser, url, out, *, everything=False):
    """Draw what the documentation shows into `out`; or every page at both widths, light and dark."""
    out.mkdir(parents=True, exist_ok=True)
    shown = story()
    asked = [(name, width, theme) for name in shown for width in HEIGHTS for theme in looking.THEMES]
    running_first = sorted(asked if everything else KEPT, key=lambda one: one[0] != "running")
    for name, width, theme in running_first:
        page = screens_story.sign_in(browser, url, viewport={"width": width, "height": HEIGHTS[width]})
        page.goto(shown[name])
        page.wait_for_load_state("networkidle" if name in ("video", "storyboard", "post") else "load")
        looking.wear(page, theme)
        page.wait_for_function("document.fonts.status === 'loaded'", polling=50)
        if name == "storyboard":
            page.wait_for_function(STILLS, polling=100)
        page.wait_for_timeout(400)  # what opens softly
        save(page.screenshot(timeout=120_000), out / f"{name}-{width}-{theme}.webp")
        page.context.close()
        print(f"{name} at {width} px, {theme}", flush=True)


def save(png, path: Path):
    """Write a picture as WebP."""
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGB").save(path, "WEBP", quality=QUALITY, method=6)


def story():
    """Set the newest scene: posts with videos that go out, one that is being made; return the pages by name."""
    from reelpress.content.models import Post
    from reelpress.jobs.models import Job
    from reelpress.lib import clock
    from reelpress.pipeline import flow
    from reelpress.publishing.models import Account, Publication

    post = Post.objects.get(slug="run-it-twice")
    video = post.videos.get(format="tiktok")
    if not post.publications.filter(status="published").exists():
        flow.generate_video(post, "tiktok")
        clock.wait_until(lambda: post.publications.filter(status="published").count() >= 6, seconds=180)
        flow.update_metrics(days=1)
    failed = Job.objects.failed().filter(type="video-generation", history__traceback__gt="").latest("pk")
    out = Publication.objects.filter(post=post, status="published", account__platform="youtube").get()
    running = flow.generate_video(Post.objects.get(slug="the-last-ten-percent"), "youtube")
    clock.wait_until(
        lambda: Job.objects.filter(pk=running.pk, status="processing", progress__gt=10).exists(), seconds=120
    )
    return {
        "home": "/admin/",
        "jobs": "/admin/jobs/job/",
        "running": f"/admin/jobs/job/{running.pk}/change/",
        "failed": f"/admin/jobs/job/{failed.pk}/change/",
        **{name: f"/admin/jobs/{name}/" for name in ("failures", "queues", "workers", "batches", "schedule")},
        "calendar": "/admin/publishing/calendar/",
        "post": f"/admin/content/post/{post.pk}/change/",
        "video": f"/admin/video/video/{video.pk}/change/",
        "storyboard": f"/admin/video/video/{video.pk}/storyboard/",
        "publication": f"/admin/publishing/publication/{out.pk}/change/",
        "accounts": "/admin/publishing/account/",
        "account": f"/admin/publishing/account/{Account.objects.get(platform='youtube').pk}/change/",
    }
