"""What a person does to every job that a search finds: looked at first, then done by a job, and written into the audit.

Knows the verbs and who may use them; knows no HTML.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Max

from reelpress.jobs import audit, control, counts
from reelpress.jobs.context import Run
from reelpress.jobs.enqueue import enqueue
from reelpress.jobs.models import Job, JobQuerySet
from reelpress.jobs.states import Status
from reelpress.lib.errors import BadInput
from reelpress.pipeline.matching import matching
from reelpress.pipeline.search import Search, parse

BULK = "jobs-bulk"
CHUNK = audit.MOST_JOBS
FIRST = 1_000  # somebody waits
MOST_REFUSED = 20
COUNTED = 100_000  # that many are counted by reading them: more would keep the person waiting
KEPT = ("queue", "type", "status")  # by which the counts are kept


@dataclass(frozen=True)
class Verb:
    """One thing to do to jobs: its title on buttons, what it did in sentences, its permission, whose turn is first."""

    title: str
    done: str
    permission: str
    press: Callable[..., Any]
    order: str = "pk"


VERBS: Mapping[str, Verb] = {
    "retry": Verb("Retry", "put back into the queue", "jobs.change_job", control.retry),
    "cancel": Verb("Cancel", "cancelled, or told to end", "jobs.change_job", control.cancel, "-pk"),  # followers first
    "run-now": Verb("Run now", "made due now", "jobs.change_job", control.run_now),
    "priority": Verb("Change priority", "given the priority", "jobs.change_job", control.set_priority),
    "delete": Verb("Delete", "deleted with their history", "jobs.delete_job", control.forget),
}


def newest() -> int:
    """Return the number of the newest job: later ones are left alone by what is started now."""
    return int(Job.objects.aggregate(newest=Max("pk"))["newest"] or 0)


def chosen(searches: Sequence[Search], upto: int) -> JobQuerySet:
    """Return the jobs that all `searches` find and that are no newer than `upto`; never such work as this itself."""
    return matching(*searches).filter(pk__lte=upto).exclude(type=BULK)


def how_many(searches: Sequence[Search], upto: int) -> tuple[int, bool]:
    """Return how many jobs `chosen` returns, and whether these are all: past 100,000 only simple searches know."""
    n = chosen(searches, upto)[: COUNTED + 1].count()
    if n <= COUNTED:
        return n, True
    known = _from_counts(searches)
    return (COUNTED, False) if known is None else (known, True)


def _from_counts(searches: Sequence[Search]) -> int | None:
    """Return what the kept counts say; None where they do not say it, as of what is due by now."""
    terms = [term for search in searches for term in search.terms]
    if any(term.name not in KEPT or term.value in (Status.PENDING, "scheduled") for term in terms):
        return None
    wanted = [(place, search.values(name)) for search in searches for place, name in enumerate(KEPT)]
    return sum(
        n
        for key, n in counts.current().items()
        if key[1] != BULK and all(key[place] in values for place, values in wanted if values)
    )


def start(verb: str, searches: Sequence[Search], upto: int, *, user: AbstractBaseUser, priority: int = 0) -> Job:
    """Have `verb` done to all that `chosen` returns; raise `BadInput` for what cannot be."""
    if verb not in VERBS:
        raise BadInput(f"Nothing is named {verb}.", todo=f"There are {', '.join(VERBS)}.")
    if not -control.MOST_PRIORITY <= priority <= control.MOST_PRIORITY:
        raise BadInput(f"A priority is a whole number from -{control.MOST_PRIORITY} to {control.MOST_PRIORITY}.")
    if problems := [problem for search in searches for problem in search.problems]:
        raise BadInput(problems[0], means="Nothing was started.")
    lines = [str(search) for search in searches if search.terms]
    args = {"verb": verb, "lines": lines, "upto": upto, "by": user.get_username(), "priority": priority}
    about = {"verb": verb, "search": " and ".join(lines) or "all"}
    with transaction.atomic():
        audit.record(user.get_username(), f"start {verb} all", chosen(searches, upto).count(), lines=lines)
        return enqueue(BULK, args, user=user, priority=FIRST, metadata=about)


def carry_out(run: Run, verb: str, lines: Sequence[str], upto: int, by: str, priority: int) -> None:
    """Do `verb` to each chosen job in its order; go on after the last finished chunk when it is run again.

    The audit has a row a chunk, with its jobs.
    """
    press, about = VERBS[verb].press, {}
    if verb == "priority":
        press, about = partial(control.set_priority, priority=priority), {"priority": priority}
    jobs = chosen([parse(line) for line in lines], upto).order_by(VERBS[verb].order)
    facts = {"done": 0, "refused": 0, "reached": None, **run.job.metadata}
    left = total = _beyond(jobs, verb, facts["reached"]).count()
    while chunk := list(_beyond(jobs, verb, facts["reached"]).values_list("pk", flat=True)[:CHUNK]):
        these = Job.objects.filter(pk__in=chunk).order_by(VERBS[verb].order)
        answer = control.each(these, press, action=f"{verb} all", by=by, job=run.job.public_id, **about)
        for sentence in answer.refused[: max(0, MOST_REFUSED - facts["refused"])]:
            run.log(sentence)
        facts["done"] += answer.n
        facts["refused"] += len(answer.refused)
        facts["reached"], left = chunk[-1], max(0, left - len(chunk))
        run.note(**{name: facts[name] for name in ("done", "refused", "reached")})
        run.progress(100 * (total - left) / total if total else 100, f"{facts['done']:,} {VERBS[verb].done}")


def _beyond(jobs: JobQuerySet, verb: str, reached: int | None) -> JobQuerySet:
    if reached is None:
        return jobs
    return jobs.filter(pk__gt=reached) if VERBS[verb].order == "pk" else jobs.filter(pk__lt=reached)
