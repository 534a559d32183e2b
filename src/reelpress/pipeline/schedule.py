"""What runs by the clock, as one list. Knows no clock."""

from datetime import timedelta

from reelpress.jobs import gauges
from reelpress.jobs.duties import every
from reelpress.pipeline import flow
from reelpress.video import services as video_services


@every("metrics-daily", timedelta(days=1), "Has views, likes, comments and shares read of what was published.")
def read_metrics() -> None:
    """Have the numbers read of what is due at its age."""
    flow.update_due_metrics()


@every("ask-again", timedelta(minutes=15), "Asks the platforms again about publications that may or may not be out.")
def ask_again() -> None:
    """Ask the platforms again about what may or may not be out."""
    flow.ask_again()


@every("keep-tokens", timedelta(days=1), "Has tokens renewed that would end while nothing is published with them.")
def keep_tokens() -> None:
    """Have tokens renewed that would die unused."""
    flow.keep_tokens()


@every("settle-stranded", timedelta(minutes=1), "Settles videos and publications that nobody works on any more.")
def settle_stranded() -> None:
    """Leave nothing in the middle of something when nobody is at work on it."""
    flow.settle_stranded()


@every("prune-artefacts", timedelta(hours=6), "Removes what videos were made of, long after they were made.")
def prune_artefacts() -> None:
    """Remove what videos were made of long ago."""
    video_services.prune_artefacts()


@every("gauge", timedelta(seconds=30), "Writes down how the queues and workers stand, for the charts.")
def gauge() -> None:
    """Write down how the queues stand."""
    gauges.take()
