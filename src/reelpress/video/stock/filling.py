"""Puts stock photos on scenes that have none, each with its row in the rights ledger. Never fails a video.

A photo is fetched once; a file without its row in the ledger is not used.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from reelpress.content.sources import apart
from reelpress.lib.errors import Failure
from reelpress.lib.files import copy, digest, write_text
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
DECODE_SECONDS = 15.0  # that one photo may take
_KINDS = re.compile(rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|RIFF.{4}WEBP", re.DOTALL)  # how a JPEG, PNG, WebP begins
_CREDIT = re.compile(rf"Photo: .+ / {PROVIDER}")
Log = Callable[[str], None]


def with_pictures(board: Storyboard, log: Log) -> Storyboard:
    """Return `board` with stock photos where the settings want them and a scene has room for one."""
    if settings.STOCK != "fill" or not settings.PEXELS_KEY:
        return board
    scenes = list(board.scenes)
    chosen = _chosen(board, log)
    kept = _kept(list(chosen.values()), log)
    for index, photo in chosen.items():
        if photo.id in kept:
            scenes[index] = _with_photo(scenes[index], photo, kept[photo.id])
    if kept:
        log(f"Put {len(kept)} stock photo{'s' if len(kept) > 1 else ''} of Pexels on scenes without a picture.")
    return replace(board, scenes=tuple(scenes))


def _chosen(board: Storyboard, log: Log) -> dict[int, Photo]:
    """Return a photo for each scene that has room for one, none twice; what keeps from searching on is logged."""
    chosen: dict[int, Photo] = {}
    try:
        for index in places(board):
            found = _found(query_of(board, board.scenes[index]), board.language)
            photo = next((one for one in found if one.id not in {other.id for other in chosen.values()}), None)
            if photo is not None:
                chosen[index] = photo
    except NoStock as failure:
        log(str(failure))
    return chosen


def _with_photo(scene: Scene, photo: Photo, file: str) -> Scene:
    """Return the scene as one that shows the photo with its credit; its words stay in voice and captions."""
    credit = _credit(photo.creator, PROVIDER)
    title = scene.title if 0 < len(scene.title) <= LONGEST_TITLE else ""
    why = f"{scene.why} The photo illustrates; it does not show the subject.".strip()
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


def _kept(photos: list[Photo], log: Log) -> dict[int, str]:
    """Return the path of each photo below the media folder, by its number, fetched and recorded if it was not yet.

    What is no whole photo is left out, and why is logged.
    """
    media = Path(settings.MEDIA_ROOT)
    files = {photo.id: f"{FOLDER}/pexels-{photo.id}.jpg" for photo in photos}
    recorded = set(Right.objects.filter(file__in=files.values()).values_list("file", flat=True))
    kept = {number: file for number, file in files.items() if file in recorded and (media / file).is_file()}
    try:
        with TemporaryDirectory(prefix="reelpress-stock-") as scratch:
            for photo, made in _checked([photo for photo in photos if photo.id not in kept], Path(scratch), log):
                copy(made, media / files[photo.id])
                _record(photo, files[photo.id])
                kept[photo.id] = files[photo.id]
    except OSError as failure:
        log(f"A photo could not be kept ({failure.strerror}).")
    return kept


def _checked(photos: list[Photo], scratch: Path, log: Log) -> Iterator[tuple[Photo, Path]]:
    """Fetch photos and yield those that are whole, each with its file, upright and of a size for a screen.

    They are decoded in a program of its own: what strangers made may hang or kill its decoder.
    """
    fetched: list[Photo] = []
    try:
        for photo in photos:
            body = pexels.fetch(photo, url=settings.PEXELS_URL)
            if not _KINDS.match(body):
                raise NoStock("A photo of Pexels is no photo.", means=pexels.MEANS)
            (scratch / f"{photo.id}").write_bytes(body)
            fetched.append(photo)
    except NoStock as failure:
        log(str(failure))
    if not fetched:
        return
    tasks = [
        {"do": "picture", "path": f"{scratch / str(photo.id)}", "target": f"{scratch / str(photo.id)}-made"}
        for photo in fetched
    ]
    try:
        judged = apart.run(tasks, folder=scratch, seconds=DECODE_SECONDS)
    except Failure as failure:
        log(f"{failure} The video is made without further stock photos.")
        return
    for photo, said in zip(fetched, judged, strict=True):
        if "unusable" in said:
            log(f"A photo of Pexels {said['unusable']}. The video is made without it.")
        else:
            yield photo, Path(said["path"])


def _record(photo: Photo, file: str) -> None:
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
