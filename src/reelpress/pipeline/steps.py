"""The job types of Reelpress: load, call one service, name what follows. Each is safe to run twice."""

from typing import Any

from django.db import transaction

from reelpress.content import services as content
from reelpress.content.models import Post
from reelpress.jobs.context import Run
from reelpress.jobs.outcomes import Snooze
from reelpress.jobs.registry import job
from reelpress.jobs.states import Outcome
from reelpress.lib.errors import Failure
from reelpress.metrics import services as metrics
from reelpress.pipeline import bulk, flow, scenes, stagger
from reelpress.pipeline.copies import COPYING
from reelpress.publishing import services as publishing
from reelpress.publishing.models import Account, Publication
from reelpress.video import editing, preview
from reelpress.video import services as videos
from reelpress.video.models import Video

COPY_SECONDS, MOST_COPY_SECONDS = 20.0, 300.0  # until it is looked again for the smaller copy: each time twice as long
MOST_WAITS = 50  # how often a platform may say "later" before that counts as a failed try


@job(flow.IMPORT, queue="default", max_attempts=3, backoff=(60, 300, 900), timeout=900)
def import_posts(run: Run, *, url: str = "", post_id: int | None = None) -> None:
    """Bring in what is at an address: a feed's posts, the post on a page, or the pictures of a post that is here."""
    if post_id is not None:
        imported = [content.complete(content.find_post(str(post_id)), progress=run.progress)]
    else:
        imported = content.import_address(url, progress=run.progress, log=run.log)
    for one in imported:
        for left_out in one.notes:
            run.log(f"{one.post.slug}: {left_out}")
    counts = {outcome: sum(one.outcome == outcome for one in imported) for outcome in content.OUTCOMES}
    run.note(posts=[one.post.slug for one in imported][:50], **counts)


@job(flow.VIDEO, queue="video", max_attempts=3, backoff=(60, 300, 900), timeout=600)
def generate_video(run: Run, *, video_id: int, publish: bool = True, platforms: list[str] | None = None) -> None:
    """Make the video of a post; then start its publishing, unless told not to."""
    video = Video.objects.select_related("post").get(pk=video_id)
    video = videos.produce(video, progress=run.progress, log=run.log)
    with transaction.atomic():
        run.note(file=str(video.path), seconds=round(video.seconds, 3))
        if publish:
            flow.publish_by_itself(video.post, video=video, platforms=platforms, user=run.job.user, parent=run.job)


@job(scenes.PREVIEW, queue="video", max_attempts=1, backoff=(5,), timeout=120)
def preview_scene(run: Run, *, video_id: int, index: int, key: str) -> None:
    """Make a clip of one scene; what it is made of is used again when the whole is made."""
    video = Video.objects.select_related("post").get(pk=video_id)
    path = preview.clip(video, scenes.place_of(video, index, key), run.progress, run.log)
    run.note(clip=str(path))


@job(scenes.SCRIPT, queue="video", max_attempts=2, backoff=(30,), timeout=600)
def write_script(run: Run, *, video_id: int, by: str, anew: bool = False, seen: str | None = None) -> None:
    """Write the script of a video from its post; the one that was seen is replaced, and no other."""
    video = Video.objects.select_related("post").get(pk=video_id)
    run.progress(10.0, "Writing the script")
    if anew:
        editing.write_anew(video, by=by, seen=seen, log=run.log)
    else:
        editing.start(video, run.log)
    run.progress(100.0, "The script is written")


@job(flow.SOCIAL, queue="social", max_attempts=3, backoff=(120, 600, 1800), timeout=300)
def publish_post(
    run: Run, *, post_id: int, video_id: int | None = None, platforms: list[str] | None = None, **how: Any
) -> None:
    """Start one job an account, staggered or in its slot; accounts that already have the post are left out."""
    post = Post.objects.get(pk=post_id)
    video = None if how.get("variant") else post.videos.get(pk=video_id) if video_id else flow.newest_video(post)
    started = stagger.start_publications(run, post, video, flow.chosen_accounts(platforms), **how)
    run.note(accounts=started)


@job(flow.PLATFORM, queue="social", max_attempts=3, backoff=(180, 900, 3600), timeout=300)
def publish_to_platform(run: Run, *, publication_id: int) -> Snooze | None:
    """Send one video to one account, never twice; have its numbers read an hour later."""
    return _release(run, publication_id)


@job(flow.TELEGRAM, queue="social", max_attempts=3, backoff=(60, 60, 60), timeout=60)
def publish_to_telegram(run: Run, *, publication_id: int) -> Snooze | None:
    """Send one video to one Telegram channel, never twice; have its numbers read an hour later."""
    return _release(run, publication_id)


@job(flow.COPY, queue="video", max_attempts=2, backoff=(30,), timeout=1800)
def make_copy(run: Run, *, publication_id: int) -> None:
    """Make the smaller copy of a video that its platform takes, and have those go on who wait to send it."""
    publication = Publication.objects.select_related("account", "post", "video").get(pk=publication_id)
    run.progress(0.0, "Making a smaller copy of the video")
    publishing.make_copy(publication)
    run.note(went_on=flow.go_on_after_copy(publication))


@job(flow.PROBE, queue="low-priority", max_attempts=1, backoff=(60,), timeout=60)
def ask_again(run: Run, *, publication_id: int) -> None:
    """Ask the platform once more whether a publication in doubt went out; send it again on proof that it did not."""
    publication = Publication.objects.select_related("account", "post", "video").get(pk=publication_id)
    found = publishing.ask_again(publication)
    with transaction.atomic():
        absent = publishing.settle_doubt(publication, found)
        run.note(status=publication.status, url=publication.url)
        if absent:
            flow.publish_to(publication, parent=run.job)
        elif publication.status == Publication.Status.PUBLISHED:
            flow.measure_later(publication, parent=run.job)


@job(flow.METRICS, queue="low-priority", max_attempts=2, backoff=(300, 1800), timeout=60)
def update_metrics(run: Run, *, publication_id: int) -> None:
    """Read the numbers of one publication, unless it was taken down or deleted meanwhile."""
    out = Publication.objects.select_related("account").filter(taken_down_at=None)
    publication = out.filter(pk=publication_id).first()
    if publication is None:
        gone = not Publication.objects.filter(pk=publication_id).exists()
        why = "The publication was deleted here" if gone else "It was taken down: it has no numbers any more"
        run.log(f"{why}, and nobody was asked.")
        return
    reading = metrics.measure(publication)
    run.log(reading.note or "The numbers are read")
    run.note(views=reading.views, likes=reading.likes, comments=reading.comments, shares=reading.shares)


@job(flow.RENEWAL, queue="low-priority", max_attempts=3, backoff=(3600,), timeout=60)
def renew_token(run: Run, *, account_id: int) -> None:
    """Renew the keys of an account that would die unused, unless that was done or it was removed meanwhile."""
    account = Account.objects.get(pk=account_id)
    done = publishing.keep(account)
    run.log(f"The token of {account} is renewed" if done else f"The token of {account} need not be renewed now")


def _release(run: Run, publication_id: int) -> Snooze | None:
    publication = Publication.objects.select_related("account", "post", "video").get(pk=publication_id)
    try:
        if flow.make_copy_first(publication, parent=run.job):
            return Snooze(_until_copied(run), COPYING)
        publication = publishing.release(publication, progress=run.progress, log=run.log)
    except publishing.CopyMissing:  # the doubt is lifted
        return _release(run, publication_id)
    except Failure as failure:
        if _may_wait(run) and (wait := publishing.put_off(publication, failure)):
            return Snooze(wait, str(failure))
        if run.is_last(failure) and not isinstance(failure, publishing.ClaimLost):
            publishing.give_up(publication)
        raise
    with transaction.atomic():
        run.note(status=publication.status, url=publication.url)
        if publication.status == Publication.Status.PUBLISHED:
            flow.measure_later(publication, parent=run.job)
    return None


def _until_copied(run: Run) -> float:
    looks = run.job.history.filter(outcome=Outcome.SNOOZED, error=COPYING).count()
    return min(MOST_COPY_SECONDS, COPY_SECONDS * 2.0 ** min(looks, 10))


def _may_wait(run: Run) -> bool:
    """Whether the platform has not said "later" too often; the making of a copy is no word of the platform."""
    return run.job.history.filter(outcome=Outcome.SNOOZED).exclude(error=COPYING).count() < MOST_WAITS


@job(bulk.BULK, queue="default", max_attempts=3, backoff=(5,), timeout=3600)
def act_on_all(run: Run, *, verb: str, lines: list[str], upto: int, by: str, priority: int = 0) -> None:
    """Do to every job that a search finds what a person asked for."""
    bulk.carry_out(run, verb, lines, upto, by, priority)
