"""Moments as people type and read them: "+2h", "18:30", "2026-03-01 09:00"; "5m ago". Knows no room."""

import re
from datetime import datetime, timedelta, tzinfo

from reelpress.cli.output import note
from reelpress.lib import moments
from reelpress.lib.errors import BadInput

UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
DAY = 24 * 3600
FAR = 3660  # days; further ahead is a slip of the finger


def parse_when(text: str, *, now: datetime, zone: tzinfo) -> datetime:
    """Return the moment `text` names, which must lie ahead; without an offset it is meant in `zone`."""
    wanted = text.strip()
    moment = _relative(wanted, now) or _clock_time(wanted, now, zone) or _absolute(wanted, zone)
    if moment is None:
        raise BadInput(
            f"“{wanted}” is not a time.",
            todo="Write it like +2h, 18:30, 2026-03-01 or 2026-03-01T09:00+01:00.",
        )
    if moment <= now:
        raise BadInput(f"{moment:%Y-%m-%d %H:%M %Z} is in the past.", todo="Name a moment that lies ahead.")
    if moment > now + timedelta(days=FAR):
        raise BadInput(f"{moment:%Y-%m-%d} is more than ten years ahead.", todo="Check the year.")
    return moment


def _relative(text: str, now: datetime) -> datetime | None:
    match = re.fullmatch(r"\+(\d{1,6})([mhd])", text, re.ASCII)
    return now + int(match[1]) * UNITS[match[2]] if match else None


def _clock_time(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    match = re.fullmatch(r"(\d{1,2}):(\d{2})", text, re.ASCII)
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        return None
    today = now.astimezone(zone).replace(hour=int(match[1]), minute=int(match[2]), second=0, microsecond=0, tzinfo=None)
    for shown in (today, today + timedelta(days=1)):
        moment = moments.on_clock(shown, zone)
        for ahead in (moment, moments.second(moment)):
            if ahead is not None and ahead > now:
                return ahead
    return None


def _absolute(text: str, zone: tzinfo) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moments.on_clock(moment, zone)


def ago(moment: datetime | None, now: datetime) -> str:
    """Return how far away `moment` is, roughly: "5s ago", "in 2m", "3h ago", "4 days ago"; "" for None."""
    if moment is None:
        return ""
    seconds = (now - moment).total_seconds()
    span = _span(abs(seconds))
    return f"{span} ago" if seconds >= 0 else f"in {span}"


def ahead(moment: datetime, now: datetime) -> str:
    """Return how far ahead `moment` is and what clocks show then, in the time zone of the settings."""
    from zoneinfo import ZoneInfo

    from django.conf import settings

    return f"{ago(moment, now)}, {moment.astimezone(ZoneInfo(settings.TIME_ZONE)):%Y-%m-%d %H:%M}"


def _span(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.0f}s"
    if seconds < 3600:
        return f"{seconds // 60:.0f}m"
    return f"{seconds // 3600:.0f}h" if seconds < 2 * DAY else f"{seconds / DAY:.0f} days"


def when(text: str) -> datetime:
    """Return the moment that a person typed, in the time zone of the settings."""
    from zoneinfo import ZoneInfo

    from django.conf import settings

    from reelpress.lib import clock

    moment = parse_when(text, now=clock.now(), zone=ZoneInfo(settings.TIME_ZONE))
    if twice := told_twice(moment):
        note(twice)
    return moment


def told_twice(moment: datetime) -> str:
    """Return a sentence when clocks show the time of `moment` twice: which one it is, and how the other is written."""
    again = moments.second(moment)
    if again is None:
        return ""
    which, other = ("second", moment.replace(fold=0)) if moment.fold else ("first", again)
    return (
        f"Clocks show {moment:%H:%M} twice on {moment:%Y-%m-%d}; the {which} was taken ({moment:%Z}). "
        f"For the other write {other.isoformat(timespec='minutes')}."
    )


def parse_since(text: str, *, now: datetime, zone: tzinfo) -> datetime:
    """Return the moment that lies as far back as `text` says ("2h", "7d"), or that it names."""
    wanted = text.strip().lstrip("-")
    match = re.fullmatch(r"(\d{1,6})([mhd])", wanted, re.ASCII)
    moment = now - int(match[1]) * UNITS[match[2]] if match and _is_near(match) else _absolute(wanted, zone)
    if moment is None or moment > now:
        raise BadInput(f"“{text}” is no time that has passed.", todo="Write it like 30m, 2h, 7d or 2026-03-01T09:00.")
    return moment


def _is_near(match: re.Match[str]) -> bool:
    return int(match[1]) * UNITS[match[2]] <= timedelta(days=FAR)


def since(text: str) -> datetime:
    """Return the past moment that a person typed, in the time zone of the settings."""
    from zoneinfo import ZoneInfo

    from django.conf import settings

    from reelpress.lib import clock

    return parse_since(text, now=clock.now(), zone=ZoneInfo(settings.TIME_ZONE))
