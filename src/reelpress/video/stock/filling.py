"""Puts stock photos on scenes that have none, each with its row in the rights ledger. Never fails a video.

A photo is fetched once; a file without its row in the ledger is not used.
"""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from reelpress.lib.files import aside, digest, write_text
from reelpress.lib.text import clip
from reelpress.video.models import Right
from reelpress.video.stock import pexels
from reelpress.video.stock.pexels import NoStock, Photo
from reelpress.video.stock.queries import places, query_of
from reelpress.video.storyboard import Scene, Storyboard
from reelpress.video.workspace import touch

FOLDER = "stock"
PROVIDER, LICENCE, LICENCE_URL = "Pexels", "Pexels License", "https://www.pexels.com/license/"
LONGEST_TITLE, LONGEST_TEXT = 70, 170
MOST_PIXELS = 20_000_000
_CREDIT = re.compile(rf"Photo: .+ / {PROVIDER}")
Log = Callable[[str], None]


def with_pictures(board: Storyboard, log: Log) -> Storyboard:
    """Return `board` with stock photos where the settings want them and a scene has room for one."""
    if settings.STOCK != "fill" or not settings.PEXELS_KEY:
        return board
    scenes = list(board.scenes)
    used: set[int] = set()
    for index in places(board):
        query = query_of(board, scenes[index])
        try:
            photo = next((one for one in _found(query, board.language) if one.id not in used), None)
            if photo is not None:
                scenes[index] = _with_photo(scenes[index], photo)
                used.add(photo.id)
        except (NoStock, OSError) as failure:
            log(str(failure) if isinstance(failure, NoStock) else f"A photo could not be kept ({failure.strerror}).")
            break
    if used:
        log(f"Put {len(used)} stock photo{'s' if len(used) > 1 else ''} of Pexels on scenes without a picture.")
    return replace(board, scenes=tuple(scenes))


def _with_photo(scene: Scene, photo: Photo) -> Scene:
    """Return the scene as one that shows the photo with its credit; its words stay in voice and captions."""
    credit = _credit(photo.creator, PROVIDER)
    title = scene.title if 0 < len(scene.title) <= LONGEST_TITLE else ""
    why = f"{scene.why} The photo illustrates; it does not show the subject.".strip()
    file = _kept(photo)
    return replace(scene, kind="image", title=title, text=credit, picture=file, attribution=credit, why=why)


def _credit(creator: str, provider: str) -> str:
    return f"Photo: {creator} / {provider}"


def credited(board: Storyboard) -> Storyboard:
    """Return `board` with the ledger's credit on each picture that has one, whatever was edited since.

    A stock picture without its row is not shown; a credit whose picture is gone goes too.
    """
    if not any(scene.picture or _CREDIT.fullmatch(scene.attribution) for scene in board.scenes):
        return board
    rights = {right.file: right for right in Right.objects.filter(file__in=[scene.picture for scene in board.scenes])}
    return replace(board, scenes=tuple(_credited(scene, rights.get(scene.picture)) for scene in board.scenes))


def _credited(scene: Scene, right: Right | None) -> Scene:
    if right is not None:
        credit = _credit(right.creator, right.provider)
        return replace(scene, attribution=credit, text=credit if scene.kind == "image" else scene.text)
    if scene.picture.startswith(f"{FOLDER}/"):
        scene = replace(scene, picture="", kind="text" if scene.kind == "image" else scene.kind)
    if not _CREDIT.fullmatch(scene.attribution):
        return scene
    text = "" if scene.text == scene.attribution else scene.text
    return replace(scene, attribution="", text=text if scene.picture or text else clip(scene.narration, LONGEST_TEXT))


def _found(query: str, language: str) -> list[Photo]:
    """Return the photos for a query; the same search is not asked for twice within a week."""
    key = digest("pexels", query, pexels.locale_of(language), settings.PEXELS_URL)
    place = Path(settings.ARTEFACTS) / "searches" / key[:2] / f"{key}.json"
    hosts = pexels.hosts_of(settings.PEXELS_URL)
    try:
        rows = json.loads(place.read_text(encoding="utf-8"))
        touch(place)
        return pexels.photos_in(rows if isinstance(rows, list) else [], hosts=hosts)
    except (OSError, ValueError):
        pass
    found = pexels.search(query, language=language, key=settings.PEXELS_KEY, url=settings.PEXELS_URL)
    write_text(place, pexels.as_json(found))
    return found


def _kept(photo: Photo) -> str:
    """Return the path of a photo below the media folder; it is fetched and recorded unless both are there."""
    file = f"{FOLDER}/pexels-{photo.id}.jpg"
    path = Path(settings.MEDIA_ROOT) / file
    if path.is_file() and Right.objects.filter(file=file).exists():
        return file
    with aside(path) as part:
        part.write_bytes(pexels.fetch(photo, url=settings.PEXELS_URL))
        _check(part)
    Right.objects.update_or_create(
        file=file,
        defaults={
            "provider": PROVIDER,
            "creator": photo.creator,
            "creator_url": photo.creator_url,
            "page_url": photo.page_url,
            "licence": LICENCE,
            "licence_url": LICENCE_URL,
        },
    )
    return file


def _check(path: Path) -> None:
    """Raise `NoStock` for anything but a whole photo, decoded to its end."""
    # Here and not above: workers import this file before they fork, and decoding needs a library.
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path, formats=("JPEG", "PNG", "WEBP")) as photo:
            if photo.width * photo.height > MOST_PIXELS:
                raise NoStock("A photo of Pexels is too large.", means=pexels.MEANS)
            photo.load()
    except UnidentifiedImageError:
        raise NoStock("A photo of Pexels is no photo.", means=pexels.MEANS) from None
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        raise NoStock("A photo of Pexels is damaged.", means=pexels.MEANS) from None
