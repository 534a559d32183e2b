"""`reelpress manage ...`: any Django command, on this installation. Knows none of them."""

from typing import Any

import typer

from reelpress.cli import database

PASS_THROUGH: dict[str, Any] = {
    "allow_extra_args": True,
    "ignore_unknown_options": True,
    "allow_interspersed_args": False,
}


def manage(ctx: typer.Context) -> None:
    """Run any Django command; what follows is handed to it as it is.

    Example: reelpress manage createsuperuser
    """
    database.start()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["reelpress manage", *ctx.args])
