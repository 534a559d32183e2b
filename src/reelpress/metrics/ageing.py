"""How often the numbers of a post are read: every day while it is new, seldom when it is old. Pure."""

from datetime import timedelta

DAY = timedelta(days=1)
PAUSES = (  # up to this age, so long from reading to reading
    (timedelta(days=30), DAY),
    (timedelta(days=90), timedelta(days=7)),
    (timedelta(days=365), timedelta(days=30)),
)
LAST_AGE = PAUSES[-1][0]
SLACK = timedelta(hours=2)  # the clock comes by once a day, not to the minute


def is_due(age: timedelta, since_reading: timedelta | None) -> bool:
    """Tell whether a post of this age is to be read again; `since_reading` is None when it never was."""
    pause = next((pause for limit, pause in PAUSES if age <= limit), None)
    if pause is None:
        return False
    return since_reading is None or since_reading >= pause - SLACK
