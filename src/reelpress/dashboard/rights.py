"""Whose pictures a video shows that are not the blog's own, as its page lists them. Knows no provider."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from reelpress.dashboard import components
from reelpress.video.models import Right, Video
from reelpress.video.stock.filling import FOLDER


@dataclass(frozen=True)
class RightRow:
    """One picture that somebody else made; without a record it must not go out."""

    picture: str
    scenes: str
    creator: SafeString
    page: SafeString
    licence: SafeString
    fetched: SafeString
    recorded: bool


def right_rows(video: Video) -> list[RightRow]:
    """Return the rights ledger's rows of the pictures in a video's storyboard, in the order of its scenes."""
    shown: dict[str, list[int]] = {}
    found = video.storyboard.get("scenes") if isinstance(video.storyboard, dict) else None
    for number, scene in enumerate(found if isinstance(found, list) else [], start=1):
        picture = scene.get("picture") if isinstance(scene, dict) else None
        if isinstance(picture, str) and picture:
            shown.setdefault(picture, []).append(number)
    rights = {right.file: right for right in Right.objects.filter(file__in=list(shown))}
    return [
        _row(picture, numbers, rights.get(picture))
        for picture, numbers in shown.items()
        if picture in rights or picture.startswith(f"{FOLDER}/")
    ]


def _row(picture: str, numbers: list[int], right: Right | None) -> RightRow:
    none = components.EMPTY
    return RightRow(
        picture=components.media_url(picture),
        scenes=", ".join(map(str, numbers)),
        creator=_named(right.creator_url, right.creator) if right else none,
        page=components.outside(right.page_url, f"Photo at {right.provider}") if right else none,
        licence=_named(right.licence_url, right.licence) if right else none,
        fetched=components.moment(right.fetched_at) if right else none,
        recorded=right is not None,
    )


def _named(url: str, name: str) -> SafeString:
    """Return a name as a link where there is one to follow."""
    return components.outside(url, name) if url.startswith(("http://", "https://")) else components.note(name)
