"""`reelpress up`, `web` and `queue server`: everything on this machine, until told to stop.

Knows how the processes are started and how the first admin comes to be.
"""

import os
import secrets
import signal
import sys
import threading
from types import FrameType
from typing import Annotated

import typer

from reelpress.cli import stack
from reelpress.cli.output import say
from reelpress.cli.supervision import Program
from reelpress.lib import clock
from reelpress.lib.errors import Failure


def up(
    port: Annotated[int, typer.Option(help="Where the dashboard listens, on this machine.", min=1, max=65534)] = 8000,
    no_web: Annotated[bool, typer.Option("--no-web", help="Workers, clock and queue server only.")] = False,
    demo_network: Annotated[
        bool,
        typer.Option("--demo-network", help="Publish to a demo network on this machine, not to the real platforms."),
    ] = False,
) -> None:
    """Run everything on this machine: web, workers, clock, queue server. Ctrl-C ends it.

    Example: reelpress up --port 8080
    """
    from reelpress.config.home import home_folder, prepare

    served = {} if no_web else {"web": port}
    if demo_network:
        served["demo_network"] = port + 1
    prepare(home_folder())
    run = home_folder() / "run"
    with stack.alone(run / "up.lock", run):
        _check_ports(served)
        _run(served, demo_network=demo_network)


def _check_ports(served: dict[str, int]) -> None:
    """Raise `Failure` for a port on which somebody else listens."""
    for name, port in served.items():
        if stack.is_listening(port):
            whose = " The demo network takes the one after the dashboard's." if name == "demo_network" else ""
            raise Failure(
                f"Port {port} is taken by another program.{whose}",
                todo='Choose another: reelpress up --port 8080, or make up ARGS="--port 8080".',
            )


def _run(served: dict[str, int], *, demo_network: bool) -> None:
    from reelpress.cli import database
    from reelpress.config.env import child_env

    database.ready()
    stack.require_broker()
    wanted = stack.programs(port=served.get("web"))
    if demo_network:
        wanted.append(demo_program(served["demo_network"]))
    _tell_password(first_admin())
    say("Starting Reelpress ...")
    stop = _stop_on_signal()
    with stack.serving(served), stack.running(wanted, env=child_env()) as supervisor:
        stack.wait_until_ready(supervisor, workers=2, port=served.get("web"), stopped=stop.is_set)
        if not stop.is_set():
            _greet(served)
        while not stop.wait(0.5):
            if supervisor.poll() is not None:
                raise Failure("The supervisor ended by itself.", todo="Start `reelpress up` again.")
        say("Stopping; running work gets a moment to end ...")
    say("Stopped. Work that was not finished goes on at the next start.")


def _tell_password(password: str | None) -> None:
    """Show it before anything can go wrong: it is not shown again."""
    if password is not None:
        say(f"Log in as admin with the password {password}")
        say("It is shown this once; change it in the dashboard.")


def _greet(served: dict[str, int]) -> None:
    if "web" in served:
        say(f"The dashboard is at http://127.0.0.1:{served['web']}")
    if "demo_network" in served:
        say(f"The demo network is at http://127.0.0.1:{served['demo_network']}; all platforms go there now.")
        say("The token 1001:demo will do there: reelpress account add youtube --name Demo --token 1001:demo")
        say("or: reelpress account add telegram --name Demo --token 1001:demo --remote-id @demo")
    say("Ctrl-C stops everything.")


def _stop_on_signal() -> threading.Event:
    stop = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
    return stop


def first_admin() -> str | None:
    """Create the user `admin` when there is no user at all; return its password, else None."""
    from django.contrib.auth import get_user_model

    users = get_user_model().objects
    if users.exists():
        return None
    password = secrets.token_urlsafe(12)
    users.create_superuser(username="admin", email="", password=password)
    return password


def demo_program(port: int) -> Program:
    """Return the program of the demo network."""
    from django.conf import settings

    data = str(settings.HOME / "demo-network")
    command = (sys.executable, "-m", "reelpress.demo", "--port", str(port), "--data", data, "--die-with-parent")
    return Program("demo-network", command, 10)


def demo_addresses(port: int) -> dict[str, str]:
    """Return the settings that send the platforms' calls to the demo network."""
    from reelpress.publishing.platforms.registry import platform_names

    url = f"http://127.0.0.1:{port}"
    return {f"REELPRESS_{name.upper()}_URL": url for name in platform_names()}


def web(
    port: Annotated[int, typer.Option(help="Where the dashboard listens, on this machine.", min=1, max=65535)] = 8000,
) -> None:
    """Serve the dashboard alone, on this machine only; put a proxy in front of it to open it to others.

    Example: reelpress web --port 8000
    """
    from waitress import serve

    from reelpress.config.wsgi import application

    if stack.is_listening(port):
        raise Failure(f"Port {port} is taken by another program.", todo="Choose another: reelpress web --port 8080.")
    stack.die_with_supervisor()
    serve(application, host="127.0.0.1", port=port, threads=8, ident="reelpress")


def server() -> None:
    """Run the queue server that comes along, on a socket in the home.

    Example: reelpress queue server
    """
    from reelpress.jobs.embedded import server_command, socket_path

    # A server that was killed leaves its socket behind; a live one answers on it.
    if socket_path().exists() and not clock.wait_until(lambda: not _answers(str(socket_path())), seconds=2):
        raise Failure("A queue server already runs for this home.", todo="Stop the other `reelpress up` first.")
    socket_path().unlink(missing_ok=True)
    stack.die_with_supervisor()
    command = server_command()
    os.execv(command[0], command)


def _answers(path: str) -> bool:
    import socket

    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        return probe.connect_ex(path) == 0
