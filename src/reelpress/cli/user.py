"""`reelpress user`: who may log in to the dashboard, and the way back for somebody who is locked out."""

import secrets
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reelpress.cli import database, output, times
from reelpress.cli.lists import first
from reelpress.cli.options import Json, Limit, group
from reelpress.lib import clock
from reelpress.lib.errors import BadInput

if TYPE_CHECKING:
    from django.contrib.auth.models import User

app = group("See who may log in, and let an administrator back in.", example="user list")
ADMINISTRATOR = ("is_active", "is_staff", "is_superuser")


@app.command("list")
@database.needed
def list_(limit: Limit = 100, json: Json = False) -> None:
    """List who may log in to the dashboard, the newest first.

    Example: reelpress user list
    """
    from django.contrib.auth.models import User

    found = first(User.objects.order_by("-pk"), limit)
    if json:
        output.show_json([_facts(user) for user in found])
        return
    now = clock.now()
    rows = [(user.pk, user.username, _may(user), times.ago(user.last_login, now) or "never") for user in found]
    output.show_table(("id", "name", "may", "last login"), rows, empty="Nobody yet; `reelpress up` makes the first.")


@app.command()
@database.needed
def restore(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name that is logged in with, like admin.")],
    json: Json = False,
) -> None:
    """Make somebody an administrator again, with a new password, which is shown once.

    For whoever forgot the password, or took the right to log in away from himself. The old password ends.

    Example: reelpress user restore admin
    """
    from django.contrib.auth.models import User

    user = User.objects.filter(username=name).first()
    if user is None:
        todo = "See `reelpress user list`; `reelpress manage createsuperuser` makes a new one."
        raise BadInput(f"There is no user {name!r}.", means="Nothing was changed.", todo=todo)
    password = secrets.token_urlsafe(12)
    user.set_password(password)
    for right in ADMINISTRATOR:
        setattr(user, right, True)
    user.save(update_fields=["password", *ADMINISTRATOR])
    if json:
        output.show_json(_facts(user) | {"password": password})
        return
    output.say(f"{output.printable(name)} is an administrator. Log in with the password {password}")
    output.say("It is shown this once; change it in the dashboard.")


def _may(user: "User") -> str:
    if not (user.is_active and user.is_staff):
        return "not log in"
    return "everything" if user.is_superuser else "what was granted"


def _facts(user: "User") -> dict[str, Any]:
    return {
        "id": user.pk,
        "name": user.username,
        "active": user.is_active,
        "staff": user.is_staff,
        "administrator": user.is_superuser,
        "last_login": user.last_login,
    }
