"""What the first page shows of a time: its charts and the table that says the same. Reads numbers; knows no request."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.timezone import localtime

from reelpress.dashboard import charts
from reelpress.dashboard.charts import Chart, Series
from reelpress.jobs import counts, gauges, stats
from reelpress.lib import clock
from reelpress.lib.text import duration

DAY = timedelta(days=1)
ENDS = (("failed", "red"), ("completed", "green"), ("cancelled", "grey"))  # how jobs end, from the bottom of a column
HEADERS = (
    "Time", "Completed", "Failed", "Cancelled", "Success", "Wait p50", "Wait p95", "Run p50", "Run p95",
    "Waiting, most", "Running, most", "Processes, fewest",
)  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """A time that can be looked at: its name in the address, its title, how long, and how long a step of it is."""

    name: str
    title: str
    since: timedelta
    step: timedelta
    label: str  # how the moment of a step is written

    @property
    def words(self) -> str:
        """The time as it stands after "in the last"."""
        return self.title.removeprefix("1 ")


CHOICES = (
    Choice("1h", "1 hour", timedelta(hours=1), timedelta(minutes=1), "%H:%M"),
    Choice("24h", "24 hours", timedelta(hours=24), timedelta(minutes=30), "%H:%M"),
    Choice("7d", "7 days", timedelta(days=7), timedelta(hours=6), "%a %d %b %H:%M"),
    Choice("90d", "90 days", timedelta(days=90), DAY, "%d %b"),
)
USUAL = CHOICES[1]


def chosen(name: str | None) -> Choice:
    """Return the choice of this name; the usual one for any other."""
    return next((choice for choice in CHOICES if choice.name == name), USUAL)


@dataclass(frozen=True)
class Overview:
    """A time in charts, and as rows of a table with the newest step first; `marks` stand below each chart."""

    charts: list[Chart]
    marks: tuple[str, str, str]
    rows: list[tuple[str, ...]]


def overview(choice: Choice, numbers: stats.Period) -> Overview:
    """Return what happened in the time of `choice`, which `numbers` are of."""
    ended = {one.at: one for one in numbers.slices}
    stood = gauges.history(choice.since, choice.step)
    first = counts.floor(clock.now(), choice.step) + choice.step - choice.since
    steps = [first + number * choice.step for number in range(choice.since // choice.step)]
    names = [_name(at, choice) for at in steps]
    rows = [_row(name, ended.get(at), stood.get(at)) for at, name in zip(steps, names) if at in ended or at in stood]
    slices = [ended.get(at) for at in steps]
    readings = [stood.get(at) for at in steps]
    shown = [*_of_jobs(names, slices), *_of_queues(names, readings)]
    return Overview(shown, (names[0], names[len(names) // 2], "now"), rows[::-1])


def _name(at: datetime, choice: Choice) -> str:
    # Days are those of UTC, of which they are counted.
    return (at if choice.step >= DAY else localtime(at)).strftime(choice.label)


def _of_jobs(names: list[str], slices: list[stats.Slice | None]) -> list[Chart]:
    def values(name: str) -> list[float | None]:
        return [None if one is None else getattr(one, name) for one in slices]

    waits = (Series("95 % within", "sky", values("wait_p95")), Series("half within", "blue", values("wait_p50")))
    runs = (Series("95 % within", "sky", values("run_p95")), Series("half within", "blue", values("run_p50")))
    ends = tuple(Series(name, tone, values(name)) for name, tone in ENDS)
    rate = Series("completed", "green", values("success_rate"))
    return [
        charts.stacked("Jobs that ended", names, ends, none="No job ended."),
        charts.lines("Success rate", names, [rate], none="No job completed or failed.", spoken="{:.0%}".format, top=1),
        _times("Wait until the start", names, waits, "No job started."),
        _times("Run time", names, runs, "No job completed."),
    ]


def _times(title: str, names: list[str], series: tuple[Series, ...], none: str) -> Chart:
    most = max((value for one in series for value in one.values if value is not None), default=0.0)
    return charts.layered(title, names, series, none=none, spoken=_short, top=charts.nice_time(most))


def _short(seconds: float) -> str:
    return duration(seconds).removesuffix(" 00s").removesuffix(" 00m")


def _of_queues(names: list[str], readings: list[gauges.Reading | None]) -> list[Chart]:
    def values(name: str) -> list[float | None]:
        return [None if one is None else getattr(one, name) for one in readings]

    none = "No clock looked. Start one with reelpress queue clock, or all parts with reelpress up."
    work = (Series("running, at most", "blue", values("running")), Series("alive, at least", "green", values("places")))
    waiting = [Series("at most", "amber", values("waiting"))]
    return [
        charts.lines("Jobs that wait", names, waiting, none=none, spoken=charts.counted),
        charts.lines("Work and processes", names, work, none=none, spoken=charts.counted),
    ]


def _row(name: str, ended: stats.Slice | None, stood: gauges.Reading | None) -> tuple[str, ...]:
    cells: tuple[str, ...] = ("0", "0", "0", "", "", "", "", "")
    if ended is not None:
        times = (ended.wait_p50, ended.wait_p95, ended.run_p50, ended.run_p95)
        counts = (f"{one:,}" for one in (ended.completed, ended.failed, ended.cancelled))
        cells = (*counts, rate(ended.success_rate), *map(duration, times))
    looked = ("", "", "") if stood is None else tuple(map(charts.counted, (stood.waiting, stood.running, stood.places)))
    return tuple(cell or "–" for cell in (name, *cells, *looked))


def rate(share: float | None) -> str:
    """Return a share as people read it: all only where it is all."""
    if share is None:
        return ""
    return f"{min(share, 0.999) if share < 1 else share:.1%}".replace(".0%", "%")
