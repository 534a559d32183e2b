"""Front matter and Markdown -> a found post. Knows neither where the text came from nor any database."""

from collections.abc import Callable

from reelpress.content.cleaning import parse
from reelpress.content.sources import fields, links, mdx, pictures
from reelpress.content.sources.found import FoundPost, Wanted
from reelpress.lib import text

Locate = Callable[[str], Wanted]  # of a ref that names no whole address; raises pictures.Unusable


def compose(
    meta: fields.Meta, body: str, name: fields.Name, *, origin: str, locate: Locate, is_mdx: bool = False, url: str = ""
) -> FoundPost:
    """Return the post that `meta` and `body` make; `url` is its address, unless the front matter names another."""
    body = mdx.to_markdown(body) if is_mdx else body
    title = fields.title(meta, body, name)
    wanted, notes = pictures_of(body, [(ref, alt or title) for ref, alt in fields.covers(meta)], locate)
    published_at = fields.published_at(meta, name)
    if given := fields.no_date(meta):
        used = f"{published_at:%Y-%m-%d}, of its name, is used" if published_at else "the post has no date"
        notes = (f"“{text.clip(given, 40)}” is no date that can be read: {used}.", *notes)
    return FoundPost(
        origin=origin,
        slug=fields.slug(meta, name),
        title=title,
        author=fields.author(meta),
        summary=fields.first(meta, "description", "summary", "excerpt", "custom_excerpt", "lead", limit=2000),
        body=body.strip("\n") + "\n",
        language=fields.language(meta, body, name),
        tags=fields.tags(meta),
        canonical_url=fields.canonical_url(meta) or url,
        published_at=published_at,
        wanted=wanted,
        draft=fields.is_draft(meta),
        notes=notes,
    )


def pictures_of(body: str, covers: list[tuple[str, str]], locate: Locate) -> tuple[tuple[Wanted, ...], tuple[str, ...]]:
    """Return the pictures that a post shows, each once, and a note on each that is not where it should be.

    Such a one has neither a path nor an address.
    """
    shown: dict[str, str] = {}
    for ref, alt in [*((block.ref, block.text) for block in parse(body) if block.kind == "image"), *covers]:
        if len(ref) <= 1000:
            shown.setdefault(ref, text.clip(alt, 1000))
    found: list[Wanted] = []
    notes: list[str] = []
    for ref, alt in shown.items():
        address = f"https:{ref}" if ref.startswith("//") else ref
        if links.is_web(address):
            found.append(Wanted(ref, alt, address=address))
        elif pictures.is_local(ref):
            try:
                one = locate(ref)
            except pictures.Unusable as why:
                found.append(Wanted(ref, alt))
                notes.append(f"The picture {text.clip(ref, 120)} {why} and was left out.")
            else:
                found.append(Wanted(ref, alt, one.path, one.address))
    return tuple(found), tuple(notes)


def without_nuls(given: str) -> tuple[str, tuple[str, ...]]:
    """Return a text without NUL bytes, which no program shows and no database takes, and a note when it had some."""
    count = given.count("\0")
    if not count:
        return given, ()
    held = "a NUL byte, which is no character; it was" if count == 1 else f"{count} NUL bytes, no characters; they were"
    return given.replace("\0", ""), (f"The text held {held} left out.",)


def nowhere(ref: str) -> Wanted:
    """Say of a ref that is no whole address that nothing lies beside the post."""
    raise pictures.Unusable("has no address")
