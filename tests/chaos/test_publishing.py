"""A few of the deaths at calls to platforms; `make chaos` has all of them."""

import subprocess
import sys

import pytest

from tests.house.source import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_only]
SECONDS = 180  # by when it must be over; on a machine of its own it takes a few


def test_a_worker_killed_at_a_call_leaves_one_post_and_a_state_that_is_final_or_a_persons():
    options = ("--play", "text", "--sample", "2", "--seed", "2")

    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos.publishing", *options],
        cwd=ROOT,
        text=True,
        capture_output=True,
        timeout=SECONDS,
    )

    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr[-4000:]
    rows = [line.split(" | ") for line in done.stdout.splitlines() if line.endswith(" | 0 |")]
    assert {row[0]: int(row[3]) for row in rows} == {
        f"| {name}": 2 for name in ("twitter", "facebook", "linkedin", "telegram")
    }
