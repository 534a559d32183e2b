"""What the clock does by itself, how often, when it last did and what broke: a row each, moved by compare-and-set.

Knows no duty; rooms register theirs.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.db.models.functions import Now

from reelpress.jobs import audit
from reelpress.jobs.models import Leader, Schedule
from reelpress.lib.errors import BadInput
from reelpress.lib.text import clip, storable

log = logging.getLogger(__name__)
AGAIN_AFTER = timedelta(minutes=1)
MOST_PROBLEM = 500  # characters of an error


@dataclass(frozen=True)
class Duty:
    """What the clock calls by itself: its name, how often, and what it does in words."""

    name: str
    interval: timedelta
    action: Callable[[], object]
    says: str


_schedule: dict[str, Duty] = {}


def every(name: str, interval: timedelta, says: str = "") -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Register a function to be called once in each `interval` by the clock, whatever number of clocks runs."""

    def register(action: Callable[[], object]) -> Callable[[], object]:
        _schedule[name] = Duty(name, interval, action, says)
        return action

    return register


def known() -> list[Duty]:
    """Return what the clock calls by itself."""
    return list(_schedule.values())


def fire_now(name: str, *, by: str = "") -> None:
    """Have a running clock do this duty with its next tick; raise `BadInput` where nothing would come of it."""
    duty = _schedule.get(name)
    if duty is None:
        raise BadInput(f"The clock has no duty named {name[:40]}.", todo="The page Schedule has them all.")
    if not ticking().exists():
        raise BadInput(
            f"No clock runs, so {name} cannot be done now.",
            means="Nothing that happens by itself happens.",
            todo="Start one with `reelpress queue clock`, or all parts with `reelpress up`.",
        )
    Schedule.objects.update_or_create(name=name, defaults={"fired_at": Now() - duty.interval})
    audit.record(by, "run duty", duty=name)


def fire() -> list[str]:
    """Fire what is due; a row per name, moved by compare-and-set, keeps two clocks from firing the same slot.

    What breaks is fired again after a minute.
    """
    fired = []
    for name, duty in _schedule.items():
        if not Schedule.objects.filter(name=name).exists():
            Schedule.objects.get_or_create(name=name)
            continue
        # Moved first and by itself: an action may take long, and may commit in pieces.
        if not Schedule.objects.filter(name=name, fired_at__lte=Now() - duty.interval).update(fired_at=Now()):
            continue
        if _do(duty):
            fired.append(name)
    return fired


def _do(duty: Duty) -> bool:
    """Do a duty; return whether it was done, and write down why it was not."""
    row = Schedule.objects.filter(name=duty.name)
    try:
        duty.action()
    except Exception as error:
        problem = clip(storable(f"{type(error).__name__}: {error}"), MOST_PROBLEM)
        row.update(fired_at=Now() - duty.interval + AGAIN_AFTER, problem=problem)
        log.exception("%s broke; it is tried again in a minute", duty.name)
        return False
    row.exclude(problem="").update(problem="")
    return True


def ticking() -> QuerySet[Leader]:
    """Return the row of the clock that ticks now; none when no clock runs."""
    return Leader.objects.filter(name="clock", until__gt=Now())
