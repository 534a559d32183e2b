"""Which optional services this machine has: `python -m tests.services` prints PostgreSQL's address, or nothing.

Every test but those marked `postgres` and `browser` runs without any of them; those of the brokers say what they lack.
"""

import os
import shutil
from functools import cache

import psycopg
from kombu import Connection

USUAL = ("postgresql://postgres@127.0.0.1:5432/postgres", "postgresql://root@127.0.0.1:5432/postgres")
REDIS = "redis://127.0.0.1:6379/9"  # a database that nobody else is likely to use: the tests empty it
RABBITMQ = "amqp://guest:guest@127.0.0.1:5672//"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def postgres():
    """Return the address of a PostgreSQL server that lets us make databases: DATABASE_URL's, or one on this machine."""
    given = os.environ.get("DATABASE_URL", "")
    for url in (given,) if given.startswith("postgres") else USUAL:
        try:
            with psycopg.connect(url, connect_timeout=2) as connection:
                may = connection.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
                if may.fetchone() == (True,):
                    return url
        except psycopg.Error:
            continue
    return ""


@cache
def redis():
    """Return the address of a Redis or Valkey server on this machine, or nothing."""
    return REDIS if _answers(REDIS) else ""


@cache
def rabbitmq():
    """Return the address of a RabbitMQ server on this machine, or nothing."""
    return RABBITMQ if _answers(RABBITMQ) else ""


def _answers(url):
    try:
        with Connection(url, connect_timeout=2) as connection:
            connection.ensure_connection(max_retries=1, timeout=2)
    except Exception:  # whatever it says, no test can use it
        return False
    return True


def chromium():
    """Return the path of a Chromium, or nothing."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), "")


if __name__ == "__main__":
    print(postgres())
