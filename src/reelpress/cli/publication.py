"""`reelpress publication`: what went where, and a person's verdict where a platform cannot tell."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from reelpress.cli import database, output, times
from reelpress.cli.lists import first
from reelpress.cli.options import Json, Limit, group
from reelpress.lib import clock
from reelpress.lib.errors import BadInput
from reelpress.lib.text import clip

if TYPE_CHECKING:
    from reelpress.publishing.models import Publication

app = group("See what was published where, settle what is in doubt, take posts down.", example="publication list")


@app.command("list")
@database.needed
def list_(limit: Limit = 100, json: Json = False) -> None:
    """List the publications, the newest first.

    Example: reelpress publication list
    """
    from reelpress.publishing.models import Publication

    found = first(Publication.objects.select_related("account", "post").order_by("-pk"), limit)
    if json:
        output.show_json([_facts(publication) for publication in found])
        return
    now = clock.now()
    rows = [
        (one.pk, one.post.slug, one.account.platform, one.account.name,
         "taken down" if one.taken_down_at else one.status,
         times.ago(one.taken_down_at or one.published_at or one.due_at, now),
         one.url or clip(output.printable(one.error), 120))
        for one in found
    ]  # fmt: skip
    output.show_table(
        ("id", "post", "platform", "account", "status", "when", "url or error"),
        rows,
        empty="Nothing was published yet. Start with: reelpress social publish POST",
    )


@app.command()
@database.needed
def confirm(
    id: Annotated[int, typer.Argument(metavar="ID", help="Id of the unconfirmed publication.")],
    there: Annotated[
        bool | None, typer.Option("--there/--not-there", help="Whether you see the post on the platform.")
    ] = None,
    url: Annotated[str, typer.Option("--url", help="With --there: its address.")] = "",
    json: Json = False,
) -> None:
    """Decide about a publication of which the platform cannot tell whether it went out.

    Example: reelpress publication confirm 12 --there --url https://example.com/p/1
    """
    from reelpress.publishing import services

    if there is None:
        raise BadInput("Say whether the post is on the platform.", todo="Add --there or --not-there.")
    if url and not there:
        raise BadInput("--url needs --there.", todo="A post that is not there has no address.")
    settled = services.confirm(_find(id), is_there=there, url=url.strip())
    if json:
        output.show_json(_facts(settled))
    else:
        output.say(f"Publication {settled.pk}, {output.printable(settled)}, is {settled.status}.")
        if not there:
            platform = settled.account.platform
            output.say(f"Send it again with: reelpress social publish {settled.post.slug} --platforms {platform}")


@app.command("take-down")
@database.needed
def take_down(
    id: Annotated[int, typer.Argument(metavar="ID", help="Id of the published publication.")],
    json: Json = False,
) -> None:
    """Delete a published post on its platform. Here it stays on record, and is not sent there again.

    Example: reelpress publication take-down 12
    """
    from reelpress.publishing import services

    done = services.take_down(_find(id))
    if json:
        output.show_json(_facts(done))
    else:
        output.say(f"Publication {done.pk}, {output.printable(done)}, was deleted on {done.account.platform}.")


def _find(id: int) -> "Publication":
    from reelpress.publishing.models import Publication

    found = Publication.objects.select_related("account", "post").filter(pk=id).first()
    if found is None:
        raise BadInput(f"There is no publication {id}.", todo="See `reelpress publication list`.")
    return found


def _facts(publication: "Publication") -> dict[str, Any]:
    return {
        "id": publication.pk,
        "post": publication.post.slug,
        "account": publication.account.name,
        "platform": publication.account.platform,
        "status": publication.status,
        "remote_id": publication.remote_id,
        "url": publication.url,
        "error": publication.error,
    }
