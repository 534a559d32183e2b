"""`reelpress social`: publish posts to the connected accounts, as background jobs."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reelpress.cli import database, output, times
from reelpress.cli.errors import FAILED, leave
from reelpress.cli.job import show_queued, warn_if_nobody_works
from reelpress.cli.options import Json, Platforms, PostArgument, group, split_platforms
from reelpress.lib.errors import BadInput

if TYPE_CHECKING:
    from reelpress.publishing.preflight import Preflight

SAYS = {"ok": "ready", "warn": "goes out, with a remark", "stop": "would not go out"}
Only = Annotated[
    str, typer.Option("--only", metavar="text|picture", help="Without a video: the text, or the first picture too.")
]
app = group("Publish posts to the connected accounts.", example="social auto-publish")


@app.command("auto-publish")
@database.needed
def auto_publish(platforms: Platforms = "", json: Json = False) -> None:
    """Publish every post that has a video to the accounts that lack it: in their next free slot, else now.

    Example: reelpress social auto-publish --platforms youtube,x
    """
    from reelpress.pipeline import flow

    done = flow.auto_publish(platforms=split_platforms(platforms))
    if json:
        output.show_json({"posts": done.posts, "jobs": len(done.jobs), "job_ids": [j.public_id for j in done.jobs]})
    else:
        output.say(f"Posts processed: {done.posts}")
        output.say(f"Jobs queued: {len(done.jobs)}")
        if not done.posts:
            output.note("No post has a finished video that a connected account lacks.")
    warn_if_nobody_works({job.queue for job in done.jobs})


@app.command()
@database.needed
def preview(
    post: PostArgument,
    platforms: Platforms = "",
    only: Only = "",
    json: Json = False,
) -> None:
    """Show exactly what would be sent to each account, and what could stop it. Exit code 1 when something would.

    Example: reelpress social preview my-first-post --platforms youtube
    """
    from reelpress.content.services import find_post
    from reelpress.pipeline import flow

    _check_only(only)
    found = flow.preflight(find_post(post), variant=only, platforms=split_platforms(platforms))
    if json:
        output.show_json([_told(one) for one in found])
    else:
        for one in found:
            _show(one)
        if not found:
            output.say("No account is connected. Connect one: reelpress account add PLATFORM --name NAME")
    if any(one.verdict == "stop" for one in found):
        leave(FAILED)


def _show(one: "Preflight") -> None:
    output.say(f"== {output.printable(one.account)}: {SAYS[one.verdict]}")
    for text in filter(None, (one.title, one.text)):
        output.say("\n".join(f"   {output.printable(line)}" for line in text.splitlines()))
    for line in one.lines:
        output.say(f"   [{line.verdict:4}] {line.what}: {' '.join(filter(None, (line.said, line.todo)))}")


def _told(one: "Preflight") -> dict[str, Any]:
    return {
        "account": str(one.account),
        "verdict": one.verdict,
        "title": one.title,
        "text": one.text,
        "lines": [asdict(line) for line in one.lines],
    }


def _check_only(only: str) -> None:
    if only not in ("", "text", "picture"):
        raise BadInput(f"There is no post that is only {only!r}.", todo="Give --only text or --only picture.")


@app.command()
@database.needed
def publish(
    post: PostArgument,
    platforms: Platforms = "",
    at: Annotated[
        str, typer.Option("--at", metavar="TIME", help="Not now but then: +2h, 18:30, 2026-03-01T09:00.")
    ] = "",
    slots: Annotated[
        bool, typer.Option("--slots", help="In the next free posting slot of each account that has slots.")
    ] = False,
    only: Only = "",
    json: Json = False,
) -> None:
    """Publish one post to its accounts: now, at a time, or in the next free posting slot of each.

    Example: reelpress social publish my-first-post --platforms youtube --at 18:30
    """
    from reelpress.content.services import find_post
    from reelpress.pipeline import flow

    if at and slots:
        raise BadInput("--at and --slots are two answers to one question.", todo="Give one of them.")
    _check_only(only)
    found, chosen = find_post(post), split_platforms(platforms)
    moment = times.when(at) if at else None
    job = flow.publish_post(found, platforms=chosen, at=moment, in_slots=slots, variant=only)
    if not flow.chosen_accounts(chosen):
        output.note("No account is connected there. Connect one: reelpress account add PLATFORM --name NAME")
    if moment is not None and not json:
        output.say(f"“{output.printable(found.title)}” goes out at {moment:%Y-%m-%d %H:%M %Z}.")
        for sentence in flow.tokens_ending_before(moment, chosen):
            output.note(sentence)
    show_queued(job, json)
