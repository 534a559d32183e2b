"""The jobs that a search asks for: one queryset for the list, its counts and what is done to all of them.

Knows posts, videos and publications by their titles; knows no HTML.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import Max, Model, Q
from django.db.models.functions import Now

from reelpress.content.models import Post
from reelpress.jobs.models import Batch, Job, JobQuerySet
from reelpress.jobs.order import SLACK, first_since
from reelpress.jobs.states import Status
from reelpress.lib import clock
from reelpress.pipeline.search import Search, moment
from reelpress.publishing.models import Publication
from reelpress.video.models import Video

TEXT_IN_NEWEST = 100_000  # no index finds a word inside an error: these jobs are read
MOST_POSTS, MOST_MADE = 200, 1000
ID_LENGTH = 10
KINDS: Mapping[str, type[Model]] = {"post": Post, "video": Video, "publication": Publication}
_ROW = re.compile(r"(post|video|publication):([0-9]{1,18})")


def matching(*searches: Search) -> JobQuerySet:
    """Return the jobs that every one of `searches` asks for; none when one has a problem."""
    return Job.objects.filter(condition(*searches))


def condition(*searches: Search) -> Q:
    """Return what the jobs that every one of `searches` asks for have in common."""
    wanted = Q()
    for search in searches:
        wanted &= _condition(search)
    return wanted


def _condition(search: Search) -> Q:
    if search.problems:
        return Q(pk__in=[])
    wanted = Q()
    names = dict.fromkeys(term.name for term in search.terms)
    for name in names:
        wanted &= _text(search.values(name)) if name == "" else _any(name, search.values(name))
    if names.keys() & {"", "error", "worker"}:
        newest = Job.objects.aggregate(newest=Max("pk"))["newest"] or 0
        wanted &= Q(pk__gt=newest - TEXT_IN_NEWEST)
    return wanted


def _any(name: str, values: tuple[str, ...]) -> Q:
    wanted = Q()
    for value in values:
        wanted |= READS[name](value)
    return wanted


def _text(words: tuple[str, ...]) -> Q:
    wanted = Q()
    for word in words:
        wanted &= Q(type__icontains=word) | _says("message", word) | _error(word)
    return wanted


def _status(value: str) -> Q:
    if value == "scheduled":
        return Q(status=Status.PENDING, run_after__gt=Now())
    return Q(status=Status.PENDING) & ~Q(run_after__gt=Now()) if value == "pending" else Q(status=value)


def _id(value: str) -> Q:
    return Q(public_id__gte=value, public_id__lte=value.ljust(ID_LENGTH, "z"))


def _error(value: str) -> Q:
    """Whether a job with an error has a word in it or in its class; an index has those jobs alone."""
    return ~Q(error_message="") & (Q(error_message__icontains=value) | Q(error_class__icontains=value))


def _says(field: str, word: str) -> Q:
    """Whether a field has a word in it; most have nothing in them, and it costs little to see that first."""
    return ~Q(**{field: ""}) & Q(**{f"{field}__icontains": word})


def _subject(value: str) -> Q:
    """Jobs about one row, or about posts of this name and what was made of them."""
    if row := _ROW.fullmatch(value):
        return _about(KINDS[row[1]], [int(row[2])])
    named = Post.objects.filter(Q(slug=value) | Q(title__icontains=value)).order_by("-pk")
    posts = list(named.values_list("pk", flat=True)[:MOST_POSTS])
    wanted = _about(Post, posts)
    for kind in (Video, Publication):
        made = kind.objects.filter(post__in=posts).order_by("-pk")
        wanted |= _about(kind, list(made.values_list("pk", flat=True)[:MOST_MADE]))
    return wanted


def _about(kind: type[Model], ids: object) -> Q:
    return Q(subject_type=ContentType.objects.get_for_model(kind), subject_id__in=ids)


def _keys(kind: type[Model], **named: str) -> list[int]:
    """Return the key of the row of this name, if there is one: joined by its name, jobs would not be found by index."""
    return list(kind._default_manager.filter(**named).values_list("pk", flat=True)[:1])


def _before(value: str) -> Q:
    exact, about = _moment(value)
    return Q(created_at__lt=exact, pk__lt=first_since(about) + SLACK)


def _after(value: str) -> Q:
    exact, about = _moment(value)
    return Q(created_at__gt=exact, pk__gte=first_since(about) - SLACK)


def _moment(value: str) -> tuple[Any, datetime]:
    """Return a moment as the database knows it, and as we do: our clocks may differ a little."""
    when = moment(value)
    if isinstance(when, timedelta):
        return Now() - when, clock.now() - when
    assert isinstance(when, datetime), "a search with such a time has a problem"
    return when, when


READS: Mapping[str, Callable[[str], Q]] = {
    "status": _status,
    "type": lambda value: Q(type=value),
    "queue": lambda value: Q(queue=value),
    "id": _id,
    "subject": _subject,
    "error": _error,
    "reason": lambda value: Q(status=Status.FAILED, error_group=value),
    "user": lambda value: Q(user__in=_keys(get_user_model(), username=value)),
    "worker": lambda value: Q(worker__startswith=value),
    "batch": lambda value: Q(batch__in=_keys(Batch, public_id=value)),
    "parent": lambda value: Q(parent__in=_keys(Job, public_id=value)),
    "before": _before,
    "after": _after,
}
