"""What is real in the large database: accounts on the demo network, two posts, their videos, a person who looks."""

from benchmarks import places


def first_video():
    """Connect the accounts and make one video; return the columns that name its files."""
    from reelpress.cli.demo import ACCOUNTS
    from reelpress.content.services import import_path
    from reelpress.publishing import services as publishing
    from reelpress.video import services as video

    for platform, (name, remote_id) in ACCOUNTS.items():
        publishing.add_account(platform, name=name, token="1001:demo-token", remote_id=remote_id)
    post = import_path(places.ROOT / "examples" / "run-it-twice.md")[0].post
    made = video.ensure_video(post, "tiktok")
    made = video.produce(made, progress=lambda percent, message: None, log=lambda line: None)
    names = ("status", "file", "srt", "vtt", "thumbnail", "width", "height", "fps", "frames", "seconds", "loudness")
    return {name: getattr(made, name) for name in names} | {"storyboard": made.storyboard, "post_digest": "bench"}


def person(password):
    """Make the person who looks at everything, and a post that is newer than all others."""
    from django.contrib.auth import get_user_model

    from reelpress.content.services import import_path
    from reelpress.video import branding

    get_user_model().objects.create_superuser("ada", "", password)
    branding.copy_template("bold")
    import_path(places.ROOT / "examples" / "the-last-ten-percent" / "index.md")


def sign_in(browser, url, **context):
    """Return a new page of the browser on which that person is signed in."""
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client()
    client.force_login(get_user_model().objects.get(username="ada"))
    opened = browser.new_context(base_url=url, **({"viewport": {"width": 1440, "height": 900}} | context))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    opened.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": url}])
    page = opened.new_page()
    page.set_default_timeout(120_000)
    return page
