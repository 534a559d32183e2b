"""What runs by the clock, as one list. Knows no clock."""

from datetime import timedelta

from reelpress.jobs.upkeep import every
from reelpress.pipeline import flow
from reelpress.video import services as video_services


@every("metrics-daily", timedelta(days=1))
def read_metrics() -> None:
    """Have the numbers read of what is due at its age."""
    flow.update_due_metrics()


@every("ask-again", timedelta(minutes=15))
def ask_again() -> None:
    """Ask the platforms again about what may or may not be out."""
    flow.ask_again()


@every("settle-stranded", timedelta(minutes=1))
def settle_stranded() -> None:
    """Leave nothing in the middle of something when nobody is at work on it."""
    flow.settle_stranded()


@every("prune-artefacts", timedelta(hours=6))
def prune_artefacts() -> None:
    """Remove what videos were made of long ago."""
    video_services.prune_artefacts()
