"""The processes that are killed: each releases one publication, forked from this one, which has loaded everything.

Reads a line of JSON for each, {"publication": id, "media": folder, "url": address of the network}; answers with its
process id.
"""

import json
import os
import signal
import sys
import traceback
from pathlib import Path


def main() -> None:
    """Start a process for each line, until there are no more."""
    import django

    django.setup()
    from django.db import connections

    from reelpress.publishing import services  # noqa: F401  (loaded once, for all)
    from tests.publishing import conftest  # noqa: F401

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them here
    for line in sys.stdin:
        connections.close_all()
        child = os.fork()
        if not child:
            _release(**json.loads(line))
        print(child, flush=True)


def _release(publication: int, media: str, url: str) -> None:
    from django.conf import settings

    from reelpress.publishing import services
    from reelpress.publishing.models import Publication
    from tests.publishing.conftest import TUNING

    settings.MEDIA_ROOT = Path(media)
    settings.PUBLISHING_TUNING = TUNING
    settings.PLATFORM_URLS = dict.fromkeys(settings.PLATFORM_URLS, url)
    try:
        row = Publication.objects.get(pk=publication)
        services.release(row, progress=lambda percent, message: None, log=lambda line: None)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
