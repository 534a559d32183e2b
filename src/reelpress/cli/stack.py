"""The processes of one machine, run by Supervisor: queue server, workers, clock, web and, for a demo, its network.

Knows which programs there are and when they are ready; what they do is theirs.
"""

import fcntl
import json
import os
import platform
import re
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import psutil

from reelpress.cli.supervision import Program, configuration, stop_seconds
from reelpress.config.env import supervised
from reelpress.config.home import SERVED_FILE
from reelpress.lib import clock, proc
from reelpress.lib.errors import Failure
from reelpress.lib.files import write_text

READY_SECONDS = 60
WORKERS = "workers"  # the group of the workers


def reelpress(*arguments: str) -> tuple[str, ...]:
    """Return the command that runs `reelpress` with this very Python."""
    return (sys.executable, "-m", "reelpress", *arguments)


def programs(*, port: int | None, workers: Sequence[Program] = ()) -> list[Program]:
    """Return what this machine runs, by default with two workers that serve all; without `port` no web server."""
    from django.conf import settings

    found = [*(workers or _few_workers()), Program("clock", reelpress("queue", "clock"), 20)]
    if not settings.BROKER_URL:
        found.insert(0, Program("queue-server", reelpress("queue", "server"), 10))
    if port is not None:
        found.append(Program("web", reelpress("web", "--port", str(port)), 30))
    return found


def _few_workers() -> list[Program]:
    from django.conf import settings

    slots = max(1, (os.cpu_count() or 1) // 4)
    others = [queue for queue in settings.QUEUES if queue != "video"]
    return [worker("video", ["video"], slots), worker("social", others, 2)]


def worker(name: str, queues: Sequence[str], processes: int) -> Program:
    """Return a worker for `queues` that does `processes` jobs at the same time."""
    from django.conf import settings

    command = reelpress("queue", "work", "--queue", ",".join(queues), "-c", str(processes), "--name", name)
    # The grace to go on, then that to end in, and a little for what is left to record.
    return Program(name, command, 20, stop_seconds=2 * settings.JOB_GRACE_SECONDS + 5, group=WORKERS)


@contextmanager
def serving(ports: dict[str, int]) -> Iterator[None]:
    """Tell the home, and so every command, what is served while the block runs: the web, the demo network."""
    from django.conf import settings

    note = settings.RUN / SERVED_FILE
    urls = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
    write_text(note, json.dumps({"pid": os.getpid(), "host": platform.node(), "urls": urls}))
    try:
        yield
    finally:
        note.unlink(missing_ok=True)


@contextmanager
def alone(lock: Path, run: Path) -> Iterator[None]:
    """Hold `lock` while the block runs; raise `Failure` when somebody holds it, or a Supervisor of `run` lives on."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a+", encoding="utf-8") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)  # released when the file closes, also by a crash
        except BlockingIOError:
            held.seek(0)
            raise _runs_already(held.read(20).strip()) from None
        held.truncate(0)
        held.write(str(os.getpid()))
        held.flush()
        _refuse_survivor(run)
        yield


def _refuse_survivor(run: Path) -> None:
    """Raise `Failure` when Supervisor runs for this home, though who started it is gone."""
    pid_file = run / "supervisor.pid"
    pid = pid_file.read_text(encoding="utf-8").strip() if pid_file.exists() else ""
    try:
        alive = pid.isdigit() and "supervisord" in " ".join(psutil.Process(int(pid)).cmdline())
    except psutil.Error:
        alive = False
    if alive:
        raise _runs_already(pid)


def _runs_already(pid: str) -> Failure:
    return Failure(
        f"Reelpress already runs for this home (process {pid or 'unknown'}).",
        todo="Use that one, wait for its end, stop it, or set REELPRESS_HOME to another folder.",
    )


@contextmanager
def running(wanted: Sequence[Program], *, env: dict[str, str]) -> Iterator[proc.Process]:
    """Run the programs under Supervisor while the block runs; stop them all in order on leaving it."""
    from django.conf import settings

    config = settings.RUN / "supervisor.conf"
    write_text(config, configuration(wanted, run=settings.RUN, logs=settings.LOGS))
    command = (sys.executable, "-W", "ignore", "-m", "supervisor.supervisord", "-c", str(config))
    supervisor = proc.spawn(command, log=settings.LOGS / "supervisor.log", env=env)
    try:
        yield supervisor
    finally:
        proc.stop(supervisor, grace=stop_seconds(wanted))


def require_broker() -> None:
    """Raise `Failure` when the queue server that the settings name cannot be reached."""
    from django.conf import settings

    if not settings.BROKER_URL:
        return
    from reelpress.jobs import broker

    try:
        broker.bells_in(settings.QUEUES[0])
    except broker.UNREACHABLE as error:
        raise Failure(
            f"The queue server that REDIS_URL or BROKER_URL names cannot be reached: {error}",
            means="Workers would hear no bell.",
            todo="Start it, correct the address, or unset it to use the one that comes along.",
        ) from None


def wait_until_ready(
    supervisor: proc.Process, *, workers: int, port: int | None, stopped: Callable[[], bool] = lambda: False
) -> None:
    """Wait until workers, clock and web answer, or `stopped`; raise `Failure` with the reason when they do not."""
    from django.conf import settings
    from django.db.models.functions import Now

    from reelpress.jobs.models import Leader, Worker
    from reelpress.jobs.transitions import ago

    begun = clock.monotonic()

    def ready() -> bool:
        if supervisor.poll() is not None or stopped():
            return True
        fresh = Worker.objects.filter(started_at__gte=ago(clock.monotonic() - begun + 1)).count()
        leads = Leader.objects.filter(until__gt=Now()).exists()
        return fresh >= workers and leads and (port is None or is_listening(port))

    if not clock.wait_until(ready, seconds=READY_SECONDS, every=0.1) or supervisor.poll() is not None:
        raise Failure(
            f"Reelpress did not come up within {READY_SECONDS} s.",
            means=_last_words(settings.LOGS),
            todo=f"The whole story is in {settings.LOGS}. `reelpress check` looks for the usual causes.",
        )


def _last_words(logs: Path) -> str:
    """Return what the programs that ended said last; what all of them said when none did."""
    lines = {
        log.stem: log.read_text(encoding="utf-8", errors="replace").split("\n") for log in sorted(logs.glob("*.log"))
    }
    ended = set(re.findall(r"(?:exited|spawnerr|gave up): ([\w-]+)", "\n".join(lines.get("supervisor", []))))
    words = {name: " ".join([line.strip() for line in said if line.strip()][-2:]) for name, said in lines.items()}
    return " | ".join(f"{name}: {said}" for name, said in words.items() if said and (name in ended or not ended))


def die_with_supervisor() -> None:
    """Under Supervisor, ask the kernel to end this process should Supervisor be killed; else do nothing."""
    if supervised():
        proc.die_with_parent()


def is_listening(port: int) -> bool:
    """Return whether something answers on this port of this machine."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    """Return a port of this machine on which nothing listens now."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
