"""The times of the week at which an account posts: written "mon-fri 09:00, 18:30; sat 10:00". Pure.

A slot is a day of the week (0 is Monday) and a time of day on the clock of the account's time zone, so that it stays at
nine in the morning when summer time begins.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import groupby

from reelpress.lib.errors import BadInput

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
GROUPS = {"daily": range(7), "weekdays": range(5), "weekends": range(5, 7)}
MOST = 100  # slots of one account
HORIZON_DAYS = 366
Slot = tuple[int, time]


def parse(text: str) -> list[Slot]:
    """Return the slots that a person wrote, in the order of the week; raise `BadInput` for what is none."""
    found: set[Slot] = set()
    for part in re.split(r"[;\n]+", text.lower()):
        if not part.strip():
            continue
        days, times = _split(part)
        found |= {(day, moment) for day in days for moment in times}
    if len(found) > MOST:
        raise BadInput(f"These are {len(found)} slots.", todo=f"Give at most {MOST}.")
    return sorted(found)


def written(slots: Iterable[Slot]) -> str:
    """Return slots as a person writes them, like "Mon–Fri 09:00, 17:00; Sat 10:00": days share the same times."""
    times: dict[int, tuple[time, ...]] = {}
    for day, group in groupby(sorted(set(slots)), key=lambda slot: slot[0]):
        times[day] = tuple(moment for _, moment in group)
    shared: dict[tuple[time, ...], list[int]] = {}
    for day, moments in times.items():
        shared.setdefault(moments, []).append(day)
    return "; ".join(
        f"{_days(days)} {', '.join(f'{moment:%H:%M}' for moment in moments)}" for moments, days in shared.items()
    )


def next_free(slots: Collection[Slot], taken: Collection[datetime], *, after: datetime, zone: tzinfo) -> datetime:
    """Return the first moment of a slot after `after` that is not taken; raise `BadInput` when a year is full."""
    last = after + timedelta(days=HORIZON_DAYS)
    busy = {moment.astimezone(UTC) for moment in taken}
    for moment in _moments(slots, after.astimezone(zone).date(), zone):
        if moment > last:
            break
        if moment > after and moment not in busy:
            return moment.astimezone(zone)
    raise BadInput("Every posting slot of the next year is taken.", todo="Give the account more slots.")


def _moments(slots: Collection[Slot], start: date, zone: tzinfo) -> Iterator[datetime]:
    """Yield the moments of slots in order, in UTC: a local one that a clock change doubles or skips equals no other."""
    for ahead in range(HORIZON_DAYS + 2):
        day = start + timedelta(days=ahead)
        here = {moment for weekday, moment in slots if weekday == day.weekday()}
        yield from sorted(datetime.combine(day, moment, zone).astimezone(UTC) for moment in here)


def _split(part: str) -> tuple[list[int], list[time]]:
    match = re.fullmatch(r"\s*([a-z][a-z,\s–-]*?)\s+(\d[\d:,\s]*)", part)
    if not match:
        raise _unreadable(part)
    times = [_time(piece, part) for piece in re.split(r"[,\s]+", match[2].strip()) if piece]
    days = [day for piece in re.split(r"[,\s]+", match[1].strip()) if piece for day in _range(piece, part)]
    return days, times


def _range(piece: str, part: str) -> Iterable[int]:
    if piece in GROUPS:
        return GROUPS[piece]
    ends = [_day(name, part) for name in re.split("[-–]", piece)]
    if len(ends) > 2:
        raise _unreadable(part)
    first, last = ends[0], ends[-1]
    return [(first + step) % 7 for step in range((last - first) % 7 + 1)]


def _day(name: str, part: str) -> int:
    if name[:3] not in DAYS or not name.isalpha():
        raise _unreadable(part)
    return DAYS.index(name[:3])


def _time(piece: str, part: str) -> time:
    match = re.fullmatch(r"(\d{1,2}):(\d{2})", piece, re.ASCII)
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        raise _unreadable(part)
    return time(int(match[1]), int(match[2]))


def _days(days: list[int]) -> str:
    """Return days of the week as people write them: three and more in a row as from and to."""
    if len(days) == len(DAYS):
        return "Daily"
    # What lies in a row has the same distance from its place in the list.
    runs = [[day for _, day in run] for _, run in groupby(enumerate(days), key=lambda placed: placed[1] - placed[0])]
    names = [[DAYS[day].capitalize() for day in run] for run in runs]
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(run) for run in names)


def _unreadable(part: str) -> BadInput:
    return BadInput(f"“{part.strip()[:60]}” is no posting slot.", todo="Write it like mon-fri 09:00, 18:30; sat 10:00.")
