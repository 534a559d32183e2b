"""Every page of the dashboard, as a browser asks for it: lists and searches, rows, refreshes, by name."""

from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from reelpress.content.models import Post
from reelpress.dashboard import overview
from reelpress.dashboard.tabs import TABS
from reelpress.jobs.models import Job
from reelpress.publishing.models import Account, Publication
from reelpress.video.models import Video

JOBS = "/admin/jobs/job/"
SEARCHES = {
    "before a week ago": "before:7d",
    "after a week ago": "after:7d",
    "before a year long gone": "before:2020-01-01",
    "between": "after:14d before:13d",
    "failed between": "status:failed after:14d before:13d",
    "one word": "scenes",
    "a rare word": "nowhere",
    "two words": "narrated 7",
    "words of a queue": "queue:video scenes",
    "error, rare": 'error:"way 17"',
    "error, nowhere": "error:nowhere",
    "error of failed": 'status:failed error:"way 17"',
    "worker": "worker:host:3",
    "worker nowhere": "worker:nobody",
    "failed of a worker": "status:failed worker:host:3",
    "a subject": "subject:post:5",
    "a title": 'subject:"part 77"',
    "a title of thousands": "subject:press",
    "scheduled of a queue": "status:scheduled queue:video",
    "type and queue": "type:video-generation queue:video",
    "type and another queue": "type:video-generation queue:social",
    "waiting": "status:waiting",
    "user and type": "user:person-3 type:platform-publish",
    "a queue that is none": "queue:nowhere",
}
OTHERS = ("failures", "queues", "workers", "batches", "schedule", "audit")
LISTS = (("content", "post"), ("video", "video"), ("publishing", "publication"), ("publishing", "account"))


def pages():
    """Every page as (name, what asks it)."""
    person = get_user_model().objects.create_user("bench-admin", is_staff=True, is_superuser=True)
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(person)

    def get(path, **query):
        def ask():
            answer = browser.get(path, query)
            if answer.status_code != 200:
                raise RuntimeError(f"{path} answered {answer.status_code}")

        return ask

    for group in (_lists, _found, _searches, _refreshes, _rows, _others):
        yield from group(get)


def _lists(get):
    deep = Job.objects.order_by("pk").values_list("pk", flat=True)[0] + Job.objects.count() // 10
    for tab in TABS:
        yield f"page: jobs, tab {tab.name}", get(JOBS, tab=tab.name)
        yield f"page: jobs, tab {tab.name}, deep", get(JOBS, tab=tab.name, before=deep)
        yield f"page: jobs, tab {tab.name}, back", get(JOBS, tab=tab.name, after=deep)


def _found(get):
    failed = Job.objects.failed().latest("pk")
    batch = Job.objects.filter(batch__isnull=False).latest("pk").batch
    user = get_user_model().objects.get(username="person-3").pk
    yield "page: jobs, search by id", get(JOBS, q=failed.public_id)
    yield "page: jobs, search by beginning", get(JOBS, q=failed.public_id[:4])
    yield "page: jobs, of a batch", get(JOBS, q=f"batch:{batch.public_id}")
    yield "page: jobs, of a reason", get(JOBS, q=f"reason:{failed.error_group}")
    yield "page: jobs, failed of a type", get(JOBS, status="failed", type="platform-publish")
    yield "page: jobs, of a queue", get(JOBS, queue="low-priority")
    yield "page: jobs, of a queue, pending", get(JOBS, queue="default", tab="pending")
    yield "page: jobs, cancelled of a queue", get(JOBS, queue="video", tab="cancelled")
    yield "page: jobs, of a user", get(JOBS, user=user)
    yield "page: jobs, failed of a user", get(JOBS, user=user, tab="failed")


def _searches(get):
    for name, line in SEARCHES.items():
        yield f"page: jobs, {name}", get(JOBS, q=line)
    every = reverse("dashboard:jobs-all")
    yield "page: all matching, failed", get(every, verb="retry", tab="failed")
    yield "page: all matching, old ones", get(every, verb="delete", tab="completed", q="before:7d")


def _refreshes(get):
    newest = list(Job.objects.order_by("-pk").values_list("pk", flat=True)[:50])
    failed, running = Job.objects.failed().latest("pk"), Job.objects.processing().latest("pk")
    live = reverse("dashboard:jobs-live")
    yield "live: an open job list", get(live, ids=",".join(map(str, newest)), newest=newest[0], tab="all", q="")
    yield "live: badges alone", get(live)
    yield "live: a job that failed", get(reverse("dashboard:job-live", args=[failed.pk]))
    suggestions = reverse("dashboard:jobs-suggestions")
    for line in ("st", "type:p", "error:way", "subject:part 7", "user:person", "id:j2", "reason:"):
        yield f"live: suggestions for {line}", get(suggestions, q=line)
    yield "live: a job that runs", get(reverse("dashboard:job-live", args=[running.pk]))


def _rows(get):
    failed = Job.objects.failed().latest("pk")
    told = Job.objects.filter(log_lines__isnull=False).latest("pk")
    child = Job.objects.filter(parent__isnull=False).latest("pk")
    yield "page: a job that failed", get(f"{JOBS}{failed.pk}/change/")
    yield "page: a job with 1,500 lines", get(f"{JOBS}{told.pk}/change/")
    yield "page: a job with a parent", get(f"{JOBS}{child.pk}/change/")
    for kind in (Post, Video, Publication):
        row = kind.objects.earliest("pk")
        name = kind._meta.model_name
        yield (
            f"page: a {name} with many jobs",
            get(reverse(f"admin:{kind._meta.app_label}_{name}_change", args=[row.pk])),
        )
    account = Account.objects.earliest("pk")
    yield "page: an account", get(reverse("admin:publishing_account_change", args=[account.pk]))


def _others(get):
    for choice in overview.CHOICES:
        yield f"page: home, {choice.title}", get("/admin/", last=choice.name)
    for name in OTHERS:
        yield f"page: {name}", get(reverse(f"dashboard:jobs-{name}"))
    yield "page: audit, deep", get(reverse("dashboard:jobs-audit"), before=1000)
    yield "page: calendar", get(reverse("dashboard:calendar"))
    for room, name in LISTS:
        path = reverse(f"admin:{room}_{name}_changelist")
        yield f"page: {name}s", get(path)
        yield f"page: {name}s, search", get(path, q="part 77")
    for room, name in LISTS[:3]:
        yield f"page: {name}s, last page", get(reverse(f"admin:{room}_{name}_changelist"), p=20)
    failed = get(reverse("admin:publishing_publication_changelist"), status__exact="failed")
    yield "page: publications, failed", failed
