"""The settings of a test run: Reelpress as it ships, in a new folder, with nothing of the developer's own environment.

Only DATABASE_URL is kept, so that a run can be told to use PostgreSQL; Django tests in a database of its own there.
"""

import atexit
import os
import shutil
import signal
import tempfile

for _name in [name for name in os.environ if name.startswith("REELPRESS_") or name in ("BROKER_URL", "REDIS_URL")]:
    del os.environ[_name]
# A run under nohup, or in the background, would hand "ignore" on to every program that a test starts and then stops.
signal.signal(signal.SIGHUP, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)
_home = tempfile.mkdtemp(prefix="reelpress-tests-")  # a short path: sockets lie below it
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["REELPRESS_HOME"] = _home
os.environ["REELPRESS_QUEUE"] = "manual"

from reelpress.config.settings import *  # noqa: E402, F403
from reelpress.config.settings import DATABASES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if "postgresql" in DATABASES["default"]["ENGINE"]:
    # Two runs at once on one server do not meet.
    DATABASES["default"]["TEST"] = {"NAME": f"test_reelpress_{os.getpid()}"}
DATABASES["default"]["CONN_MAX_AGE"] = 0  # a test closes what it opened
