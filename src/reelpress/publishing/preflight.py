"""Will it publish? What would be sent to an account, and each thing that could stop it, with its fix. Sends nothing.

Knows the platforms by their limits, as data; asks none of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from reelpress.content.models import Post
from reelpress.lib import clock
from reelpress.publishing import budgets, connecting, planning, smaller
from reelpress.publishing.accounts import platform_for
from reelpress.publishing.fitting import fitted, upload_of
from reelpress.publishing.models import Account, Publication
from reelpress.publishing.platforms.base import Limits, Media, Upload
from reelpress.publishing.platforms.errors import PublishError
from reelpress.publishing.platforms.platform import Platform
from reelpress.publishing.platforms.x_text import dollars
from reelpress.publishing.services import TEXT, variant_of
from reelpress.video.editing import is_behind
from reelpress.video.models import Video

Verdict = Literal["ok", "warn", "stop"]
UPRIGHT = ("instagram", "facebook", "tiktok")  # where wide videos are shown small
SOON = timedelta(days=3)
LINK_DOLLARS = 0.1  # what costs more than this has a link in it


@dataclass(frozen=True)
class Line:
    """One thing that was looked at, and what to do about it."""

    what: str
    verdict: Verdict
    said: str
    todo: str = ""


@dataclass(frozen=True)
class Preflight:
    """What would be sent to one account, exactly, and whether it would get there."""

    account: Account
    publication: Publication
    title: str
    text: str
    lines: tuple[Line, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst of all lines."""
        found = {line.verdict for line in self.lines}
        return "stop" if "stop" in found else "warn" if "warn" in found else "ok"


def preview(post: Post, video: Video | None, account: Account, *, variant: str = TEXT) -> Preflight:
    """Return what `post` would be on `account` in this form; one that was prepared already keeps its words."""
    return previews(post, video, [account], variant=variant)[0]


def previews(post: Post, video: Video | None, accounts: Sequence[Account], *, variant: str = TEXT) -> list[Preflight]:
    """Return the same for each of `accounts`; what was prepared is read at once for all."""
    form = variant_of(video, variant)
    prepared = Publication.objects.filter(account__in=accounts, post=post, variant=form)
    known = {one.account_id: one for one in prepared.select_related("account", "post", "video__post")}
    return [check(known.get(account.pk) or _unsaved(post, video, account, form)) for account in accounts]


def _unsaved(post: Post, video: Video | None, account: Account, form: str) -> Publication:
    limits = platform_for(account).limits
    words = fitted(post, limits.without_media() if form == TEXT else limits, video)
    return Publication(account=account, post=post, video=video, variant=form, title=words.title, text=words.text)


def check(publication: Publication) -> Preflight:
    """Return what a publication, saved or not, would be and what could stop it."""
    lines = tuple(_lines(publication))
    return Preflight(publication.account, publication, publication.title, publication.text, lines)


def _lines(publication: Publication) -> Iterator[Line]:
    account = publication.account
    platform = platform_for(account)
    yield from _standing(publication)
    yield from _connection(publication)
    try:
        upload = upload_of(publication)
    except PublishError as error:
        yield _stop("Media", error)
        return
    problems = platform.check_text(upload)
    yield from (_stop("Text", problem) for problem in problems)
    if not problems:
        yield Line("Text", "ok", _length(platform.limits, upload))
    if publication.video and is_behind(publication.video):
        todo = "Make the video again first; as it is, the former one goes out."
        yield Line("Script", "warn", "The script, voice or look was changed after this video was made.", todo)
    yield from _media(account, platform, upload.media)
    yield from _budget(publication)
    yield from _price(platform.limits, upload)


def _media(account: Account, platform: Platform, media: Media | None) -> Iterator[Line]:
    problems = platform.check_media(media)
    if media and smaller.can_shrink(media, platform.limits):
        most = f"{platform.limits.media_bytes / 1e6:.0f} MB is the most there"
        yield Line("Media", "ok", f"{_shape(media)}; a smaller copy is sent, as {most}.")
    elif media and not problems:
        yield Line("Media", "ok", _shape(media))
    else:
        yield from (_stop("Media", problem) for problem in problems)
    if media:
        yield from _aspect(account, media)


def _standing(publication: Publication) -> Iterator[Line]:
    if publication.status == Publication.Status.PUBLISHED:
        yield Line(
            "Already there", "stop", "This post is published there in this form.", "Nothing; it is not sent twice."
        )
    elif publication.status == Publication.Status.UNCONFIRMED:
        yield Line("In doubt", "stop", "It may be there already.", "Look at the account and say so on its page.")


def _connection(publication: Publication) -> Iterator[Line]:
    account = publication.account
    if account.status != Account.Status.ACTIVE:
        yield Line("Connection", "stop", account.status_reason or "The account is not connected.", "Connect it again.")
        return
    missing = connecting.missing_scopes(account)
    if missing:
        said = f"These rights were not granted: {', '.join(missing)}."
        yield Line("Rights", "warn", said, "Sign in again and leave every box ticked.")
    due = publication.due_at or clock.now()
    late = planning.ends_before(account, due)
    soon = planning.ends_before(account, due + SOON)
    if late:
        yield Line("Token", "stop", late)
    elif soon:
        yield Line("Token", "warn", "The token ends soon and cannot be renewed.", "Connect the account again.")
    else:
        yield Line("Token", "ok", "It is renewed by itself." if account.refresh_token_sealed else "It lasts.")


def _length(limits: Limits, upload: Upload) -> str:
    room = (limits if upload.media else limits.without_media()).text
    return f"{limits.size(upload.text):,} of {room:,} {'bytes' if limits.unit == 'bytes' else 'characters'}"


def _shape(media: Media) -> str:
    size = f"{media.bytes / 1e6:.1f} MB, {media.width} × {media.height}"
    if media.is_picture:
        return size
    return f"{size}, {media.seconds:.0f} s; H.264 and AAC in an MP4, as was checked when it was made"


def _aspect(account: Account, media: Media) -> Iterator[Line]:
    if account.platform in UPRIGHT and not media.is_picture and media.width > media.height:
        said = "A wide video is shown small there, and not as a Reel."
        yield Line("Shape", "warn", said, "Make the video in an upright format, like tiktok.")


def _budget(publication: Publication) -> Iterator[Line]:
    found = budgets.budget(publication.account, besides=publication)
    if found is None:
        return
    said = f"{len(found.sent)} of {found.most:,} posts within 24 hours"
    if not found.wait:
        yield Line("Today", "ok", said)
        return
    free = clock.now() + timedelta(seconds=found.wait)
    yield Line("Today", "warn", said, f"It goes out at {free:%Y-%m-%d %H:%M %Z}.")


def _price(limits: Limits, upload: Upload) -> Iterator[Line]:
    if limits.links_cost:
        cost = dollars(upload.text, upload.options.get("reply", ""))
        less = "" if cost < LINK_DOLLARS else "Without the link it costs less: REELPRESS_X_LINK=none."
        yield Line("Price", "ok", f"${cost:.3f} for this post", less)


def _stop(what: str, error: PublishError) -> Line:
    said = error.explanation
    return Line(what, "stop", said.happened, said.todo)
