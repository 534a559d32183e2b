"""A configuration for Supervisor: which programs it keeps alive, and how it ends them. Plain text; knows no Django.

See the Supervisor manual, "Configuration File".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LONGEST_SOCKET = 90  # sun_path holds 108 bytes, and Supervisor adds its process id while it makes the socket
MARGIN_SECONDS = 10  # Supervisor looks once a second, at one group after the other


@dataclass(frozen=True)
class Program:
    """One program that Supervisor keeps alive. `order` starts low first and stops last; a group stops at one time."""

    name: str
    command: tuple[str, ...]
    order: int
    stop_seconds: int = 10
    group: str = ""


def configuration(wanted: Sequence[Program], *, run: Path, logs: Path) -> str:
    """Return a whole configuration that keeps the programs alive in the foreground."""
    parts = [
        "[supervisord]",
        "nodaemon=true",
        "silent=true",
        "loglevel=warn",
        f"logfile={_value(logs / 'supervisor.log')}",
        f"pidfile={_value(run / 'supervisor.pid')}",
        "minfds=256",
    ]
    return "\n".join(parts) + "\n\n" + sections(wanted, logs=logs)


def control(run: Path) -> str:
    """Return the sections by which `supervisorctl` reaches Supervisor; none where the path of a socket is too long."""
    socket = _value(run / "supervisor.sock")
    if len(socket.encode()) > LONGEST_SOCKET:
        return ""
    return "\n".join((
        "[unix_http_server]", f"file={socket}", "chmod=0700", "",
        "[rpcinterface:supervisor]",
        "supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface", "",
        "[supervisorctl]", f"serverurl=unix://{socket}", "",
    ))  # fmt: skip


def sections(
    wanted: Sequence[Program], *, logs: Path, user: str = "", environment: Mapping[str, str] | None = None
) -> str:
    """Return the sections of the programs and of their groups."""
    told = ",".join(f'{name}="{_in_quotes(value)}"' for name, value in (environment or {}).items())
    extra = [*([f"user={user}"] if user else []), *([f"environment={told}"] if told else [])]
    parts = [line for program in wanted for line in (*_program(program, logs), *extra, "")]
    for name in dict.fromkeys(program.group for program in wanted if program.group):
        members = [program for program in wanted if program.group == name]
        parts += [
            f"[group:{name}]",
            f"programs={','.join(program.name for program in members)}",
            f"priority={min(program.order for program in members)}",
            "",
        ]
    return "\n".join(parts).rstrip("\n") + "\n"


def _program(program: Program, logs: Path) -> list[str]:
    return [
        f"[program:{program.name}]",
        "command=" + " ".join(_quoted(word) for word in program.command),
        f"priority={program.order}",
        "autorestart=true",
        "startsecs=1",
        "startretries=20",
        "stopsignal=TERM",
        f"stopwaitsecs={program.stop_seconds}",
        # Only the parent hears of the end: a worker then ends its own processes in order, and hands their jobs back.
        "stopasgroup=false",
        "killasgroup=false",
        "redirect_stderr=true",
        f"stdout_logfile={_value(logs / (program.name + '.log'))}",
        "stdout_logfile_maxbytes=5MB",
        "stdout_logfile_backups=2",
    ]


def stop_seconds(wanted: Sequence[Program]) -> int:
    """Return how long Supervisor may take to end them all: one group after the other, each within its time."""
    by_group: dict[str, int] = {}
    for program in wanted:
        group = program.group or program.name
        by_group[group] = max(by_group.get(group, 0), program.stop_seconds)
    return sum(by_group.values()) + MARGIN_SECONDS


def _value(path: Path) -> str:
    return str(path).replace("%", "%%")


def _quoted(word: str) -> str:
    text = word.replace("%", "%%")
    if all(c.isalnum() or c in "%-_./:=,@+" for c in text):
        return text
    return f'"{_in_quotes(word)}"'


def _in_quotes(text: str) -> str:
    return text.replace("%", "%%").replace("\\", "\\\\").replace('"', '\\"')
