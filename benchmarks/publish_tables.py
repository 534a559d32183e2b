"""The figures of publishing as a table, with their goals. Knows no measurement."""

import time

import psutil

from benchmarks import machine, places, tables

ORIGINAL = 80  # posts an hour: 45 s between the posts of one queue
LATE_SECONDS = 30
LARGE_GROWTH_MB = 100
HEAD = ("what", "measured", "goal")


def show(wanted, found, platforms):
    """Print the table; keep it when asked."""
    rows = [*_storm(found, platforms), *_burst(found), *_large(found)]
    tables.show("Publishing", HEAD, rows)
    if wanted.record:
        about = tables.markdown("Machine", ("what", ""), machine.facts(asked=()).items())
        table = tables.markdown("On the demo network, SQLite", HEAD, rows)
        text = "\n".join([f"## Publishing, {time.strftime('%Y-%m-%d')}", "", table, about])
        tables.put_section(places.ROOT / "benchmarks" / "results.md", "publish", text)


def _storm(found, platforms):
    cpu, count = found["cpu"], found["publications"]
    busy = sum(cpu.values()) / (found["wall"] * (psutil.cpu_count() or 1))
    what = f"{found['posts']} posts of {found['megabytes']:g} MB to {platforms} platforms, {found['workers']} workers"
    return [
        (what, f"{found['wall']:.0f} s", ""),
        ("posts an hour", f"{found['an hour']:,.0f}", f"{ORIGINAL} in the original"),
        ("publications an hour", f"{found['publications an hour']:,.0f}", ""),
        ("that ended otherwise than published", found["storm others"], "0"),
        ("CPU a publication, workers", f"{cpu['workers'] / count * 1000:.0f} ms", ""),
        ("CPU a publication, demo network", f"{cpu['network'] / count * 1000:.0f} ms", ""),
        ("both together, of all processors", f"{busy:.0%}", "what limits it: near 100 % they, else waiting"),
    ]


def _burst(found):
    locked = found["storm locked"] + found["burst locked"]
    return [
        (f"{found['burst']} due at once: half were out after", f"{found['late p50']:.1f} s", ""),
        ("the last was late by", f"{found['late']:.1f} s", f"<= {LATE_SECONDS} s"),
        ("that ended otherwise than published", found["burst others"], "0"),
        ("tries that met a locked database", locked, "0"),
    ]


def _large(found):
    if "large" not in found:
        return []
    size, grown = found["large"]["bytes"] / 1e9, found["large"]["megabytes"]
    return [(f"growth of memory with a file of {size:.1f} GB", f"{grown:.0f} MB", f"< {LARGE_GROWTH_MB} MB")]
