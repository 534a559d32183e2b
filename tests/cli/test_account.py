"""`reelpress account`: accounts by token, whose secrets are never shown."""

import json
import re

import pytest

from reelpress.cli.up import _greet
from reelpress.demo.server import running
from reelpress.publishing.models import Account
from reelpress.publishing.platforms.registry import platform_names
from tests.cli import rows

pytestmark = pytest.mark.django_db
KEYS = "id platform name remote_id status status_reason expires_at checked_at"
SECRET = "1234567:AAtopsecret"


def _add(run, *options, stdin="", name="News", platform="telegram"):
    return run("account", "add", platform, "--name", name, "--remote-id", "@news", *options, stdin=stdin)


def test_an_account_is_added_sealed_and_its_token_never_shown(run):
    said = _add(run, "--token", SECRET)
    account = Account.objects.get()
    assert said.code == 0
    assert f"account {account.pk}" in said.out
    assert (account.platform, account.name, account.remote_id, account.status) == (
        "telegram",
        "News",
        "@news",
        "active",
    )
    assert account.access_token_sealed
    shown = said.out + run("account", "list").out + run("account", "list", "--json").out + json.dumps(
        list(Account.objects.values()), default=str
    )  # fmt: skip
    assert SECRET not in shown


def test_tokens_can_come_by_stdin_a_line_each(run):
    said = _add(
        run, "--token", "-", "--refresh-token", "-", "--json", stdin=f"{SECRET}\nrefreshing\n", platform="youtube"
    )
    assert said.code == 0
    account = Account.objects.get()
    assert account.refresh_token_sealed
    assert said.data["id"] == account.pk
    assert list(said.data) == [
        "id",
        "platform",
        "name",
        "remote_id",
        "status",
        "status_reason",
        "expires_at",
        "checked_at",
    ]


@pytest.mark.parametrize("typed", ["x", "X", "Twitter"])
def test_x_is_known_by_both_of_its_names(run, typed):
    assert _add(run, "--token", "a-token", platform=typed).code == 0
    assert Account.objects.get().platform == "twitter"


@pytest.mark.parametrize("stdin", ["", "\n"])
def test_without_a_token_nothing_is_added(run, stdin):
    for options in ((), ("--token", "-")):
        assert _add(run, *options, stdin=stdin).code == 2
    assert not Account.objects.exists()


def test_the_end_of_a_token_is_kept_and_listed(run):
    assert _add(run, "--token", SECRET, "--expires-at", "+30d").code == 0
    assert "in 30 days" in run("account", "list").out


@pytest.mark.parametrize("options", [("--expires-at", "never"), ()])
def test_what_cannot_be_meant_adds_nothing(run, options):
    platform = "telegram" if options else "myspace"
    assert _add(run, "--token", SECRET, *options, platform=platform).code == 2
    assert not Account.objects.exists()


def test_the_list_without_accounts_says_how_to_begin(run):
    assert run("account", "list").out.startswith("No accounts yet. Connect one: reelpress account add")
    assert run("account", "list", "--json").data == []
    assert run("account", "check").out == "No accounts to check.\n"


@pytest.mark.parametrize("typed", ["{pk}", "News", "telegram:News"])
def test_an_account_is_removed_by_id_or_name(run, typed):
    _add(run, "--token", SECRET)
    account = Account.objects.get()
    assert run("account", "remove", typed.format(pk=account.pk)).code == 0
    account.refresh_from_db()
    assert (account.status, account.access_token_sealed) == ("removed", "")
    assert run("account", "list", "--json").data == []


def test_a_name_that_fits_two_accounts_is_not_guessed(run):
    rows.account("youtube", "News")
    rows.account("telegram", "News")
    said = run("account", "remove", "News")
    assert said.code == 2
    assert "telegram:News" in said.err
    assert "youtube:News" in said.err
    assert Account.objects.filter(status="active").count() == 2


def test_an_account_that_does_not_exist_is_wrong_usage(run):
    for command in ("remove", "check"):
        said = run("account", command, "nobody")
        assert said.code == 2
        assert said.err.startswith("There is no account 'nobody'.")


@pytest.fixture
def network(settings, tmp_path):
    """A demo network to which the platforms' calls go."""
    with running(tmp_path / "network") as (url, network):
        settings.PLATFORM_URLS = {"telegram": url, "youtube": url}
        yield network


def test_an_account_that_its_platform_knows_passes_the_check(run, network):
    _add(run, "--token", SECRET)
    said = run("account", "check", "--json")
    assert (said.code, [row["status"] for row in said.data]) == (0, ["active"])
    assert said.data[0]["checked_at"]


def test_an_account_that_its_platform_refuses_fails_the_check_with_the_reason(run, network):
    _add(run, "--token", SECRET)
    network.knobs.expired_tokens = [SECRET]
    said = run("account", "check", "News")
    assert said.code == 1
    assert "needs_reconnect" in said.out
    assert SECRET not in said.out + said.err
    assert run("check").code == 1


def test_a_platform_that_is_away_is_no_verdict_on_the_account(run, settings):
    settings.PLATFORM_URLS = {"telegram": "http://127.0.0.1:1"}
    _add(run, "--token", SECRET)
    said = run("account", "check")
    assert (said.code, said.out) == (1, "")
    assert said.err
    assert SECRET not in said.err
    assert Account.objects.get().status == "active"


def test_posting_slots_are_set_shown_and_taken_away(run):
    account = rows.account(name="News")
    said = run("account", "slots", "News", "mon-fri 9:00, 18:30", "--zone", "Europe/Vienna").out
    assert said == f"{account} posts Mon–Fri 09:00, 18:30 (Europe/Vienna).\n"
    assert run("account", "slots", "News", "--json").data["slots"] == "Mon–Fri 09:00, 18:30"
    assert "no posting slots" in run("account", "slots", "News", "--none").out


def test_a_number_of_posts_a_day_is_set_shown_taken_away_and_never_0(run):
    account = rows.account(name="News")
    assert run("account", "limit", "News", 3).out == f"{account} may send 3 posts within 24 hours.\n"
    refused = run("account", "limit", "News", 0)
    assert refused.code == 2 and "0 is no number of posts a day" in refused.err
    assert run("account", "limit", "News", "--json").data["posts_per_day"] == 3
    assert "as many posts as the platform allows" in run("account", "limit", "News", "--none").out


def test_premium_is_said_of_accounts_of_x_only(run):
    account = rows.account("twitter", name="News")
    assert run("account", "premium", "News").out == f"{account} has no X Premium.\n"
    assert run("account", "premium", "News", "--on").out == f"{account} has X Premium.\n"
    assert run("account", "premium", "News", "--off", "--json").data["premium"] is False
    rows.account("youtube", name="Other")
    refused = run("account", "premium", "Other", "--on")
    assert refused.code == 2 and "no account of X" in refused.err


@pytest.mark.parametrize(("platform", "hint"), [("instagram", "17841400000000001"), ("telegram", "@mychannel")])
def test_each_platform_says_what_its_remote_id_is(run, platform, hint):
    refused = run("account", "add", platform, "--name", "News", "--token", "1234567:AAtopsecret")
    assert refused.code == 2 and hint in refused.err and refused.err.count("like") == 1


def test_a_slot_that_nobody_can_read_is_refused_with_an_example(run):
    rows.account(name="News")
    failed = run("account", "slots", "News", "sometimes")
    assert failed.code == 2 and "Write it like" in failed.err


def test_the_token_that_the_demo_network_is_said_to_take_is_taken(run, capsys):
    _greet({"demo_network": 8001})
    said = capsys.readouterr().out
    shown = re.findall(r"reelpress (account add .+)", said)
    assert len(shown) == 2 and "The token 1001:demo will do there" in said
    for line in shown:
        assert run(*line.split()).code == 0, line
    for platform in platform_names():
        added = run(
            "account", "add", platform, "--name", "All", "--token", "1001:demo", "--remote-id", "17841400000000001"
        )
        assert added.code == 0, added.err


def test_x_has_one_name_for_people_and_both_are_understood(run):
    made = rows.account("twitter", "News")
    assert (Account.objects.get().platform, str(made)) == ("twitter", "x: News")
    assert run("account", "list").out.splitlines()[1].split()[1] == "x"
    assert run("account", "list", "--json").data[0]["platform"] == "twitter"
    for name in ("x:News", "twitter:News"):
        assert run("account", "limit", name, "3").code == 0
    refused = run("account", "add", "myspace", "--name", "N", "--token", "abcd").err
    assert "twitter" not in refused and ", x," in refused
    refused = run("social", "auto-publish", "--platforms", "myspace").err
    assert "twitter" not in refused and ", x," in refused
