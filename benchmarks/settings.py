"""The settings of Reelpress, and the job type that does nothing."""

from reelpress.config.settings import *  # noqa: F403
from reelpress.config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks.apps.Benchmarks"]
