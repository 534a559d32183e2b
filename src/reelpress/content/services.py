"""The door of this room: posts come in from files, from addresses and from what a person types; posts are found.

What is read, how it is bounded and what counts as the same post: docs/importing.md.  Knows no video and no job.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import transaction

from reelpress.content import arriving, storing
from reelpress.content.models import Image, Post
from reelpress.content.sources import composing, gathering, markdown, typed
from reelpress.content.sources.found import FoundImage, FoundPost
from reelpress.content.sources.web import Web
from reelpress.content.storing import Imported as Imported
from reelpress.content.storing import store as store
from reelpress.lib.errors import BadInput, Failure

OUTCOMES = ("created", "updated", "unchanged")
Progress = Callable[[float, str], None]
Log = Callable[[str], None]


def no_progress(percent: float, message: str) -> None:
    """Tell nobody."""


def import_path(
    path: Path, *, progress: Progress = no_progress, refused: list[Failure] | None = None
) -> list[Imported]:
    """Import a Markdown file, or every post in a folder: all of them or, on any error, none. Raise `BadInput`.

    With `refused`, which files of a folder cannot be used is added there, and the good ones are imported.
    """
    found = markdown.read(Path(path), max_megabytes=settings.MAX_POST_MEGABYTES, refused=refused)
    with _scratch() as folder:
        return store(_gathered(found, folder, _web(), progress))


def import_address(url: str, *, progress: Progress = no_progress, log: Log = lambda line: None) -> list[Imported]:
    """Import what is at `url`: all posts of a feed, the post on a page, or a Markdown file. Raise `Failure`.

    When the feed has not changed since the last time, its posts are returned as unchanged.
    """
    with _scratch() as folder:
        web = _web()
        arrival = arriving.arrive(url.strip(), web=web, folder=folder, progress=_part(progress, 0, 60), log=log)
        posts = _gathered(arrival.posts, folder, web, _part(progress, 60, 95))
        imported = [Imported(post, "unchanged") for post in arrival.known] + (store(posts) if posts else [])
        arriving.remember(arrival)
        progress(100.0, f"{len(imported)} post{'s' if len(imported) != 1 else ''}")
        return imported


def import_text(text: str, *, name: str = "", kind: str = "", download: bool = True) -> list[Imported]:
    """Import Markdown or HTML that was pasted, or uploaded as the file `name`. Raise `BadInput`.

    `kind` is "markdown", "html", or "" for whichever it looks like.  Without `download`, pictures with an address
    are left for `complete`: a page must not wait for them.
    """
    with _scratch() as folder:
        found = typed.read(text, name=name, kind=kind, max_megabytes=settings.MAX_POST_MEGABYTES, folder=folder)
        return store(_gathered([found], folder, _web() if download else None, no_progress))


def complete(post: Post, *, progress: Progress = no_progress) -> Imported:
    """Download the pictures with an address that `post` shows and does not have yet."""
    wanted, _ = composing.pictures_of(post.body, [], composing.nowhere)
    lacking = tuple(one for one in wanted if one.address)
    with _scratch() as folder:
        bare = storing.found_again(post, lacking)
        (found,) = _gathered([bare], folder, _web(), progress)
        return storing.add_images(post, found)


def find_post(id_or_slug: str) -> Post:
    """Return the post with this id or slug; raise `BadInput` when there is none."""
    wanted = str(id_or_slug).strip()
    post = Post.objects.named(wanted).first() if wanted.isprintable() else None
    if post is None:
        raise BadInput(
            f"There is no post {wanted!r}.",
            todo="See `reelpress post list` for the ids and slugs, or import it with `reelpress post import`.",
        )
    return post


def remove(post: Post) -> None:
    """Delete a post, and once that is committed those of its pictures that no other post shows."""
    pictures = set(post.images.values_list("file", flat=True))
    post.delete()
    transaction.on_commit(lambda: _remove_unused(pictures))


def _remove_unused(pictures: set[str]) -> None:
    for file in pictures - set(Image.objects.filter(file__in=pictures).values_list("file", flat=True)):
        with suppress(OSError):
            (settings.MEDIA_ROOT / file).unlink(missing_ok=True)


def _web() -> Web:
    return Web(private=settings.IMPORT_PRIVATE)


@contextmanager
def _scratch() -> Iterator[Path]:
    """Yield a folder for downloads and converted pictures, which is gone afterwards whatever happened."""
    settings.ARTEFACTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="import-", dir=settings.ARTEFACTS) as folder:
        yield Path(folder)


def _gathered(found: Sequence[FoundPost], folder: Path, web: Web | None, progress: Progress) -> list[FoundPost]:
    known = _known_pictures([one.ref for post in found for one in post.wanted if one.address])
    return gathering.gather(found, folder=folder, web=web, known=known, progress=progress)


def _known_pictures(refs: list[str]) -> dict[str, FoundImage]:
    """Return the pictures that were downloaded before and still lie in the media folder, by address."""
    found: dict[str, FoundImage] = {}
    for start in range(0, len(refs), 500):
        for image in Image.objects.filter(ref__in=refs[start : start + 500]):
            if image.ref not in found and image.path.exists():
                suffix = image.path.suffix
                found[image.ref] = FoundImage(image.ref, image.alt, image.path, image.width, image.height, suffix)
    return found


def _part(progress: Progress, start: float, end: float) -> Progress:
    """Return a progress that runs from `start` to `end` of the whole."""
    return lambda percent, message: progress(start + percent / 100 * (end - start), message)
