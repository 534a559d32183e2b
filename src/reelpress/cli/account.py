"""`reelpress account`: the places where posts go, connected by token; for machines without a browser."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reelpress.cli import database, output, times
from reelpress.cli.errors import FAILED, do_each, leave, report
from reelpress.cli.options import Json, group
from reelpress.lib import clock
from reelpress.lib.errors import BadInput
from reelpress.publishing.remote_ids import HINT

if TYPE_CHECKING:
    from reelpress.publishing.models import Account

app = group("Connect the accounts where posts are published.", example="account list")
AccountArgument = Annotated[
    str, typer.Argument(metavar="ACCOUNT", help="Id or name of the account, or platform:name.", show_default=False)
]


@app.command()
@database.needed
def add(
    platform: Annotated[
        str, typer.Argument(metavar="PLATFORM", help="youtube, instagram, facebook, x, linkedin, tiktok or telegram.")
    ],
    name: Annotated[str, typer.Option("--name", help="What you call it; an account of that name gets the new token.")],
    token: Annotated[
        str, typer.Option("--token", help="The access token; - reads it from stdin. Without this option you are asked.")
    ] = "",
    refresh_token: Annotated[
        str,
        typer.Option("--refresh-token", help="The one that renews the access token, if there is one; - reads stdin."),
    ] = "",
    remote_id: Annotated[str, typer.Option("--remote-id", help=HINT)] = "",
    expires_at: Annotated[
        str, typer.Option("--expires-at", metavar="TIME", help="When the access token ends, like +60d.")
    ] = "",
    json: Json = False,
) -> None:
    """Connect an account by token. Tokens are kept encrypted; better give them by --token - than as arguments.

    Example: reelpress account add telegram --name News --remote-id @mychannel --token - < token.txt
    """
    from reelpress.publishing import services
    from reelpress.publishing.platforms.registry import spelled

    access, refresh = _tokens(token, refresh_token)
    account = services.add_account(
        spelled(platform),
        name=name.strip(),
        token=access,
        refresh_token=refresh,
        remote_id=remote_id.strip(),
        expires_at=times.when(expires_at) if expires_at else None,
    )
    if json:
        output.show_json(_facts(account))
    else:
        output.say(f"Connected {output.printable(account)} as account {account.pk}.")
        output.say(f"See whether it answers: reelpress account check {account.pk}")


def _tokens(token: str, refresh_token: str) -> tuple[str, str]:
    """Return both tokens, read from where they were said to be: the access token's line comes first on stdin."""
    access = _from_stdin() if token == "-" else token.strip()
    refresh = _from_stdin() if refresh_token == "-" else refresh_token.strip()
    if not access and output.is_terminal(sys.stdin):
        access = typer.prompt("Token", hide_input=True).strip()
    if not access:
        raise BadInput("No token was given.", todo="Give --token T, or --token - and the token on stdin.")
    return access, refresh


def _from_stdin() -> str:
    return sys.stdin.readline().strip()


@app.command("list")
@database.needed
def list_(json: Json = False) -> None:
    """List the connected accounts.

    Example: reelpress account list
    """
    from reelpress.publishing.platforms.registry import shown

    accounts = _connected()
    if json:
        output.show_json([_facts(account) for account in accounts])
        return
    now = clock.now()
    rows = [
        (account.pk, shown(account.platform), account.name, account.remote_id, account.status,
         times.ago(account.expires_at, now) or "does not say", times.ago(account.checked_at, now) or "never")
        for account in accounts
    ]  # fmt: skip
    output.show_table(
        ("id", "platform", "name", "remote id", "status", "token ends", "checked"),
        rows,
        empty="No accounts yet. Connect one: reelpress account add PLATFORM --name NAME",
    )


@app.command()
@database.needed
def check(
    accounts: Annotated[
        list[str] | None, typer.Argument(metavar="ACCOUNT", help="Ids or names; all of them by default.")
    ] = None,
    json: Json = False,
) -> None:
    """Ask each platform whether it still knows the account; exit code 1 when one does not.

    Example: reelpress account check
    """
    from reelpress.publishing import services
    from reelpress.publishing.platforms.registry import shown

    wanted = [_find(name) for name in accounts] if accounts else _connected()
    checked, failures = do_each(wanted, services.check_account)
    if json:
        output.show_json([_facts(account) for account in checked])
    else:
        rows = [(account.pk, shown(account.platform), account.name, account.status, account.status_reason)
                for account in checked]  # fmt: skip
        if rows or not failures:
            output.show_table(("id", "platform", "name", "status", "reason"), rows, empty="No accounts to check.")
    report(failures)
    if any(account.status != "active" for account in checked):
        leave(FAILED)


@app.command()
@database.needed
def slots(
    account: AccountArgument,
    times_: Annotated[
        list[str] | None, typer.Argument(metavar="SLOTS", help='Like "mon-fri 09:00, 18:30; sat 10:00".')
    ] = None,
    zone: Annotated[str, typer.Option("--zone", help="On whose clock, like Europe/Vienna; ours by default.")] = "",
    none: Annotated[bool, typer.Option("--none", help="Take all slots away.")] = False,
    json: Json = False,
) -> None:
    """Show or set the times of the week at which an account posts. Without SLOTS they are shown.

    Example: reelpress account slots News "mon-fri 09:00, 18:30" --zone Europe/Vienna
    """
    from django.conf import settings

    from reelpress.publishing import services
    from reelpress.publishing.slots import written

    found, wanted = _find(account), " ".join(times_ or ())
    if none and wanted:
        raise BadInput("--none takes all slots away.", todo="Give slots or --none.")
    if none or wanted:
        services.set_slots(found, wanted, time_zone=zone)
        found.refresh_from_db()
    text = written(services.slots_of(found))
    if json:
        output.show_json({"id": found.pk, "slots": text, "time_zone": found.time_zone or settings.TIME_ZONE})
    elif text:
        output.say(f"{output.printable(found)} posts {text} ({found.time_zone or settings.TIME_ZONE}).")
    else:
        output.say(f"{output.printable(found)} has no posting slots; what is published goes out at once.")


@app.command()
@database.needed
def limit(
    account: AccountArgument,
    most: Annotated[int | None, typer.Argument(metavar="POSTS", help="How many; 1 or more.")] = None,
    none: Annotated[bool, typer.Option("--none", help="As many as the platform allows.")] = False,
    json: Json = False,
) -> None:
    """Show or set how many posts an account may send within 24 hours. What goes over waits until there is room.

    Example: reelpress account limit News 3
    """
    from reelpress.publishing import services

    found = _find(account)
    if none and most is not None:
        raise BadInput("--none takes the limit away.", todo="Give a number or --none.")
    if none or most is not None:
        services.set_posts_per_day(found, most)
    if json:
        output.show_json({"id": found.pk, "posts_per_day": found.posts_per_day})
    else:
        much = "as many posts as the platform allows" if found.posts_per_day is None else f"{found.posts_per_day} posts"
        output.say(f"{output.printable(found)} may send {much} within 24 hours.")


@app.command()
@database.needed
def premium(
    account: AccountArgument,
    on: Annotated[bool | None, typer.Option("--on/--off", help="It is subscribed, or is not any more.")] = None,
    json: Json = False,
) -> None:
    """Show or set whether an account is subscribed to X Premium, which takes longer texts and videos.

    Example: reelpress account premium News --on
    """
    from reelpress.publishing import services

    found = _find(account)
    if on is not None:
        services.set_premium(found, on)
    if json:
        output.show_json({"id": found.pk, "premium": found.premium})
    else:
        output.say(f"{output.printable(found)} has {'X Premium' if found.premium else 'no X Premium'}.")


@app.command()
@database.needed
def remove(account: AccountArgument, json: Json = False) -> None:
    """Forget an account and its tokens; what was published there stays on record.

    Example: reelpress account remove 3
    """
    from reelpress.publishing import services

    found = _find(account)
    services.remove_account(found)
    if json:
        output.show_json({"id": found.pk, "status": "removed"})
    else:
        output.say(f"Removed {output.printable(found)}; its tokens are deleted.")


def _connected() -> "list[Account]":
    from reelpress.publishing.models import Account

    return list(Account.objects.exclude(status=Account.Status.REMOVED).order_by("pk"))


def _find(text: str) -> "Account":
    """Return the account with this id, name or platform:name; refuse what fits none or several."""
    from reelpress.publishing.platforms.registry import shown, spelled

    known = _connected()
    platform, _, name = text.partition(":")
    found = [account for account in known if str(account.pk) == text]
    found = found or [one for one in known if text == one.name or (one.platform, one.name) == (spelled(platform), name)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise BadInput(f"There is no account {text!r}.", todo="See `reelpress account list`.")
    fitting = ", ".join(f"{shown(account.platform)}:{account.name} (id {account.pk})" for account in found)
    raise BadInput(f"{text!r} fits several accounts: {fitting}.", todo="Give the id, or platform:name.")


def _facts(account: "Account") -> dict[str, Any]:
    return {
        "id": account.pk,
        "platform": account.platform,
        "name": account.name,
        "remote_id": account.remote_id,
        "status": account.status,
        "status_reason": account.status_reason,
        "expires_at": account.expires_at,
        "checked_at": account.checked_at,
    }
