"""What may stand next in a search line: names of terms, and values that there are. Reads a little; knows no HTML."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user_model

from reelpress.content.models import Post
from reelpress.jobs import counts
from reelpress.jobs.models import Batch, Job
from reelpress.jobs.registry import job_types
from reelpress.jobs.stats import reasons
from reelpress.jobs.workers import alive
from reelpress.lib.text import clip, storable
from reelpress.pipeline.search import LONGEST, MEANINGS, STATUSES, Term, written

MOST = 8
OPEN_VALUES = ("status", "type", "queue")  # found by a bare word too: there are few
TIMES = {"1h": "an hour ago", "24h": "a day ago", "7d": "a week ago", "30d": "a month ago"}
_LAST = re.compile(r'(?:^|(?<=\s))(?:([A-Za-z]+):)?("[^"]*|[^\s"]*)$')


@dataclass(frozen=True)
class Suggestion:
    """One thing to put in place of what is being typed, and what it means."""

    text: str
    hint: str


@dataclass(frozen=True)
class Suggestions:
    """What to offer, and where in the line it goes: from `start` to the end."""

    start: int
    offers: tuple[Suggestion, ...] = ()


def suggest(line: str) -> Suggestions:
    """Return what may stand at the end of `line`, the part of a search line before the caret."""
    line = storable(line[:LONGEST])
    found = _LAST.search(line)
    if found is None:
        return Suggestions(len(line))
    name, typed = (found[1] or "").lower(), found[2].removeprefix('"').lower()
    if name in VALUES:
        offers = [Suggestion(f"{written(Term(name, value))} ", hint) for value, hint in VALUES[name](typed)]
    elif name:
        offers = []
    else:
        offers = [*_names(typed), *(_open_values(typed) if typed else ())]
    return Suggestions(found.start(), tuple(offers[:MOST]))


def _names(typed: str) -> Iterable[Suggestion]:
    return [Suggestion(f"{name}:", meaning) for name, meaning in MEANINGS.items() if name.startswith(typed)]


def _open_values(typed: str) -> Iterable[Suggestion]:
    for name in OPEN_VALUES:
        for value, hint in VALUES[name](typed):
            yield Suggestion(f"{written(Term(name, value))} ", hint)


Values = Iterable[tuple[str, str]]  # each with what it means


def _having(values: Iterable[str], typed: str, hint: str = "") -> Values:
    """Return those with `typed` in them, those that begin with it first."""
    fitting = [value for value in dict.fromkeys(values) if typed in value.lower()]
    return [(value, hint) for value in sorted(fitting, key=lambda value: not value.lower().startswith(typed))[:MOST]]


def _types(typed: str) -> Values:
    return _having([*(kind.name for kind in job_types()), *(kind for _, kind, _ in counts.current())], typed)


def _queues(typed: str) -> Values:
    return _having([*settings.QUEUES, *(queue for queue, _, _ in counts.current())], typed)


def _users(typed: str) -> Values:
    names = get_user_model().objects.filter(username__icontains=typed).order_by("username")
    return _having(names.values_list("username", flat=True)[:MOST], typed)


def _workers(typed: str) -> Values:
    return _having(alive().order_by("host").values_list("host", flat=True).distinct(), typed)


def _subjects(typed: str) -> Values:
    """Return posts by their titles, the newest first."""
    posts = Post.objects.filter(title__icontains=typed).order_by("-pk").values_list("pk", "title")[:MOST]
    return [(f"post:{pk}", clip(title, 60)) for pk, title in posts]


def _errors(typed: str) -> Values:
    """Return the classes of what failed lately, and their sentences."""
    lately = reasons(2 * MOST)
    classes = _having((reason.error_class for reason in lately if reason.error_class), typed, "class of the error")
    sentences = _having((_beginning(reason.example) for reason in lately), typed)
    return [*classes, *(one for one in sentences if one[0])]


def _beginning(sentence: str) -> str:
    """Return the first words, without what would end them early in a search line."""
    return " ".join(sentence.replace('"', " ").split()[:6])


def _reasons(typed: str) -> Values:
    return [
        (reason.group, f"{reason.n:,} of {reason.type}: {clip(reason.example, 60)}")
        for reason in reasons(MOST)
        if reason.group.startswith(typed)
    ]


def _batches(typed: str) -> Values:
    rows = Batch.objects.filter(public_id__startswith=typed).order_by("-pk").values_list("public_id", "name")
    return list(rows[:MOST])


def _ids(typed: str) -> Values:
    rows = Job.objects.filter(public_id__gte=typed, public_id__lte=typed.ljust(10, "z")) if typed else Job.objects.all()
    newest = rows.order_by("public_id" if typed else "-pk").values_list("public_id", "type", "status")[:MOST]
    return [(public_id, f"{kind}, {status}") for public_id, kind, status in newest]


def _times(typed: str) -> Values:
    return [(value, hint) for value, hint in TIMES.items() if value.startswith(typed)]


VALUES: Mapping[str, Callable[[str], Values]] = {
    "status": lambda typed: _having(STATUSES, typed),
    "type": _types,
    "queue": _queues,
    "id": _ids,
    "subject": _subjects,
    "error": _errors,
    "reason": _reasons,
    "user": _users,
    "worker": _workers,
    "batch": _batches,
    "parent": _ids,
    "before": _times,
    "after": _times,
}
