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
    from datetime import datetime

    from reelpress.publishing.models import Publication

app = group("See what was published where, settle what is in doubt, take posts down.", example="publication list")


@app.command("list")
@database.needed
def list_(limit: Limit = 100, json: Json = False) -> None:
    """List the publications, the newest first; before them the posts that are to go out at a time.

    JSON has the publications only; for the posts see `job list --type social-media-publish --status pending --json`.

    Example: reelpress publication list
    """
    from reelpress.publishing.models import Publication

    found = first(Publication.objects.select_related("account", "post").order_by("-pk"), limit)
    turns = _turns(found)
    if json:
        output.show_json([_facts(publication, turns.get(publication.pk)) for publication in found])
        return
    now = clock.now()
    rows = [*_orders(limit, now), *(_row(one, turns.get(one.pk), now) for one in found)]
    output.show_table(
        ("id", "post", "platform", "account", "status", "when", "url or error"),
        rows,
        empty="Nothing was published yet. Start with: reelpress social publish POST",
    )


def _turns(publications: "list[Publication]") -> "dict[int, datetime]":
    """Return when each of these that waits for its turn goes out: as its job says, which a pause may have put later."""
    from reelpress.jobs.models import Job
    from reelpress.pipeline.outgoing import publication_key

    keys = {publication_key(one): one.pk for one in publications if one.status in ("draft", "scheduled")}
    jobs = Job.objects.pending().filter(unique_key__in=keys).values_list("unique_key", "run_after")
    return {keys[str(key)]: run_after for key, run_after in jobs}


def _row(one: "Publication", turn: "datetime | None", now: "datetime") -> tuple[object, ...]:
    from reelpress.publishing.platforms.registry import shown

    status = "taken down" if one.taken_down_at else "planned" if turn else one.status
    when = times.ahead(turn, now) if turn else times.ago(one.taken_down_at or one.published_at or one.due_at, now)
    what = one.url or clip(output.printable(one.error), 120)
    return one.pk, one.post.slug, shown(one.account.platform), one.account.name, status, when, what


def _orders(limit: int, now: "datetime") -> list[tuple[object, ...]]:
    """Return the posts that are to go out at a time and are not spread over the accounts yet, the soonest first."""
    from django.contrib.contenttypes.prefetch import GenericPrefetch

    from reelpress.content.models import Post
    from reelpress.jobs.models import Job
    from reelpress.pipeline import flow
    from reelpress.publishing.platforms.registry import shown

    orders = Job.objects.pending().of_type(flow.SOCIAL).filter(run_after__gt=now).order_by("run_after")
    return [
        (
            "",
            getattr(job.subject, "slug", ""),
            ", ".join(map(shown, job.args.get("platforms") or ())) or "all",
            "",
            "planned",
            times.ahead(job.run_after, now),
            f"take it back with: reelpress queue cancel {job.public_id}",
        )
        for job in orders.prefetch_related(GenericPrefetch("subject", [Post.objects.defer("body")]))[:limit]
    ]


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
    from reelpress.publishing.platforms.registry import shown

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
            platform = shown(settled.account.platform)
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
    from reelpress.publishing.platforms.registry import shown

    done = services.take_down(_find(id))
    if json:
        output.show_json(_facts(done))
    else:
        output.say(f"Publication {done.pk}, {output.printable(done)}, was deleted on {shown(done.account.platform)}.")


def _find(id: int) -> "Publication":
    from reelpress.publishing.models import Publication

    found = Publication.objects.select_related("account", "post").filter(pk=id).first()
    if found is None:
        raise BadInput(f"There is no publication {id}.", todo="See `reelpress publication list`.")
    return found


def _facts(publication: "Publication", turn: "datetime | None" = None) -> dict[str, Any]:
    return {
        "id": publication.pk,
        "post": publication.post.slug,
        "account": publication.account.name,
        "platform": publication.account.platform,
        "status": publication.status,
        "remote_id": publication.remote_id,
        "url": publication.url,
        "error": publication.error,
        "due_at": turn or publication.due_at,
    }
