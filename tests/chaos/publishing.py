"""`python -m tests.chaos.publishing`: kill -9 before and after every call to every platform; says what is left.

Ends with 1 when a publication ended with no post or with two, or in a state that is neither final nor a person's.
"""

import argparse
import shutil
import sys
import tempfile

from reelpress.lib import clock
from tests.chaos import database
from tests.chaos.soak import server, settle

HEAD = (
    "| platform | what | calls | kills | posts at the end | left before a person looked | wrong |\n" + 7 * "|---" + "|"
)


def main(argv=None):
    """Kill all that was asked for; return the exit code."""
    options = parse(argv)
    if options.database == "postgresql" and not database.binaries():
        print("PostgreSQL's own programs (initdb, pg_ctl) were not found on this machine; nothing was run.")
        return 0
    home = tempfile.mkdtemp(prefix="reelpress-kills-")
    try:
        with server(options.database) as cluster:
            settle(home, cluster, queue="manual")
            started = clock.monotonic()
            print(HEAD, flush=True)
            rows = []
            for row in killed(options):
                rows.append(row)
                print(as_line(row), flush=True)
            print(f"\n{total(rows, clock.monotonic() - started)}")
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return 1 if any(row.wrong for row in rows) else 0


def parse(argv):
    """The options of the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.publishing", description=__doc__)
    parser.add_argument("--platform", action="append", help="only this one; may be given several times")
    parser.add_argument("--play", action="append", help="only what has this name, like video or text")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--sample", type=int, help="so many deaths of each, not all")
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    return parser.parse_args(argv)


def killed(options):
    """Yield a row for each thing that is published, asked about or taken down; Django is settled now."""
    from tests.chaos.kills import Doubts, Kills, TakeDowns
    from tests.chaos.plays import DOUBTS, PLAYS, TAKE_DOWNS

    for kind, plays in ((Kills, PLAYS), (Doubts, DOUBTS), (TakeDowns, TAKE_DOWNS)):
        for play in plays:
            if play.platform in (options.platform or [play.platform]) and play.name in (options.play or [play.name]):
                yield kind(play, sample=options.sample, seed=options.seed).run()


def as_line(row):
    """One row of the table, and what is wrong in it."""
    facts = (row.platform, row.name, row.calls, row.kills, counted(row.posts), counted(row.left), len(row.wrong))
    return "\n".join([f"| {' | '.join(map(str, facts))} |", *(f"WRONG: {sentence}" for sentence in row.wrong[:20])])


def total(rows, seconds):
    """The last line."""
    kills, wrong = sum(row.kills for row in rows), sum(len(row.wrong) for row in rows)
    calls, trials = sum(row.calls for row in rows), sum(row.trials for row in rows)
    return f"{kills:,} processes killed at {calls} calls in {trials:,} trials, {seconds:.0f} s; {wrong} wrong."


def counted(counter):
    return ", ".join(f"{many} x {what}" for what, many in counter.most_common())


if __name__ == "__main__":
    sys.exit(main())
