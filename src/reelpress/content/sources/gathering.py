"""Gets what found posts still lack: their pictures, checked and converted, and their language. Writes scratch files.

Pictures with an address are downloaded from public networks, within bounds; one that was downloaded before is not
asked for again.  A picture that cannot be used is a note, never an error.  Knows no database.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reelpress.content.cleaning import parse
from reelpress.content.sources import apart
from reelpress.content.sources.found import FoundImage, FoundPost, Wanted
from reelpress.content.sources.web import Unread, Web
from reelpress.lib import files, text

MOST_IMAGES = 200  # of one post
MOST_DOWNLOADS = 40  # of one post
MOST_DOWNLOADS_TOGETHER = 400
MOST_BYTES = 20 << 20
LEAST_SIDE = 24  # pixels; what is smaller on the web counts readers or smiles
_ACCEPT = "image/avif,image/webp,image/png,image/jpeg,image/*;q=0.8"
_KINDS = ("image/", "application/octet-stream", "binary/octet-stream")
_DEFAULT = "en"
Progress = Callable[[float, str], None]


@dataclass
class _Scratch:
    """The downloads and notes of one import on their way."""

    folder: Path
    web: Web | None
    known: Mapping[str, FoundImage]
    downloaded: dict[str, Path | str]  # by address: where it lies, or why it does not
    asked: int = 0


def gather(
    posts: Sequence[FoundPost],
    *,
    folder: Path,
    web: Web | None,
    known: Mapping[str, FoundImage],
    progress: Progress = lambda percent, message: None,
) -> list[FoundPost]:
    """Return `posts` with their pictures and languages.  `known` are pictures that were downloaded before, by address.

    Without a `web`, pictures with an address stay where they are.
    """
    scratch = _Scratch(folder, web, known, {})
    settled: list[list[FoundImage | Wanted | str]] = []
    for number, post in enumerate(posts):
        progress(100 * number / len(posts), f"Pictures of {text.clip(post.title, 60)}")
        settled.append([_settled(one, scratch) for one in _bounded(post)])
    converted = _converted(
        {one.path for each in settled for one in each if isinstance(one, Wanted) and one.path}, folder
    )
    found = [_with_images(post, each, converted) for post, each in zip(posts, settled)]
    return _with_languages(found, folder)


def _bounded(post: FoundPost) -> list[Wanted]:
    """Return the pictures of a post that are looked at, each ref once."""
    local = [one for one in post.wanted if one.path is not None][:MOST_IMAGES]
    away = [one for one in post.wanted if one.path is None and one.address][:MOST_DOWNLOADS]
    kept = {one.ref for one in (*local, *away)}
    return [one for one in post.wanted if one.ref in kept]


def _settled(one: Wanted, scratch: _Scratch) -> FoundImage | Wanted | str:
    """Return a picture that is known, one that lies here, or why there is none ("" when nobody need know)."""
    if one.path is not None:
        return one
    if one.ref in scratch.known and one.ref in (one.address, one.address.removeprefix("https:")):
        return replace(scratch.known[one.ref], alt=one.alt)
    if scratch.web is None:
        return ""
    address = one.address
    if address not in scratch.downloaded:
        scratch.asked += 1
        scratch.downloaded[address] = _download(address, scratch)
    place = scratch.downloaded[address]
    if isinstance(place, str):
        return f"The picture {text.clip(one.ref, 120)} {place} and was left out."
    return replace(one, path=place)


def _download(address: str, scratch: _Scratch) -> Path | str:
    if scratch.web is None or scratch.asked > MOST_DOWNLOADS_TOGETHER:
        return f"was not read: an import downloads {MOST_DOWNLOADS_TOGETHER} pictures at most"
    try:
        found = scratch.web.get(address, accept=_ACCEPT, kinds=_KINDS, most_bytes=MOST_BYTES)
    except Unread as why:
        return str(why)
    target = scratch.folder / f"{files.digest(address)}{'.svg' if 'svg' in found.kind else ''}"
    target.write_bytes(found.body)
    return target


def _converted(paths: set[Path], folder: Path) -> dict[Path, apart.Said]:
    """Have all pictures checked and converted in one program."""
    ordered = sorted(paths)
    if not ordered:
        return {}
    tasks = [
        {"do": "picture", "path": str(path), "target": str(folder / f"picture-{number}")}
        for number, path in enumerate(ordered)
    ]
    return dict(zip(ordered, apart.run(tasks, folder=folder)))


def _with_images(
    post: FoundPost, settled: Sequence[FoundImage | Wanted | str], converted: Mapping[Path, apart.Said]
) -> FoundPost:
    images: list[FoundImage] = []
    notes = list(post.notes)
    for one in settled:
        if isinstance(one, FoundImage):
            images.append(one)
        elif isinstance(one, str):
            notes += [one] if one else []
        elif one.path is not None:
            said = converted[one.path]
            if "unusable" in said:
                notes.append(f"The picture {text.clip(one.ref, 120)} {said['unusable']} and was left out.")
            elif _is_seen(one, said):
                place = Path(said["path"])
                images.append(FoundImage(one.ref, one.alt, place, said["width"], said["height"], said["suffix"]))
    reachable = sum(1 for one in post.wanted if one.path or one.address)
    if reachable > len(settled):
        notes.append(f"The post shows {reachable} pictures; the first {len(settled)} came along.")
    return replace(post, images=tuple(images), notes=tuple(notes))


def _is_seen(one: Wanted, said: apart.Said) -> bool:
    return not one.address or min(said["width"], said["height"]) >= LEAST_SIDE


def _with_languages(posts: Sequence[FoundPost], folder: Path) -> list[FoundPost]:
    """Have the languages that nobody told guessed from the words of the posts."""
    lacking = [post for post in posts if not post.language]
    samples = [" ".join(block.text for block in parse(post.body[:20_000]) if block.kind != "code") for post in lacking]
    telling = [number for number, sample in enumerate(samples) if sum(map(str.isalpha, sample)) >= 40]
    tasks = [{"do": "language", "text": f"{lacking[number].title}\n{samples[number][:6000]}"} for number in telling]
    said = apart.run(tasks, folder=folder) if tasks else []
    guessed = {lacking[number].origin: one.get("language", "") for number, one in zip(telling, said)}
    return [replace(post, language=post.language or guessed.get(post.origin) or _DEFAULT) for post in posts]
