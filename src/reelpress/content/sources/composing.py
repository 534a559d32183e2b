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
        published_at=fields.published_at(meta, name),
        wanted=wanted,
        draft=fields.is_draft(meta),
        notes=notes,
    )


def pictures_of(body: str, covers: list[tuple[str, str]], locate: Locate) -> tuple[tuple[Wanted, ...], tuple[str, ...]]:
    """Return the pictures that a post shows, each once, and a note on each that is not where it should be."""
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
                notes.append(f"The picture {text.clip(ref, 120)} {why} and was left out.")
            else:
                found.append(Wanted(ref, alt, one.path, one.address))
    return tuple(found), tuple(notes)


def nowhere(ref: str) -> Wanted:
    """Say of a ref that is no whole address that nothing lies beside the post."""
    raise pictures.Unusable("has no address")
