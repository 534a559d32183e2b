"""The process that is killed: it releases one publication. The arguments are its id and the folder of media."""

import sys
from pathlib import Path


def main() -> None:
    """Release the publication `sys.argv[1]`, whose media lie in `sys.argv[2]`."""
    import django

    django.setup()
    from django.conf import settings

    from reelpress.publishing import services
    from reelpress.publishing.models import Publication
    from tests.publishing.conftest import TUNING

    settings.MEDIA_ROOT = Path(sys.argv[2])
    settings.PUBLISHING_TUNING = TUNING
    publication = Publication.objects.get(pk=sys.argv[1])
    services.release(publication, progress=lambda percent, message: None, log=lambda line: None)


if __name__ == "__main__":
    main()
