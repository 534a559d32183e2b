"""What the tests in a browser share: one Chromium, a person who is signed in, and a small real film."""

import av
import numpy
import pytest
from django.conf import settings

from tests.factories import a_user

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--autoplay-policy=no-user-gesture-required",
)


@pytest.fixture(scope="module")
def browser(chromium):
    """One Chromium for the tests of a file; while it is open, a loop runs in this thread and Django must bear it."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with playwright.sync_playwright() as started:
            opened = started.chromium.launch(executable_path=chromium, args=list(FLAGS))
            yield opened
            opened.close()


@pytest.fixture
def stranger(browser, live_server):
    """A page on which nobody is signed in yet; an error of a script or a way outside fails the test."""
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1400, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(60_000)  # a page that never comes, not one that is slow
    wrong = []
    opened.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    opened.on("request", lambda request: _note_outside(request.url, live_server.url, wrong))
    yield opened
    context.close()
    assert wrong == []


@pytest.fixture
def page(stranger, live_server, client):
    """A page on which Mira is signed in."""
    client.force_login(a_user(username="mira"))
    cookie = client.cookies["sessionid"].value
    stranger.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return stranger


def _note_outside(url, home, wrong):
    if not url.startswith((home, "data:", "blob:")):
        wrong.append(f"outside: {url}")


@pytest.fixture
def film():
    """The name of a film of four seconds below the media folder, in H.264 as every video here."""
    path = settings.MEDIA_ROOT / "videos" / "short-film.mp4"
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w", options={"movflags": "faststart"}) as target:
        stream = target.add_stream("libx264", rate=15)
        stream.width, stream.height, stream.pix_fmt = 144, 256, "yuv420p"
        for number in range(60):
            picture = numpy.full((256, 144, 3), number * 4, dtype=numpy.uint8)
            target.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        target.mux(stream.encode(None))
    return "videos/short-film.mp4"
