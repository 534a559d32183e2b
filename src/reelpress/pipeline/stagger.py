"""When each account's turn comes: the pauses between platforms. Knows no platform's protocol."""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localtime

from reelpress.content.models import Post
from reelpress.jobs.context import Run
from reelpress.jobs.states import Status
from reelpress.lib import clock
from reelpress.lib.errors import BadInput, Failure
from reelpress.pipeline import flow
from reelpress.publishing import services as publishing
from reelpress.publishing.models import Account, Publication
from reelpress.publishing.platforms.registry import shown
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


def start_publications(
    run: Run,
    post: Post,
    video: Video | None,
    accounts: Sequence[Account],
    *,
    in_slots: bool = False,
    variant: str = "",
    by_itself: bool = False,
) -> int:
    """Prepare a publication for each account and start its job in turn; return how many were started.

    `in_slots`: an account that has posting slots gets its own in the next free one instead. `by_itself`: nobody asked
    for this post; what a person took back stays back.
    """
    if not accounts:
        return _no_account(run, by_itself=by_itself)
    accounts = _those_that_take(run, accounts, variant)
    publications = [
        publishing.prepare(post, video, account, variant=variant, again=not by_itself) for account in accounts
    ]
    left = (*SETTLED, Publication.Status.CANCELLED)
    waiting = [publication for publication in publications if publication.status not in left]
    at_once = [publication for publication in waiting if not (in_slots and _start_in_slot(run, publication))]
    waits = delays([publication.account.platform for publication in at_once], settings.STAGGER_SECONDS)
    for publication, wait in zip(at_once, waits):
        run.log(f"{publication.account}: {_start(run, publication, wait, asked=not by_itself)}")
    rest = "" if len(waiting) == len(accounts) else "; the others have it already, were taken back or wait for a person"
    run.progress(100, f"{len(waiting)} of {len(accounts)} accounts started{rest}")
    return len(waiting)


def _no_account(run: Run, *, by_itself: bool) -> int:
    """Say that there is nowhere to publish to: to a person who asked as a failure, else in a line of the job."""
    where = " and ".join(map(shown, run.job.args.get("platforms") or ())) or "any platform"
    happened = f"No working account of {where} is connected."
    if by_itself:
        run.log(f"{happened} Nothing is published there. Add one with `reelpress account add`.")
        return 0
    todo = "Connect one, or connect it again (`reelpress account list`), then retry this job."
    raise Failure(happened, means="The post was not published there.", todo=todo, permanent=True)


def _those_that_take(run: Run, accounts: Sequence[Account], variant: str) -> list[Account]:
    """Return the accounts on whose platforms there are such posts; name the others."""
    found = []
    for account in accounts:
        if publishing.takes(account, variant):
            found.append(account)
        else:
            run.log(f"{account}: left out, as there are no posts there that are only a {variant}")
    return found


def _start(run: Run, publication: Publication, wait: int, *, asked: bool) -> str:
    """Have a publication sent in its turn, `wait` seconds from now; return which job does so, and when.

    What was planned for a later time goes out in its turn only when a person `asked` for it.
    """
    before = flow.job_about(publication)
    soon = f"{wait} s from now" if wait else "at once"
    if before is None:
        job = flow.publish_to(publication, delay=wait, user=run.job.user, parent=run.job)
        return f"job {job.public_id}, {soon}"
    turn, named = clock.now() + timedelta(seconds=wait), f"job {before.public_id}"
    waits = publication.status == Publication.Status.SCHEDULED and before.status == Status.PENDING
    if not waits or before.run_after <= turn:
        return f"{named} is about it already"
    planned = f"{localtime(before.run_after):%a %Y-%m-%d %H:%M %Z}"
    if not asked:
        return f"{named} sends it when it was planned, {planned}"
    try:
        flow.plan(publication, turn, user=run.job.user)
    except BadInput:  # it began in the same moment
        return f"{named} is about it already"
    return f"{named}, {soon} instead of {planned}"


def _start_in_slot(run: Run, publication: Publication) -> bool:
    """Plan a publication for its account's next free slot and have it sent then; return False when it has none."""
    with transaction.atomic():
        if before := flow.job_about(publication):
            run.log(f"{publication.account}: job {before.public_id} is about it already")
            return True
        moment = publishing.take_slot(publication)
        if moment is None:
            return False
        job = flow.publish_to(publication, at=moment, user=run.job.user, parent=run.job)
    run.log(f"{publication.account}: job {job.public_id}, in its slot {moment:%a %Y-%m-%d %H:%M %Z}")
    if warning := publishing.warning(publication):
        run.log(warning)
    return True
