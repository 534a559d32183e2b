"""Throughput and latencies of no-op jobs beside other queues, on one queue server, two worker processes each.

Rounds are interleaved, so that a noisy moment of the machine hits all alike; a figure is the median of the rounds.
"""

import argparse
import json
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from redis import Redis

from benchmarks import lifecycle, machine, places, tables
from benchmarks.field import CELERY_LATE, CONTENDERS
from benchmarks.rounds import running

RESULTS = places.ROOT / "benchmarks" / "results.md"
MS = 1e6  # nanoseconds


def options(arguments):
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=...", description=__doc__)
    parser.add_argument("--jobs", type=int, default=2000, help="jobs of a drain, and of the sustained run")
    parser.add_argument("--pick-ups", type=int, default=200, help="jobs for an idle worker")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="", help="contenders whose name contains one of these words, by commas")
    parser.add_argument("--quick", action="store_true", help="all of it in less than a minute, roughly")
    parser.add_argument("--profile", action="store_true", help="break the life of one of our jobs down, instead")
    parser.add_argument("--processes", type=int, default=1, help="worker processes of --profile")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure there")
    parser.add_argument("--record", action="store_true", help="write the tables into benchmarks/results.md")
    wanted = parser.parse_args(arguments)
    if wanted.quick:
        wanted.jobs, wanted.pick_ups, wanted.rounds = 150, 15, 1
    return wanted


def main(arguments=None):
    """Measure and print."""
    wanted = options(arguments)
    with ExitStack() as stack:
        folder = stack.enter_context(places.home())
        _django()
        socket = stack.enter_context(places.queue_server())
        server = places.server()
        urls = {"sqlite": f"sqlite:///{str(folder / 'bench.sqlite3').lstrip('/')}"}
        if server:
            urls["postgresql"] = stack.enter_context(places.postgres_database(server))
        for url in urls.values():
            places.migrate(url)
        if wanted.profile:
            found = lifecycle.measure(urls, socket, folder, jobs=min(wanted.jobs, 600), processes=wanted.processes)
            report = lifecycle.report(found)
        else:
            places.install_rivals()
            found = measure(wanted, urls, socket, folder)
            report = [summary(found), *goals(found), noise(found)]
        about = machine.facts(postgres=server)
    publish(wanted, about, found, report)


def _django():
    import django

    django.setup()


def measure(wanted, urls, socket, folder):
    """Run the rounds; return what each contender's rounds measured, by its name."""
    words = [word.strip() for word in wanted.only.split(",") if word.strip()]
    chosen = [one for one in CONTENDERS if not one.database or one.database in urls]
    chosen = [one for one in chosen if not words or any(word in one.name for word in words)]
    found = {one.name: [] for one in chosen}
    for number in range(wanted.rounds):
        for contender in chosen[number % len(chosen) :] + chosen[: number % len(chosen)]:
            busy, began = machine.quiet(), time.monotonic()
            found[contender.name].append(_round(contender, wanted, urls, socket, folder) | {"busy": busy})
            took = time.monotonic() - began
            print(f"round {number + 1}  {contender.name:<22} {took:5.1f} s, others use {busy:.0f} %", flush=True)
    return found


def _round(contender, wanted, urls, socket, folder):
    Redis(unix_socket_path=str(socket)).flushall()
    with running(contender, socket=socket, folder=folder, database_url=urls.get(contender.database, "")) as it:
        facts = it.pick_up(wanted.pick_ups) | it.drain(wanted.jobs) | it.sustained(wanted.jobs)
        time.sleep(0.3)
        return facts | {"extra_starts": it.extra_starts()}


def figures(rounds):
    """The medians over rounds of what one contender's rounds measured; times in milliseconds."""

    def of(name, share=None):
        return median(one[name] if share is None else tables.percentile(one[name], share) / MS for one in rounds)

    return {
        "drain": of("drain"), "sustained": of("sustained"),
        "dispatch_p50": of("dispatch", 0.5), "dispatch_p99": of("dispatch", 0.99),
        "dispatch_busy_p99": of("dispatch_busy", 0.99),
        "pick_up_p50": of("pick_up", 0.5), "pick_up_p95": of("pick_up", 0.95), "pick_up_p99": of("pick_up", 0.99),
    }  # fmt: skip


HEAD = ("", "drain /s", "x celery", "sustained /s", "x celery",
        "dispatch p50", "p99", "p99 busy", "pick-up p50", "p95", "p99")  # fmt: skip


def summary(found):
    """The table of all contenders: jobs a second, milliseconds."""
    all_ = {name: figures(rounds) for name, rounds in found.items()}
    celery = all_.get(CELERY_LATE)

    def ratio(one, what):
        return f"{one[what] / celery[what]:.2f}" if celery else ""

    rows = [
        (
            name, f"{one['drain']:.0f}", ratio(one, "drain"), f"{one['sustained']:.0f}", ratio(one, "sustained"),
            *(f"{one[what]:.1f}" for what in (
                "dispatch_p50", "dispatch_p99", "dispatch_busy_p99", "pick_up_p50", "pick_up_p95", "pick_up_p99"
            )),
        )
        for name, one in all_.items()
    ]  # fmt: skip
    return f"No-op jobs, two worker processes; times in ms; x celery: beside '{CELERY_LATE}'", HEAD, rows


def goals(found):
    """The table of goals with what was measured, and what each contender keeps and loses."""
    all_ = {name: figures(rounds) for name, rounds in found.items()}
    celery = all_.get(CELERY_LATE)
    rows = []
    for name in (name for name in all_ if name.startswith("reelpress")):
        one = all_[name]
        rows.append((f"{name}: dispatch p99", f"{one['dispatch_p99']:.1f} ms", "< 20 ms (on PostgreSQL)"))
        rows.append((f"{name}: pick-up p50, idle", f"{one['pick_up_p50']:.1f} ms", "< 20 ms"))
        if celery:
            rows.append((f"{name}: drain", f"{one['drain'] / celery['drain']:.2f} of Celery's", ">= 0.5"))
    yield "Goals", ("what", "measured", "goal"), rows
    kept = [(one.name, one.keeps, one.loses) for one in CONTENDERS if one.name in found]
    yield "What each keeps of a job, and what is lost when a worker is killed", ("", "keeps", "loses"), kept


def noise(found):
    """The table of what spoils a measurement: other users of the machine, jobs that ran twice."""
    every = [one for rounds in found.values() for one in rounds]
    rows = [
        ("rounds", len(every) // len(found)),
        ("processors used by others before a round, at most", f"{max(one['busy'] for one in every):.0f} %"),
        ("jobs that started twice", sum(one["extra_starts"] for one in every)),
    ]
    return "Noise", ("", ""), rows


def publish(wanted, about, found, report):
    """Print the tables; write them down where the command line says."""
    machine_table = ("Measured on", ("", ""), list(about.items()))
    for table in (machine_table, *report):
        tables.show(*table)
    if wanted.json:
        wanted.json.write_text(json.dumps({"machine": about, "at": _today(), "found": found}, indent=1), "utf-8")
    if wanted.record:
        name = "profile" if wanted.profile else "queue"
        text = "\n".join(tables.markdown(*table) for table in (*report, machine_table))
        tables.put_section(RESULTS, name, f"## {name.capitalize()}, {_today()}\n\n{text}")


def _today():
    return time.strftime("%Y-%m-%d", time.gmtime())
