"""What an open job list asks for every few seconds: the counts and the cells of its rows, in one answer.

An answer that the page already has is 304 without a body.
"""

from django.db.models import Max
from django.http import HttpRequest, HttpResponseBase, JsonResponse

from reelpress.dashboard import access, cells, filters, refresh, tabs
from reelpress.dashboard.pulse import pulse
from reelpress.dashboard.redaction import redact_text
from reelpress.jobs.models import Job
from reelpress.jobs.stats import badges
from reelpress.pipeline.suggesting import suggest

MOST_ROWS = 200


@access.screen("jobs.view_job")
def job_list(request: HttpRequest) -> HttpResponseBase:
    """Answer with the counts, the live cells of the rows on screen, the last hour, and how many jobs are newer."""
    shown = _numbers(request.GET.get("ids", ""))
    may_change = request.user.has_perm("jobs.change_job")
    fresh: dict[str, str] = {}
    for job in Job.objects.filter(pk__in=shown).defer("args", "metadata", "backoff"):
        fresh.update(cells.fresh(job, may_change=may_change))
    if "tab" in request.GET:
        fresh["pulse"] = str(pulse(tabs.chosen(request.GET["tab"]), filters.asked(request)))
    newest = _numbers(request.GET.get("newest", ""))
    newer = Job.objects.filter(pk__gt=newest[0])[:100].count() if newest else 0
    return refresh.unless_known(request, {"badges": badges(), "cells": fresh, "newer": newer})


@access.screen("jobs.view_job")
def suggestions(request: HttpRequest) -> HttpResponseBase:
    """Answer with what may stand next in the search line `?q=`, which ends where the caret is."""
    found = suggest(request.GET.get("q", ""))
    shown = [one for one in found.offers if redact_text(one.text) == one.text]  # an error may quote a secret
    offers = [{"text": one.text, "hint": redact_text(one.hint)} for one in shown]
    return JsonResponse({"start": found.start, "offers": offers})


def newest_id() -> int:
    """Return the number of the newest job, 0 when there is none."""
    return int(Job.objects.aggregate(newest=Max("pk"))["newest"] or 0)


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")[:MOST_ROWS] if part.isascii() and part.isdecimal() and len(part) < 19]
