"""When each account's turn comes: the pauses between platforms. Knows no platform's protocol."""

from collections.abc import Sequence

from django.conf import settings

from reelpress.content.models import Post
from reelpress.jobs.context import Run
from reelpress.pipeline import flow
from reelpress.publishing import services as publishing
from reelpress.publishing.models import Account, Publication
from reelpress.video.models import Video

SETTLED = (Publication.Status.PUBLISHED, Publication.Status.UNCONFIRMED)


def delays(platforms: Sequence[str], seconds: dict[str, int]) -> list[int]:
    """Return how long each of `platforms` waits, in order: the first not at all, each next its own pause more."""
    waits = []
    total = 0
    for place, name in enumerate(platforms):
        total += seconds.get(name, 0) if place else 0
        waits.append(total)
    return waits


def start_publications(run: Run, post: Post, video: Video, accounts: Sequence[Account]) -> int:
    """Prepare a publication for each account and start its job in turn; return how many were started."""
    if not accounts:
        run.log("No account is connected; nothing to publish. Add one with `reelpress account add`.")
        return 0
    publications = [publishing.prepare(post, video, account) for account in accounts]
    waiting = [publication for publication in publications if publication.status not in SETTLED]
    waits = delays([publication.account.platform for publication in waiting], settings.STAGGER_SECONDS)
    for publication, wait in zip(waiting, waits):
        job = flow.publish_to(publication, delay=wait, user=run.job.user, parent=run.job)
        run.log(f"{publication.account}: job {job.public_id}, {wait} s from now")
    rest = "" if len(waiting) == len(accounts) else "; the others have it already or wait for a person"
    run.progress(100, f"{len(waiting)} of {len(accounts)} accounts started{rest}")
    return len(waiting)
