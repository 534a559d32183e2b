"""The last hour above the job list: how many jobs ended in each minute and how, of the types and the queue asked for.

Reads the minutes that the clock added up, never a job; knows no request.
"""

from collections import Counter
from datetime import timedelta

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from reelpress.dashboard import charts
from reelpress.dashboard.charts import Series
from reelpress.dashboard.overview import ENDS
from reelpress.dashboard.tabs import Tab
from reelpress.jobs import counts, stats
from reelpress.lib import clock
from reelpress.pipeline.search import Search

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
STEPS = HOUR // MINUTE
NONE = Counter[str]()


def pulse(tab: Tab, search: Search) -> SafeString:
    """Return the chart with its sentence; of all jobs where tab and search name no type and no queue."""
    asked = [set(values) for asks in (tab.asks, search) if (values := asks.values("type"))]
    types = set.intersection(*asked) if asked else set()
    queues = sorted(set(search.values("queue")))
    found = {} if asked and not types else stats.ends_by_minute(HOUR, queues=queues, types=types)
    now = counts.floor(clock.now(), MINUTE)
    moments = [now - MINUTE * (STEPS - 1 - n) for n in range(STEPS)]
    series = [Series(name, tone, [found.get(at, NONE)[name] for at in moments]) for name, tone in ENDS]
    chart = charts.stacked("Jobs that ended", [f"{localtime(at):%H:%M}" for at in moments], series, none="")
    totals = ((sum(value or 0 for value in one.values), one.name) for one in series)
    said = ", ".join(f"{n:,.0f} {name}" for n, name in totals if n) or "no job ended"
    about = ", ".join((*sorted(types), *queues))
    return format_html(
        '<figure class="rp-pulse"><figcaption>Last hour{}: {}</figcaption>{}</figure>',
        f" of {about}" if about else "", said, chart.plot,
    )  # fmt: skip
