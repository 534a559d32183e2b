"""Times as a clock on the wall shows them -> moments. Some are shown twice a year, and some never. Knows no Django."""

from datetime import UTC, datetime, timedelta, tzinfo

from reelpress.lib.errors import BadInput

MINUTE = timedelta(minutes=1)
LONGEST_LEAP = timedelta(days=2)  # whole days were left out where the date line moved


def on_clock(shown: datetime, zone: tzinfo) -> datetime:
    """Return the moment at which clocks in `zone` show `shown`, of two the first; raise `BadInput` when none does."""
    moment = shown.replace(tzinfo=zone, fold=0)
    if _exists(moment):
        return moment
    later = moment
    while not _exists(later) and later - moment < LONGEST_LEAP:
        later += MINUTE
    raise BadInput(
        f"There is no {shown:%H:%M} on {shown:%Y-%m-%d} in {zone}: the clocks are put forward then.",
        todo=f"The next time there is {later:%H:%M} ({later:%Y-%m-%dT%H:%M}, {later:%Z}); write that, or another.",
    )


def second(moment: datetime) -> datetime | None:
    """Return the second moment at which clocks in the zone of `moment` show the same; None when there is none."""
    first, again = moment.replace(fold=0), moment.replace(fold=1)
    return again if _exists(first) and first.utcoffset() != again.utcoffset() else None


def _exists(moment: datetime) -> bool:
    try:
        back = moment.astimezone(UTC).astimezone(moment.tzinfo)
    except OverflowError:  # at the ends of the calendar; it is refused for its year
        return True
    return back.replace(tzinfo=None) == moment.replace(tzinfo=None)
