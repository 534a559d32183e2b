"""What a run needs around it, and takes away again: a home, a queue server, a database, the rivals' packages."""

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql
from tests import services

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "bench"
LOCK = ROOT / "benchmarks" / "requirements.lock"
RIVALS = BUILD / "venv"
RIVALS_PYTHON = RIVALS / "bin" / "python"


def install_rivals():
    """Make the rivals' environment from their lock, unless it is there and newer."""
    stamp = RIVALS / ".ready"
    if stamp.exists() and stamp.stat().st_mtime >= LOCK.stat().st_mtime:
        return
    subprocess.run([sys.executable, "-m", "venv", str(RIVALS)], check=True)
    install = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--no-deps")
    subprocess.run([str(RIVALS_PYTHON), *install, "-r", str(LOCK)], check=True)
    stamp.touch()


@contextmanager
def home():
    """Settle the environment on a new home, on the disk of the project; remove it at the end."""
    BUILD.mkdir(parents=True, exist_ok=True)
    for name in [one for one in os.environ if one.startswith(("REELPRESS_", "DATABASE_URL", "BROKER_", "REDIS_"))]:
        del os.environ[name]
    folder = tempfile.mkdtemp(prefix="home-", dir=BUILD)
    os.environ |= {"REELPRESS_HOME": folder, "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
    try:
        yield Path(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def server():
    """The address of a PostgreSQL server that lets us make databases, or nothing."""
    return services.postgres()


@contextmanager
def postgres_database(of, name=""):
    """Make a database of our own on the server at `of`; give its address; drop it at the end, whoever is in it."""
    name = name or f"reelpress_bench_{os.getpid()}"
    _execute(of, "CREATE DATABASE {}", name)
    try:
        yield urlunsplit(urlsplit(of)._replace(path=f"/{name}"))
    finally:
        _execute(of, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _execute(url, statement, name):
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(name)))


@contextmanager
def queue_server():
    """Run the queue server that comes along, with an append-only file as it ships; give its socket."""
    from django.conf import settings

    from reelpress.jobs.embedded import server_command, socket_path
    from reelpress.lib import clock, proc

    path = socket_path()
    process = proc.spawn(server_command(), log=settings.LOGS / "queue.log")
    try:
        if not clock.wait_until(path.exists, seconds=30):
            raise SystemExit("The queue server did not start.")
        yield path
    finally:
        proc.stop(process)
        path.unlink(missing_ok=True)


def migrate(url):
    """Bring the database at `url` up to date, in a process of its own."""
    command = (sys.executable, "-m", "reelpress", "manage", "migrate", "--verbosity", "0")
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, "DATABASE_URL": url})
