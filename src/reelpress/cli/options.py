"""The options that many commands share, so that they read the same everywhere."""

from typing import Annotated

import typer

from reelpress.lib.errors import BadInput

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Limit = Annotated[int, typer.Option("--limit", min=1, max=10_000, help="At most so many, the newest first.")]
Platforms = Annotated[
    str, typer.Option("--platforms", metavar="A,B", help="Only these platforms, for example youtube,x.")
]
PostArgument = Annotated[str, typer.Argument(metavar="POST", help="Id or slug of the post.")]
JobIds = Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of the jobs.")]


def group(help_: str, *, example: str) -> typer.Typer:
    """Return an empty group of commands; named without a command it prints its help."""
    return typer.Typer(help=f"{help_}\n\nExample: reelpress {example}", no_args_is_help=True, add_completion=False)


def split_platforms(text: str) -> list[str] | None:
    """Return the names in "a,b", or None for "", which means all of them."""
    from reelpress.publishing.platforms.registry import spelled

    names = list(dict.fromkeys(spelled(part) for part in text.split(",") if part.strip()))
    if text.strip() and not names:
        raise BadInput(f"--platforms {text!r} names no platform.", todo="Write it like youtube,x.")
    return names or None
