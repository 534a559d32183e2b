"""`reelpress metrics`: have the numbers read back, and show them."""

from dataclasses import asdict, astuple
from typing import Annotated

import typer

from reelpress.cli import database, output
from reelpress.cli.job import warn_if_nobody_works
from reelpress.cli.options import Json, group

app = group("Have views, likes, comments and shares read back, and see them.", example="metrics update")


@app.command()
@database.needed
def update(
    days: Annotated[int, typer.Option(min=1, max=3660, help="Of what was published in the last so many days.")] = 30,
    json: Json = False,
) -> None:
    """Have the numbers of what was published lately read, as background jobs.

    Example: reelpress metrics update --days 7
    """
    from reelpress.pipeline import flow

    jobs = flow.update_metrics(days=days)
    if json:
        output.show_json({"jobs": len(jobs), "job_ids": [job.public_id for job in jobs]})
    else:
        output.say(f"Jobs queued: {len(jobs)}" if jobs else f"Nothing was published in the last {days} days.")
    warn_if_nobody_works({job.queue for job in jobs})


@app.command()
@database.needed
def show(
    post: Annotated[str, typer.Argument(metavar="POST", help="Id or slug; all posts together by default.")] = "",
    json: Json = False,
) -> None:
    """Show what was read last, summed up by platform.

    Example: reelpress metrics show my-first-post
    """
    from reelpress.content.services import find_post
    from reelpress.metrics.totals import notes, totals_by_platform
    from reelpress.publishing.models import Publication
    from reelpress.publishing.platforms.registry import shown

    wanted = find_post(post).publications.all() if post else Publication.objects.all()
    lines = totals_by_platform(wanted)
    if json:
        output.show_json([{"platform": line.platform, **asdict(line.totals)} for line in lines])
        return
    rows = [(shown(line.platform), *("-" if value is None else value for value in astuple(line.totals)))
            for line in lines]  # fmt: skip
    output.show_table(
        ("platform", "published", "read", "views", "likes", "comments", "shares"),
        rows,
        empty="Nothing was published yet. Start with: reelpress social publish POST",
    )
    for platform, why in notes(wanted).items():
        output.note(f"{shown(platform)}: {output.printable(why)}")
