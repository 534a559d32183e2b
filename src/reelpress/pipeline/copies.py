"""Smaller copies of videos that are too large for a platform: made first, waited for, and the waiting ended with them.

Part of `flow`. Encodes nothing itself.
"""

from reelpress.jobs import announce, audit, control
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.models import Job
from reelpress.jobs.states import Status
from reelpress.lib import clock
from reelpress.lib.errors import BadInput
from reelpress.pipeline.outgoing import publication_key
from reelpress.publishing import services as publishing_services
from reelpress.publishing.models import Publication

COPY = "video-copy"
MOST_COPIES = 3  # for one job: what is removed again each time is never sent
COPYING = "A smaller copy of the video is made first."  # says the message of a job that waits for one


def make_copy_first(publication: Publication, *, parent: Job) -> bool:
    """Have the smaller copy made that `publication` is to be sent as; False when `parent` need not wait for one.

    The copy of a long film takes longer than a job that publishes may. One that could not be made is not begun anew;
    one that was made and removed since is.
    """
    if not publishing_services.lacks_copy(publication):
        return False
    before = list(parent.children.filter(type=COPY).order_by("-pk").values_list("status", flat=True)[:MOST_COPIES])
    if before[:1] in ([Status.FAILED], [Status.CANCELLED]) or before == [Status.COMPLETED] * MOST_COPIES:
        return False
    account = publication.account
    enqueue(
        COPY,
        {"publication_id": publication.pk},
        subject=publication,
        parent=parent,
        unique_key=f"copy:{publication.video_id}:{account.platform}{':premium' if account.premium else ''}",
        metadata={"platform": account.platform},
    )
    return True


def go_on_after_copy(publication: Publication) -> int:
    """Have the jobs start now that wait for the copy of the video of `publication` for its platform; return how many.

    What somebody has put off meanwhile stays put off.
    """
    account = publication.account
    same = Publication.objects.filter(video=publication.video_id, account__platform=account.platform)
    same = same.filter(account__premium=account.premium)
    keys = [publication_key(one) for one in same.exclude(due_at__gt=clock.now())]
    waiting = Job.objects.pending().filter(unique_key__in=keys, message=COPYING)
    woken = 0
    for job in waiting:
        try:
            with audit.part_of_one_deed():  # nobody's deed
                control.run_now(job)
        except BadInput:  # it looks for the copy in this moment
            continue
        woken += 1
    return woken


def tell_failed(failed: Job) -> None:
    """Let those who wait for a copy that cannot be made say so; called in the transaction that records its failure."""
    if failed.type == COPY and isinstance(failed.subject, Publication):
        go_on_after_copy(failed.subject)


announce.on_failed(tell_failed)
