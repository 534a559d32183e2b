"""What a busy year leaves in a database: posts, videos, publications, and jobs in every state, with their counts.

Works on every database, as it goes through the models. Which files the videos have is said by the caller.
"""

import random
from collections import Counter, defaultdict
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from reelpress.content.models import Post
from reelpress.jobs import histogram
from reelpress.jobs.models import Attempt, Audit, Batch, Count, Job, JobLog, Rollup
from reelpress.jobs.outcomes import error_group
from reelpress.lib.files import digest
from reelpress.metrics.models import Reading
from reelpress.publishing.models import Account, Publication
from reelpress.video.models import Video

DAYS = 90
AT_ONCE = 2000
PEOPLE = ("mira", "otto", "nora", "emil", "lena", "paul", "ida", "jonas")
# type, queue, share, seconds it usually runs
KINDS = (
    ("video-generation", "video", 20, 55),
    ("social-media-publish", "social", 12, 2),
    ("platform-publish", "social", 28, 9),
    ("telegram-publish", "social", 5, 3),
    ("engagement-metrics", "low-priority", 33, 1),
    ("post-import", "default", 2, 4),
)
WRONG = {
    "video-generation": (
        ("Failure", "The disk is full. No frame can be written. Free some space and press Retry."),
        ("Failure", "The voice hibari cannot read Greek. Choose another narrator for this video."),
        ("TimeLimit", "The video was not ready within 10 minutes. Shorten the post or give the job more time."),
    ),
    "platform-publish": (
        ("Failure", "YouTube refused the upload: the daily quota is used up until midnight in California."),
        ("Failure", "LinkedIn does not accept the token any more. Connect the account again."),
        ("ConnectTimeout", "No answer from TikTok within 30 seconds."),
    ),
    "telegram-publish": (("Failure", "The bot is no member of the channel. Add it as an administrator."),),
    "engagement-metrics": (("Failure", "Instagram says that this post does not exist; perhaps it was deleted."),),
    "social-media-publish": (("Failure", "No account is connected. Connect one and press Retry."),),
    "post-import": (("Failure", "The page answered 404. Check the address."),),
}  # fmt: skip
FIRST = ("Why", "How", "When", "Where", "What happens when")
SECOND = ("queues lose work", "a worker dies twice", "caches tell lies", "tests become slow", "small teams ship",
          "logs grow up", "a database waits", "retries make it worse", "nobody reads the manual",
          "time zones win")  # fmt: skip
THIRD = ("and what to do", "in practice", "at three in the morning", "and why it is fine", "without anybody noticing",
         "the second time", "after ten years", "on a Friday")  # fmt: skip
BODY = """The press prints reels. It takes a post and reads it aloud.

## What went wrong

A job was started twice, and both of them were sure to be the only one.

- The first wrote the file.
- The second wrote it again.

## What helps

Give every piece of work a name, and look the name up before you begin.
"""
TRACE = """Traceback (most recent call last):
  File "reelpress/jobs/executor.py", line 121, in _run
    result = kind.handler(run, **job.args)
  File "reelpress/pipeline/steps.py", line 44, in generate_video
    video = videos.produce(video, progress=run.progress, log=run.log)
  File "reelpress/video/studio.py", line 88, in _encode
    raise Failure("The disk is full.")
reelpress.lib.errors.Failure: The disk is full."""


def fill(jobs, posts, files):
    """Fill the database; `files` are the columns of a video that was really made."""
    dice = random.Random(7)
    now = timezone.now()
    people = [_person(name) for name in PEOPLE]
    made = _posts(posts, dice, now)
    videos = _videos(made, files, dice)
    sent = _publications(videos, dice, now)
    _readings(sent, dice, now)
    batches = Batch.objects.bulk_create(
        Batch(name=f"{kind} of week {n % 52 + 1}", total=40, completed=39, failed=1, user=people[n % 8],
              finished_at=now - timedelta(days=n / 10))
        for n, kind in ((n, ("New videos", "Numbers", "Import")[n % 3]) for n in range(max(60, jobs // 400), 0, -1))
    )  # fmt: skip
    _jobs(jobs, dice, now, people, made, videos, sent, batches)
    _attempts(now)
    _audits(people, now)


def _person(name):
    return get_user_model().objects.create_user(name, is_staff=True, is_superuser=name == PEOPLE[0])


def _posts(n, dice, now):
    def one(number):
        title = f"{dice.choice(FIRST)} {dice.choice(SECOND)} {dice.choice(THIRD)}"
        return Post(
            slug=f"{title.lower().replace(' ', '-')}-{number}", title=title, author=dice.choice(PEOPLE).title(),
            body=BODY, origin=f"blog/{number}.md", digest=digest(str(number)),
            tags=["queues", "databases"][: number % 3],
            summary="What a queue promises, and what it keeps.", published_at=now - timedelta(hours=6 * (n - number)),
        )  # fmt: skip

    return Post.objects.bulk_create((one(number) for number in range(n)), batch_size=AT_ONCE)


def _videos(posts, files, dice):
    shapes = ("tiktok", "tiktok", "youtube", "square")
    rows = (Video(post=post, format=dice.choice(shapes), **files) for post in posts if dice.random() < 0.7)
    return Video.objects.bulk_create(rows, batch_size=AT_ONCE)


def _publications(videos, dice, now):
    accounts = list(Account.objects.all())
    rows = []
    for number, video in enumerate(videos):
        state = dice.choices(("published", "scheduled", "draft", "failed", "unconfirmed"), (60, 25, 9, 5, 0.02))[0]
        at = now - timedelta(days=DAYS) * (1 - number / len(videos)) if state != "scheduled" else None
        one = Publication(
            account=dice.choice(accounts), post=video.post, video=video, variant=video.format, status=state,
            tag=f"rp-{number:07}", title=video.post.title, text=f"{video.post.title}. Watch how it went. #queues",
            created_at=at or now, attempted_at=at if state != "draft" else None,
        )  # fmt: skip
        if state == "published":
            one.published_at, one.remote_id = at, f"bench-{number}"
        elif state == "scheduled":
            one.due_at = now + timedelta(minutes=30 + number * 13 % (60 * 24 * 60))
        elif state in ("failed", "unconfirmed"):
            one.error_happened, one.error_means = (
                "The platform did not answer within 30 seconds.",
                "It may be out or not.",
            )
            one.error_todo = "Look at the account, then say whether it is there."
        rows.append(one)
    return Publication.objects.bulk_create(rows, batch_size=AT_ONCE)


def _readings(publications, dice, now):
    out = [one for one in publications if one.status == "published"]
    Reading.objects.bulk_create(
        (
            Reading(
                publication=one, read_at=now - timedelta(days=day), views=views, likes=views // 17, comments=views // 90
            )
            for one in out[-4000:]
            for day, views in ((1, dice.randint(40, 400)), (0, dice.randint(400, 9000)))
        ),
        batch_size=AT_ONCE,
    )


def _jobs(n, dice, now, people, posts, videos, sent, batches):
    """Jobs in the order in which they were made, the newest last; what waits and runs is among the newest."""
    post_type = ContentType.objects.get_for_model(Post).pk
    video_type, sent_type = (ContentType.objects.get_for_model(kind).pk for kind in (Video, Publication))
    about = {"video-generation": (video_type, videos), "platform-publish": (sent_type, sent),
             "telegram-publish": (sent_type, sent), "engagement-metrics": (sent_type, sent),
             "social-media-publish": (post_type, posts)}  # fmt: skip
    counted, spans = Counter(), defaultdict(_Span)
    ages = sorted((DAYS * 86_400 * dice.random() ** 1.4 for _ in range(n)), reverse=True)
    rows = []
    for number, age in enumerate(ages):
        row = _job(number, n, now - timedelta(seconds=age), dice, now, people, about)
        row.batch = batches[number % len(batches)] if number > n * 0.9 else None
        counted[row.queue, row.type, row.status] += 1
        if row.finished_at:
            _add(spans, row, now)
        rows.append(row)
        if len(rows) == AT_ONCE:
            Job.objects.bulk_create(rows)
            rows = []
    Job.objects.bulk_create(rows)
    Count.objects.bulk_create(Count(queue=q, type=t, status=s, n=k) for (q, t, s), k in counted.items())
    Rollup.objects.bulk_create(
        (
            Rollup(span=span, at=at, queue=queue, type=kind, waits=one.waits, runs=one.runs, **one.ends)
            for (span, at, queue, kind), one in spans.items()
        ),
        batch_size=AT_ONCE,
    )


def _job(number, n, born, dice, now, people, about):
    kind, queue, _, usual = dice.choices(KINDS, [share for _, _, share, _ in KINDS])[0]
    near = number > n * 0.97
    later = near and dice.random() < 0.4
    state = "pending" if later else dice.choices(("completed", "failed", "cancelled"), (94, 4, 2))[0]
    row = Job(
        type=kind, queue=queue, status=state, priority=dice.choice((0, 0, 0, 5, -5)), created_at=born, run_after=born,
        user=dice.choice(people) if number % 2 else None, max_attempts=3, backoff=[60, 300, 900], timeout_seconds=600,
    )  # fmt: skip
    if kind in about:
        row.subject_type_id, subjects = about[kind]
        row.subject_id = subjects[number * 7 % len(subjects)].pk
        names = {"video-generation": "video_id", "social-media-publish": "post_id"}
        row.args = {names.get(kind, "publication_id"): row.subject_id}
    else:
        row.args = {"url": "https://blog.example.org/feed.xml"}
    if later:
        row.run_after = now + timedelta(minutes=90 + number % 10_000)
        return row
    row.started_at = born + timedelta(seconds=dice.expovariate(1 / 3))
    row.finished_at = min(now, row.started_at + timedelta(seconds=usual * dice.uniform(0.5, 2.2)))
    row.attempts, row.worker = 1, f"press-{number % 3 + 1}:{1000 + number % 7}"
    row.progress, row.message = (100, "Done") if state == "completed" else (dice.randint(0, 90), "")
    if state == "failed":
        row.attempts = 3
        row.error_class, row.error_message = dice.choice(WRONG[kind])
        row.error_group = error_group(row.error_class, row.error_message)
    return row


class _Span:
    """What one span of time has gained."""

    def __init__(self):
        self.ends, self.waits, self.runs = Counter(), Counter(), Counter()


def _add(spans, row, now):
    minute = row.finished_at.replace(second=0, microsecond=0)
    places = [("hour", minute.replace(minute=0))]
    if now - minute < timedelta(hours=48):
        places += [("minute", minute), ("ten", minute.replace(minute=minute.minute // 10 * 10))]
    waited, ran = row.started_at - row.created_at, row.finished_at - row.started_at
    for name, at in places:
        one = spans[name, at, row.queue, row.type]
        one.ends[row.status] += 1
        one.waits[histogram.bucket(waited.total_seconds() * 1000)] += 1
        if row.status == "completed":
            one.runs[histogram.bucket(ran.total_seconds() * 1000)] += 1


def _attempts(now):
    """Three attempts of each newer failed job, with a traceback; and lines of the newest."""
    failed = list(Job.objects.failed().order_by("-pk")[:3000])
    Attempt.objects.bulk_create(
        (
            Attempt(
                job=job, number=number, lease=f"{job.pk}-{number}", worker=job.worker, pid=1000, outcome="error",
                started_at=job.started_at, finished_at=job.finished_at, error=job.error_message,
                error_class=job.error_class, traceback=TRACE, peak_memory_mb=212,
            )
            for job in failed
            for number in (1, 2, 3)
        ),
        batch_size=AT_ONCE,
    )  # fmt: skip
    if failed:
        last = failed[0].history.latest("pk")
        JobLog.objects.bulk_create(JobLog(job=failed[0], attempt=last, line=f"frame {n} of 1500") for n in range(300))


def _audits(people, now):
    acts = (("retry", "j2k4m6p8r2"), ("cancel", "j3n5q7s9t3"), ("pause queue", "social"), ("resume queue", "social"))
    Audit.objects.bulk_create(
        Audit(at=now - timedelta(hours=n), actor=people[n % 8].username, n=1, action=acts[n % 4][0],
              what={"queue" if n % 4 > 1 else "job": acts[n % 4][1]})
        for n in range(400, 0, -1)
    )  # fmt: skip
