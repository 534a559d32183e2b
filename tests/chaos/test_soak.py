"""A short soak on the database of this run; `make chaos` runs the long ones."""

import os
import subprocess
import sys

import pytest

from tests.chaos import database
from tests.house.source import ROOT

pytestmark = pytest.mark.slow
SECONDS = 180  # by when it must be over; on a machine of its own it takes a fraction


def test_a_short_storm_loses_nothing_and_does_nothing_twice(capsys):
    kind = "postgresql" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "sqlite"
    if kind == "postgresql" and not database.binaries():
        pytest.skip("PostgreSQL's own programs are not on this machine")
    options = ("--jobs", "1000", "--seconds", str(SECONDS), "--database", kind, "--seed", "3")

    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos.soak", *options],
        cwd=ROOT,
        text=True,
        capture_output=True,
        timeout=2 * SECONDS,
    )

    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr[-4000:]
