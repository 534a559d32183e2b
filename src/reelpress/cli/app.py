"""The program `reelpress`: every command by its name, one file a noun.

Importing this is cheap and touches neither disk nor database, so that `--help` and `--version` are instant:
Django and the rooms are imported inside the commands that need them.
"""

from collections.abc import Callable
from typing import Annotated

import typer

from reelpress import __version__
from reelpress.cli import (
    account,
    check,
    database,
    demo,
    job,
    manage,
    metrics,
    post,
    publication,
    queue,
    queue_batches,
    queue_jobs,
    queue_stats,
    social,
    storyboard,
    supervisor,
    up,
    user,
    video,
    work,
)
from reelpress.cli.errors import Program
from reelpress.cli.options import group
from reelpress.cli.output import say

app = typer.Typer(
    cls=Program,
    name="reelpress",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
queue_app = group("Watch the queues, put jobs right, run workers.", example="queue monitor")


def _print_version(wanted: bool) -> None:
    if wanted:
        say(f"reelpress {__version__}")
        raise typer.Exit


@app.callback()
def reelpress(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    """A blog post goes in; a narrated, captioned video comes out, is published, and the numbers come back.

    Example: reelpress demo
    """


app.command("demo")(demo.demo)
app.command("up")(up.up)
app.command("web")(up.web)
app.add_typer(post.app, name="post")
app.add_typer(video.app, name="video")
video.app.command("storyboard")(storyboard.storyboard)
app.add_typer(account.app, name="account")
app.add_typer(social.app, name="social")
app.add_typer(publication.app, name="publication")
app.add_typer(metrics.app, name="metrics")
app.add_typer(job.app, name="job")
app.add_typer(queue_app, name="queue")
app.command("supervisor")(database.started(supervisor.supervisor))
app.add_typer(user.app, name="user")
app.command("check")(check.check)
app.command("manage", context_settings=manage.PASS_THROUGH)(manage.manage)

# In the order in which `--help` shows them.
QUEUE_COMMANDS: dict[str, Callable[..., None]] = {
    "monitor": queue.monitor,
    "workers": queue_stats.workers,
    "stats": queue_stats.stats,
    "failed": queue_jobs.failed,
    "reasons": queue_stats.reasons,
    "retry": queue_jobs.retry,
    "cancel": queue_jobs.cancel,
    "run-now": queue_jobs.run_now,
    "prioritize": queue_jobs.prioritize,
    "batches": queue_batches.batches,
    "batch": queue_batches.batch,
    "pause": queue.pause,
    "resume": queue.resume,
    "forget": queue_jobs.forget,
    "flush": queue_jobs.flush,
    "clean": queue_jobs.clean,
    "doctor": queue.doctor,
    "work": work.work,
    "clock": work.run_clock,
}
for name, command in QUEUE_COMMANDS.items():
    queue_app.command(name)(database.needed(command))
queue_app.command("server", hidden=True)(database.started(up.server))
