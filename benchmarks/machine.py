"""On what a measurement was made: processor, memory, versions. Never the machine's name or paths."""

import json
import platform
import subprocess
import time
from pathlib import Path

import psutil

from benchmarks.places import RIVALS_PYTHON

ASKED = ("celery", "kombu", "rq", "dramatiq", "huey", "redis")
VERSIONS = "import json, importlib.metadata as m; print(json.dumps({n: m.version(n) for n in %r}))"

QUIET = 10  # per cent


def facts(*, postgres="", asked=ASKED):
    """Return what a reader must know to compare, as (name, value) pairs."""
    import django

    from reelpress.jobs.embedded import server_program

    rivals = json.loads(_said([str(RIVALS_PYTHON), "-c", VERSIONS % (asked,)])) if RIVALS_PYTHON.exists() else {}
    server = _said([str(server_program()), "--version"]).split()
    found = {
        "processor": f"{psutil.cpu_count()} x {_processor()}",
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "python": platform.python_version(),
        "queue server": " ".join(part for part in server[:3] if part != "server"),
        "django": django.__version__,
        "database": ", ".join(filter(None, (_sqlite(), postgres and _postgres(postgres)))),
        **rivals,
    }
    return {name: value for name, value in found.items() if value}


def quiet(patience=20.0):
    """Wait until others leave the processors nearly alone, not for long; return what share they use, in per cent."""
    deadline = time.monotonic() + patience
    while (busy := psutil.cpu_percent(interval=1.0)) > QUIET and time.monotonic() < deadline:
        continue
    return busy


def _processor():
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.processor() or platform.machine()


def _sqlite():
    import sqlite3

    return f"SQLite {sqlite3.sqlite_version}"


def _postgres(url):
    import psycopg

    with psycopg.connect(url) as connection:
        return f"PostgreSQL {connection.execute('SHOW server_version').fetchone()[0].split()[0]}"


def _said(command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
