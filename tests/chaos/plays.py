"""What is published while workers are killed: each form that each platform takes, with all the calls that it can take.

A `Play` sets one publication up on a stage. Videos have a thumbnail and captions, and their account's token is renewed
on the way where the platform knows that.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.conf import settings

from reelpress.demo.linkedin import PAGES
from reelpress.lib import clock
from reelpress.publishing.models import Publication
from reelpress.publishing.platforms.registry import get_platform, platform_names
from tests.publishing.conftest import TOKEN, UNIT
from tests.publishing.platforms.contract import CASES

BY_INSTAGRAM = "IGAAplanted-token"
UNLIMITED = dict.fromkeys(platform_names(), 10**6)
SUBTITLES = "1\n00:00:00,000 --> 00:00:02,000\nWords.\n"


@dataclass(frozen=True)
class Play:
    """One thing to publish; `knobs` of the network and `settings` of ours hold while it runs."""

    platform: str
    name: str
    prepare: Callable[[Any], Publication]
    knobs: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)


def film(press, account, **facts):
    """A video with everything that may go along with it."""
    publication = press.publication(account.platform, account=account, language="en")
    video = publication.video
    video.srt = f"videos/{publication.post.slug}.srt"
    (press.media / video.srt).write_text(SUBTITLES, encoding="utf-8")
    for name, value in facts.items():
        setattr(video, name, value)
    video.save()
    return publication


def renewing(press, platform, *, minutes=5, **facts):
    """An account whose token ends soon and can be renewed, where the platform knows that."""
    if CASES[platform].renewal is None:
        return press.account(platform, **facts)
    ends = clock.now() + timedelta(minutes=minutes)
    return press.account(platform, refresh_token="planted-refresh", expires_at=ends, **facts)


def by_address(press):
    """A video of an account that is connected by Instagram Login: Instagram fetches it, and the token is renewed."""
    ends = clock.now() + timedelta(minutes=5)
    account = press.account("instagram", token=BY_INSTAGRAM, refresh_token=BY_INSTAGRAM, expires_at=ends)
    publication = film(press, account, thumbnail="")
    name = f"{'a' * 64}.mp4"  # as the network serves files
    for folder in (press.media, press.network.store.files):
        shutil.copy(press.media / publication.video.file, folder / name)
    settings.PUBLIC_MEDIA_URL = f"{press.url}/demo/files"
    publication.video.file = name
    publication.video.save()
    return publication


def _platform(name):
    """The plays that every platform has, as far as it takes such posts."""
    limits = get_platform(name).limits
    video = Play(name, "video", lambda press: film(press, renewing(press, name)), {"processing_seconds": 0.03})
    yield video
    if CASES[name].renewal is not None:
        refused = {"expired_tokens": [TOKEN[name]]}
        yield Play(name, "token refused", lambda press: film(press, renewing(press, name, minutes=60)), refused)
    if limits.picture_bytes:
        yield Play(name, "picture", lambda press: press.picture(press.account(name)))
    if not limits.needs_media:
        yield Play(name, "text", lambda press: press.note(name))


def _long_film(press):
    return film(press, press.account("facebook"), seconds=200.0)


def _of_page(press):
    return film(press, press.account("linkedin", remote_id=next(iter(PAGES))))


PLAYS = [
    *(play for name in platform_names() for play in _platform(name)),
    Play("facebook", "long video", _long_film, {"window_bytes": UNIT}),
    Play("instagram", "video by address", by_address),
    Play("linkedin", "video of a page", _of_page),
    Play("twitter", "text, link as reply", lambda press: press.note("twitter"), settings={"X_LINK": "reply"}),
]


def ready(play):
    """`play` with no caps in its way."""
    return replace(play, knobs={"daily_posts": UNLIMITED, **play.knobs})


VIDEOS = [play for play in PLAYS if play.name == "video"]
DOUBTS = [replace(play, name="video in doubt") for play in VIDEOS if CASES[play.platform].tells]
TAKE_DOWNS = [replace(play, name="video taken down") for play in VIDEOS if CASES[play.platform].deletes]
