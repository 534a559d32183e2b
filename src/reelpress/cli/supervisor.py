"""`reelpress supervisor`: print how Supervisor keeps this installation alive. Starts nothing, prints no secret."""

import pwd
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from reelpress.cli import stack, supervision
from reelpress.cli.output import note, say
from reelpress.config.env import child_env
from reelpress.lib.errors import BadInput
from reelpress.lib.files import write_text

ADDRESSES = ("DATABASE_URL", "REDIS_URL", "BROKER_URL")
Processes = Annotated[int, typer.Option(min=0, max=100, help="How many jobs of this queue run at once; 0: none.")]


def supervisor(
    video: Processes = 4,
    social: Processes = 4,
    default: Processes = 2,
    low_priority: Processes = 2,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where the dashboard listens, on this machine.")] = 8000,
    no_web: Annotated[bool, typer.Option("--no-web", help="Without the dashboard.")] = False,
    no_clock: Annotated[
        bool, typer.Option("--no-clock", help="Without the clock; some machine must have one.")
    ] = False,
    user: Annotated[str, typer.Option(help="Who the programs run as; Supervisor itself must then be root's.")] = "",
    programs_only: Annotated[
        bool,
        typer.Option("--programs-only", help="Only the programs, for the conf.d of a Supervisor that runs already."),
    ] = False,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it there and print nothing.")] = None,
) -> None:
    """Print a Supervisor configuration for this installation: workers by queue, clock, web, queue server.

    Example: reelpress supervisor --video 2 --out supervisor.conf
    """
    counts = {"video": video, "social": social, "default": default, "low-priority": low_priority}
    wanted = chosen(counts, port=None if no_web else port, clock=not no_clock)
    text = printed(wanted, user=user, programs_only=programs_only)
    if out is None:
        say(text.rstrip("\n"))
        return
    target = out.expanduser().absolute()
    write_text(target, text)
    note(f"Written to {target}. Start it with: supervisord -c {target}")


def chosen(counts: dict[str, int], *, port: int | None, clock: bool) -> list[supervision.Program]:
    """Return the programs: a worker for each queue with so many processes, and what else there is."""
    workers = [stack.worker(queue, [queue], n) for queue, n in counts.items() if n]
    if not workers:
        raise BadInput("No queue would have a worker.", todo="Give at least one of them a process.")
    found = stack.programs(port=port, workers=workers)
    return [program for program in found if clock or program.name != "clock"]


def printed(wanted: list[supervision.Program], *, user: str, programs_only: bool) -> str:
    """Return the configuration with what must be known of it in comments."""
    from django.conf import settings

    environment = _environment(user)
    if programs_only:  # beside programs of others, which may have a `web` too
        wanted = [
            replace(one, name=f"reelpress-{one.name}", group=one.group and f"reelpress-{one.group}") for one in wanted
        ]
    programs = supervision.sections(wanted, logs=settings.LOGS, user=user, environment=environment)
    if programs_only:
        return _comments(wanted) + programs
    # One way to write such files: the same head as under `reelpress up`.
    head = supervision.configuration((), run=settings.RUN, logs=settings.LOGS).rstrip("\n")
    control = supervision.control(settings.RUN)
    return "\n\n".join(part.rstrip("\n") for part in (_comments(wanted) + head, control, programs) if part) + "\n"


def _environment(user: str) -> dict[str, str]:
    """Return what the file itself tells the programs: no secret, only where the home is and whose."""
    from django.conf import settings

    told = {"REELPRESS_HOME": str(settings.HOME)} if child_env().get("REELPRESS_HOME") else {}
    if user:
        try:
            home = pwd.getpwnam(user).pw_dir
        except KeyError:
            raise BadInput(f"There is no user {user!r} on this machine.", todo="Create it, or name another.") from None
        told |= {"HOME": home, "USER": user}  # Supervisor changes the user, but not these
    return told


def _comments(wanted: list[supervision.Program]) -> str:
    lines = [
        "Supervisor configuration of Reelpress, printed by `reelpress supervisor`.",
        f"To stop takes up to {supervision.stop_seconds(wanted)} s: running jobs get their grace, then go back to the",
        "queue without a spent attempt. SIGTERM goes to each worker alone, which ends its own processes in order:",
        "hence no stopasgroup and no killasgroup.",
    ]
    if names := inherited():
        lines += [
            "These variables are in force here. Their values are not in this file: set them where supervisord is",
            "started (a systemd unit does it with EnvironmentFile=), as all programs inherit them:",
            *(f"  {name}" for name in names),
        ]
    return "".join(f"; {line}".rstrip() + "\n" for line in lines) + "\n"


def inherited() -> list[str]:
    """Return the names of the settings in the environment that the file leaves to whoever starts Supervisor."""
    known = {name.removesuffix("_FILE") for name in ADDRESSES}
    found = (
        name
        for name, value in child_env().items()
        if value and (name.startswith("REELPRESS_") or name.removesuffix("_FILE") in known)
    )
    return sorted(set(found) - {"REELPRESS_HOME"})
