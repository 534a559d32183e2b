"""The settings of Reelpress, and the job types of the tests: what the processes of a test run with."""

from reelpress.config.settings import *  # noqa: F403
from reelpress.config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.apps.TestTypes"]
