"""`reelpress post`: bring posts in and look at them."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reelpress.cli import database, output, times
from reelpress.cli.errors import do_each, report
from reelpress.cli.lists import first
from reelpress.cli.options import Json, Limit, PostArgument, group
from reelpress.lib import clock
from reelpress.lib.errors import BadInput, Failure

if TYPE_CHECKING:
    from reelpress.content.models import Post
    from reelpress.content.services import Imported

app = group("Bring blog posts in and look at them.", example="post import posts/")


@app.command("import")
@database.needed
def import_(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH_OR_URL", help="Markdown files, folders of them, feeds, web pages.")
    ],
    json: Json = False,
) -> None:
    """Import posts from Markdown files, folders, RSS or Atom feeds and web pages; known posts are updated.

    What cannot be used is named and keeps nothing else out; the exit code is then 1 or 2.

    Example: reelpress post import posts/ https://blog.example.org/feed.xml
    """
    refused: list[Failure] = []
    batches, failures = do_each(paths, lambda path: _import(path, refused))
    imported = [one for batch in batches for one in batch]
    failures += refused
    if imported or (json and not failures):
        _show_imported(imported, json)
    for one in imported:
        for left_out in one.notes:
            output.note(f"{output.printable(one.post.slug)}: {output.printable(left_out)}")
    report([_truly(failure) for failure in failures] if imported else failures)


def _truly(failure: Failure) -> Failure:
    """Return `failure` without saying that nothing was imported, as each source knows itself alone."""
    if failure.explanation.means.startswith("Nothing was imported"):
        failure.explanation = replace(failure.explanation, means="What the list shows was imported.")
    return failure


def _import(path: str, refused: list[Failure]) -> "list[Imported]":
    from reelpress.content import services
    from reelpress.content.sources import links

    if not path.strip():  # an empty path would mean the folder one is in
        raise BadInput("The path is empty.", means="Nothing was imported.", todo="Give a file, a folder or an address.")
    if "://" not in path:
        return services.import_path(Path(path).expanduser(), refused=refused)
    if not path.lower().startswith(("http://", "https://")):
        raise BadInput(
            f"{path} is no http(s) address.",
            means="Nothing was imported.",
            todo="Give a path, or the address of a feed or of one post.",
        )
    with output.progress(f"Importing {links.without_user(path)}") as listen:
        return services.import_address(path, progress=listen, log=lambda line: output.note(output.printable(line)))


def _show_imported(imported: "list[Imported]", json: bool) -> None:
    rows = [
        {"id": one.post.pk, "slug": one.post.slug, "title": one.post.title, "outcome": one.outcome} for one in imported
    ]
    if json:
        output.show_json(rows)
    else:
        output.show_table(("id", "slug", "title", "outcome"), [list(row.values()) for row in rows], empty="")


@app.command("list")
@database.needed
def list_(limit: Limit = 100, json: Json = False) -> None:
    """List the posts, the newest first.

    Example: reelpress post list
    """
    from reelpress.content.models import Post

    found = first(Post.objects.order_by("-pk"), limit)
    if json:
        output.show_json([{"id": post.pk, "slug": post.slug, "title": post.title} for post in found])
        return
    now = clock.now()
    rows = [(post.pk, post.slug, post.title, times.ago(post.created_at, now)) for post in found]
    output.show_table(
        ("id", "slug", "title", "imported"), rows, empty="No posts yet. Bring some in: reelpress post import PATH"
    )


@app.command()
@database.needed
def show(post: PostArgument, json: Json = False) -> None:
    """Show one post, its videos and where it was published.

    Example: reelpress post show my-first-post
    """
    from reelpress.content.services import find_post

    facts = _facts(find_post(post))
    if json:
        output.show_json(facts)
        return
    videos, publications = facts.pop("videos"), facts.pop("publications")
    output.show_details(facts | {"tags": ", ".join(facts["tags"])})
    if videos:
        output.say()
        output.show_table(("video", "format", "status"), [list(video.values()) for video in videos], empty="")
    if publications:
        output.say()
        output.show_table(
            ("publication", "account", "status", "url"), [list(row.values()) for row in publications], empty=""
        )


@app.command()
@database.needed
def remove(post: PostArgument, json: Json = False) -> None:
    """Delete a post with its pictures and videos, unless it was published.

    An import that finds it again brings it back.

    Example: reelpress post remove my-first-post
    """
    from reelpress.content.services import find_post
    from reelpress.pipeline import flow

    found = find_post(post)
    number, named = found.pk, output.printable(found.title)
    flow.remove_post(found)
    if json:
        output.show_json({"id": number, "status": "removed"})
    else:
        output.say(f"Removed “{named}”, with its pictures and videos.")


def _facts(post: "Post") -> dict[str, Any]:
    return {
        "id": post.pk,
        "slug": post.slug,
        "title": post.title,
        "author": post.author,
        "summary": post.summary,
        "language": post.language,
        "tags": post.tags,
        "words": len(post.body.split()),
        "images": post.images.count(),
        "url": post.canonical_url,
        "published_at": post.published_at,
        "origin": post.origin,
        "videos": [{"id": made.pk, "format": made.format, "status": made.status} for made in post.videos.all()],
        "publications": [
            {"id": one.pk, "account": str(one.account), "status": one.status, "url": one.url}
            for one in post.publications.select_related("account")
        ],
    }
