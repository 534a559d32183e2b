"""How commands fail: sentences on stderr and an exit code; a traceback only with REELPRESS_DEBUG.

Exit codes: 1 the work failed, 2 what was typed or configured cannot be used, 130 stopped by the person.
"""

import errno
import os
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import typer
from typer.core import TyperGroup

from reelpress.cli.output import is_terminal, note, printable
from reelpress.config.env import BadSetting, env_bool
from reelpress.lib.errors import BadInput, Explanation, Failure

FAILED = 1
WRONG_USAGE = 2
STOPPED = 130
UNFINISHED = "The command did not finish."
SEE_CHECK = " `reelpress check` looks at everything."
UNWRITABLE = (errno.EROFS, errno.EACCES, errno.EPERM)
LEAST_BYTES = 1 << 20  # with less, a database says that it cannot write in words of its own
Item = TypeVar("Item")
Result = TypeVar("Result")


class Program(TyperGroup):
    """The root of all commands: whatever a command raises leaves as sentences and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was named."""
        try:
            return super().invoke(ctx)
        except (Exception, SystemExit, KeyboardInterrupt) as error:
            known = explain(error)
            if known is None or debugging():
                raise
            explanation, code = known
            complain(explanation)
            raise typer.Exit(code) from None


def debugging() -> bool:
    """Return whether tracebacks are wanted."""
    try:
        return env_bool("REELPRESS_DEBUG", False)
    except BadSetting:
        return False


def explain(error: BaseException) -> tuple[Explanation, int] | None:
    """Return what to tell a person about `error`, and the exit code; None when it is not for us to explain."""
    if isinstance(error, Failure):
        return error.explanation, code_of(error)
    if isinstance(error, BadSetting):
        return Explanation(str(error)), WRONG_USAGE
    if isinstance(error, KeyboardInterrupt):
        return Explanation("Stopped."), STOPPED
    if isinstance(error, OSError) and error.errno != errno.EPIPE:
        return _explain_files(error), FAILED
    return _explain_django(error)


def _explain_files(error: OSError) -> Explanation:
    name = error.filename2 or error.filename  # the second is what was to be written
    where = f": {name}" if name else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _full(where)
    if error.errno in UNWRITABLE:
        todo = "Let your user read and write there, or choose another place; REELPRESS_HOME names where all is kept."
        return Explanation(f"{error.strerror or error}{where}.", UNFINISHED, todo)
    return Explanation(f"{error.strerror or error}{where}.", UNFINISHED)


def _full(where: str) -> Explanation:
    todo = "Free some space, or choose a place on a larger disk, then try again."
    return Explanation(f"The disk is full{where}.", UNFINISHED, todo)


def _explain_django(error: BaseException) -> tuple[Explanation, int] | None:
    if "django" not in sys.modules:
        return None
    from django.core.exceptions import ImproperlyConfigured
    from django.db import Error as DatabaseError

    if isinstance(error, ImproperlyConfigured):
        return Explanation(str(error)), WRONG_USAGE
    if isinstance(error, DatabaseError):
        return _explain_database(str(error).strip().partition("\n")[0].rstrip(".")), FAILED
    return None


def _explain_database(said: str) -> Explanation:
    """Return what the words of a database mean; SQLite tells a full and a read-only disk in several ways."""
    from django.db import connection

    place = Path(connection.settings_dict["NAME"]) if connection.vendor == "sqlite" else None
    if place is not None and _is_full(place.parent):
        return _full(f": {place.parent}")
    if place is not None and not os.access(place if place.exists() else place.parent, os.W_OK):
        todo = "Let your user write there, or choose another place with REELPRESS_HOME or DATABASE_URL."
        return Explanation(f"The database {place} cannot be written to.", "Nothing was changed.", todo)
    todo = f"Check DATABASE_URL and REELPRESS_HOME, then try again.{SEE_CHECK}"
    return Explanation(f"The database cannot be used: {said}.", todo=todo)


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < LEAST_BYTES
    except OSError:
        return False


def code_of(error: Failure) -> int:
    """Return the exit code for `error`."""
    return WRONG_USAGE if isinstance(error, BadInput) else FAILED


def complain(explanation: Explanation) -> None:
    """Write the sentences of `explanation` to stderr: what happened, then what it means and what to do."""
    happened = printable(explanation.happened)
    if is_terminal(sys.stderr):
        happened = typer.style(happened, fg="red", bold=True)
    note(happened)
    rest = " ".join(part for part in (explanation.means, explanation.todo) if part)
    if rest:
        note(printable(rest))


def complain_unexpected(error: Exception) -> None:
    """Write to stderr that `error`, which nobody foresaw, ended the command."""
    complain(
        Explanation(
            f"Reelpress met an error it did not expect: {type(error).__name__}: {error}".rstrip(". ") + ".",
            UNFINISHED,
            "Set REELPRESS_DEBUG=1 and run it again to see where, then report it.",
        )
    )


def do_each(items: Iterable[Item], do: Callable[[Item], Result]) -> tuple[list[Result], list[Failure]]:
    """Return the results of `do` for the items it worked on, and the failures of the others."""
    results: list[Result] = []
    failures: list[Failure] = []
    for item in items:
        try:
            results.append(do(item))
        except Failure as failure:
            failures.append(failure)
    return results, failures


def report(failures: list[Failure]) -> None:
    """Write all `failures` and leave with the highest exit code; do nothing when there are none."""
    for failure in failures:
        complain(failure.explanation)
    if failures:
        leave(max(code_of(failure) for failure in failures))


def leave(code: int) -> NoReturn:
    """End the command with `code`."""
    raise typer.Exit(code)
