"""Writes found posts and their pictures, each once, whole or not at all. Knows no source and no network."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now

from reelpress.content import sameness
from reelpress.content.models import Image, Post
from reelpress.content.sameness import FEED as FEED
from reelpress.content.sameness import SLUG_LENGTH
from reelpress.content.sources import links
from reelpress.content.sources.found import FoundPost, Wanted
from reelpress.lib import files
from reelpress.lib.errors import Failure
from reelpress.lib.text import clip

LOCK_NUMBER = 0x706F7374  # "post": the advisory lock of those who write posts, on PostgreSQL
KEPT = "It is here already from {origin}; that text is kept, as files and what was typed win over the web."


@dataclass(frozen=True)
class Imported:
    """A post after its import; `outcome` is created, updated or unchanged, `notes` say what was left out."""

    post: Post
    outcome: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Picture:
    """A picture that already lies in the media folder."""

    ref: str
    alt: str
    file: str
    digest: str
    width: int
    height: int


def store(found: list[FoundPost]) -> list[Imported]:
    """Write `found` in one transaction; whoever else imports the same posts at this moment, none is doubled."""
    kept = [(post, _keep_pictures(post)) for post in found]
    with transaction.atomic():
        _wait_for_others()
        return list(_write_all(kept))


def _wait_for_others() -> None:
    """Let no two imports write at once: what makes two posts one is more than a constraint could say.

    The lock ends with the transaction.  SQLite needs none: there the transaction itself is that lock.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_NUMBER])


def _keep_pictures(post: FoundPost) -> list[_Picture]:
    """Copy the pictures of `post` into the media folder, named by their content: the same picture lies there once."""
    kept = []
    for image in post.images:
        try:
            digest = files.file_digest(image.path)
            file = f"posts/{digest}{image.suffix}"
            target = Path(settings.MEDIA_ROOT) / file
            if not target.exists():
                files.copy(image.path, target)
        except OSError as error:
            raise Failure(
                f"The picture {image.path.name} of {post.title!r} could not be copied: {error.strerror or error}.",
                means="Nothing was imported.",
                todo=f"Look at the disk space and the permissions of {settings.MEDIA_ROOT}, then import again.",
            ) from error
        kept.append(_Picture(image.ref, image.alt, file, digest, image.width, image.height))
    return kept


def _write_all(kept: list[tuple[FoundPost, list[_Picture]]]) -> Iterator[Imported]:
    among = sameness.Import.of([found for found, _ in kept])
    for found, images in kept:
        yield _write(found, images, among)


def _write(found: FoundPost, images: list[_Picture], among: sameness.Import) -> Imported:
    digest = _digest(found, images)
    post = _same_post(found, digest, among)
    if post is not None and sameness.is_from_web(found.origin) and not sameness.is_from_web(post.origin):
        return Imported(post, "unchanged", (KEPT.format(origin=post.origin),))
    if post is None:
        post = Post.objects.create(
            **_fields(found), slug=_free_slug(found.slug), tags=list(found.tags), origin=found.origin, digest=digest
        )
        outcome = "created"
    else:
        outcome = "unchanged" if post.digest == digest else "updated"
        if outcome == "unchanged" and post.origin == found.origin:
            return Imported(post, outcome, found.notes)
        slug = post.slug if sameness.in_family(post.slug, found.slug) else _free_slug(found.slug)
        changes = {**_fields(found), "slug": slug, "tags": list(found.tags), "origin": found.origin, "digest": digest}
        Post.objects.filter(pk=post.pk).update(**changes, updated_at=Now())
    stayed = _sync_images(post, found, images)
    post.refresh_from_db()
    return Imported(post, outcome, tuple(_told(note, stayed) for note in found.notes))


def _told(note: str, stayed: set[str]) -> str:
    """Return a note on a picture that was not found; of one that stayed it says so."""
    lost = any(note.startswith(f"The picture {clip(ref, 120)} ") for ref in stayed)
    return note.replace(" and was left out.", "; the one from an import before stays.") if lost else note


def _fields(found: FoundPost) -> dict[str, object]:
    names = ("title", "author", "summary", "body", "language", "canonical_url", "published_at")
    return {name: getattr(found, name) for name in names} | {"address_key": links.key(found.canonical_url)}


def _digest(found: FoundPost, images: list[_Picture]) -> str:
    when = found.published_at.isoformat() if found.published_at else ""
    values = {name: value for name, value in _fields(found).items() if name != "address_key"} | {
        "published_at": when,
        "slug": found.slug,
        "tags": found.tags,
    }
    return files.digest(values, [(image.ref, image.alt, image.digest) for image in images])


def _same_post(found: FoundPost, digest: str, among: sameness.Import) -> Post | None:
    """Return the row of this post, locked: the same origin, else what `sameness` takes for it."""
    rows = Post.objects.select_for_update()
    post = rows.filter(origin=found.origin).first()
    if post is not None:
        return post
    return sameness.same_post(found, digest, among, list(rows.filter(_alike(found, digest)).order_by("id")))


def _alike(found: FoundPost, digest: str) -> Q:
    near = Q(slug__startswith=found.slug[:SLUG_LENGTH]) | Q(digest=digest)
    if found.published_at:
        near |= Q(title=found.title, published_at__date=found.published_at.date())
    key = links.key(found.canonical_url)
    return near | Q(address_key=key) if key else near


def _free_slug(wanted: str) -> str:
    wanted = wanted[:SLUG_LENGTH]
    taken = set(Post.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    if wanted not in taken:
        return wanted
    return next(slug for number in range(2, len(taken) + 3) if (slug := f"{wanted}-{number}") not in taken)


def _sync_images(post: Post, found: FoundPost, images: list[_Picture]) -> set[str]:
    """Make the rows say what the post shows now; return the refs of those that stay although they were not found.

    A post that is uploaded without its pictures, or whose pictures cannot be read today, loses none of them.
    """
    got = {image.ref for image in images}
    before = Image.objects.filter(post=post).exclude(ref__in=got)
    stayed = set(before.values_list("ref", flat=True)) & {one.ref for one in found.wanted}
    before.exclude(ref__in=stayed).delete()
    for image in images:
        values = {name: getattr(image, name) for name in ("alt", "file", "digest", "width", "height")}
        Image.objects.update_or_create(post=post, ref=image.ref, defaults=values)
    return stayed


def found_again(post: Post, wanted: tuple[Wanted, ...]) -> FoundPost:
    """Return a stored post as if it was found again, showing the pictures `wanted`."""
    return FoundPost(
        origin=post.origin, slug=post.slug, title=post.title, author=post.author, summary=post.summary, body=post.body,
        language=post.language, tags=tuple(post.tags), canonical_url=post.canonical_url,
        published_at=post.published_at, wanted=wanted,
    )  # fmt: skip


def add_images(post: Post, found: FoundPost) -> Imported:
    """Give `post` the pictures of `found` beside those that it has."""
    images = _keep_pictures(found)
    with transaction.atomic():
        for image in images:
            values = {name: getattr(image, name) for name in ("alt", "file", "digest", "width", "height")}
            Image.objects.update_or_create(post=post, ref=image.ref, defaults=values)
    return Imported(post, "updated" if images else "unchanged", found.notes)
