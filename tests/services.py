"""Which optional services this machine has: `python -m tests.services` prints PostgreSQL's address, or nothing.

Every test but those marked `postgres` and `browser` runs without any of them.
"""

import os
import shutil

import psycopg

USUAL = ("postgresql://postgres@127.0.0.1:5432/postgres", "postgresql://root@127.0.0.1:5432/postgres")
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


def chromium():
    """Return the path of a Chromium, or nothing."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), "")


if __name__ == "__main__":
    print(postgres())
