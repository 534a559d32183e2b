"""Whom a job comes from and what comes of it: jobs that started others, and jobs that wait for others.

Reads jobs, a question a generation; knows no drawing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from reelpress.jobs.models import Job

UP, DOWN = 3, 2  # generations
A_GENERATION = 6
LOOKED_AT = 200


@dataclass(frozen=True)
class Tie:
    """One job leads to another: it started it, or the other waits for it."""

    source: int
    target: int
    waits: bool


@dataclass(frozen=True)
class Generation:
    """Jobs that are as many steps away, and how many more there are, or at least are."""

    step: int  # below 0 before the job, above 0 after it
    jobs: tuple[Job, ...]
    more: int = 0
    at_least: bool = False  # no more were looked at

    @property
    def rest(self) -> str:
        """How many are not shown, in words; empty when all are."""
        return f"{'at least ' if self.at_least else ''}{self.more} more" if self.more else ""


@dataclass(frozen=True)
class Family:
    """A job with its kin, the oldest first."""

    job: Job
    generations: tuple[Generation, ...]
    ties: tuple[Tie, ...]

    @property
    def alone(self) -> bool:
        """Whether nothing led to the job and nothing came of it."""
        return len(self.generations) == 1


def family_of(job: Job) -> Family:
    """Return the kin of a job: three generations back, two ahead, the first few of each."""
    seen = {job.pk}
    before = _before(job, seen)
    after = _after(job, seen)
    generations = (*reversed(before), Generation(0, (job,)), *after)
    return Family(job, generations, tuple(_ties(one for generation in generations for one in generation.jobs)))


def _before(job: Job, seen: set[int]) -> list[Generation]:
    found: list[Generation] = []
    young: Iterable[Job] = (job,)
    for step in range(1, UP + 1):
        wanted = {pk for one in young for pk in (one.parent_id, one.after_id) if pk is not None} - seen
        if not wanted:
            break
        old = tuple(Job.objects.filter(pk__in=wanted).defer("args", "metadata").order_by("pk"))
        found.append(Generation(-step, old[:A_GENERATION], max(0, len(old) - A_GENERATION)))
        seen |= wanted
        young = old[:A_GENERATION]
    return found


def _after(job: Job, seen: set[int]) -> list[Generation]:
    found: list[Generation] = []
    old: tuple[Job, ...] = (job,)
    for step in range(1, DOWN + 1):
        ids = [one.pk for one in old]
        rows = Job.objects.filter(Q(parent__in=ids) | Q(after__in=ids)).exclude(pk__in=seen)
        young = tuple(rows.defer("args", "metadata").order_by("pk")[:LOOKED_AT])
        if not young:
            break
        old = young[:A_GENERATION]
        found.append(Generation(step, old, len(young) - len(old), at_least=len(young) == LOOKED_AT))
        seen |= {one.pk for one in young}
    return found


def _ties(jobs: Iterable[Job]) -> Iterable[Tie]:
    kin = list(jobs)
    there = {one.pk for one in kin}
    for one in kin:
        if one.after_id in there:
            yield Tie(one.after_id, one.pk, waits=True)
        if one.parent_id in there and one.parent_id != one.after_id:
            yield Tie(one.parent_id, one.pk, waits=False)
