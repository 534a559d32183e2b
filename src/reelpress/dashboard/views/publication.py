"""The page of one publication, and what a person may decide: try again, "it is there", "it is not there"."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from reelpress.dashboard import access, charts, components, lists
from reelpress.dashboard.access import user_of
from reelpress.dashboard.forms import PlanForm, valid
from reelpress.dashboard.redaction import redact, redact_text
from reelpress.jobs.models import Job
from reelpress.lib.errors import BadInput
from reelpress.metrics.models import Reading
from reelpress.pipeline import flow
from reelpress.publishing import preflight
from reelpress.publishing import services as publishing
from reelpress.publishing.models import Publication

RETRIABLE = (
    Publication.Status.DRAFT,
    Publication.Status.SCHEDULED,
    Publication.Status.FAILED,
    Publication.Status.NEEDS_RECONNECT,
)
PLANNABLE = (Publication.Status.DRAFT, Publication.Status.SCHEDULED)
SHOWN_READINGS = 30
CHARTED_READINGS = 120  # more than a year of them


def page(request: HttpRequest, publication: Publication) -> HttpResponse:
    """Show what is sent, how it stands, what went wrong, and the numbers."""
    may_change = request.user.has_perm("publishing.change_publication")
    out = publication.status == Publication.Status.PUBLISHED and not publication.taken_down_at
    readings = list(publication.readings.defer("raw").order_by("-read_at")[:CHARTED_READINGS])
    return access.page(
        request,
        "dashboard/publication.html",
        str(publication),
        row=publication,
        publication=publication,
        platform=components.platform(publication.account.platform),
        badge=lists.publication_badge(publication),
        facts=_facts(publication),
        raw=redact_text(publication.error_raw),
        state=json.dumps(redact(publication.state), ensure_ascii=False, indent=2) if publication.state else "",
        readings=[_numbers(row) for row in readings[:SHOWN_READINGS]],
        note=readings[0].note if readings else "",
        growth=charts.growth(
            [(row.read_at, row.views) for row in reversed(readings) if row.views is not None], what="views"
        ),
        jobs=lists.job_rows(lists.jobs_about(publication)) if request.user.has_perm("jobs.view_job") else [],
        may_retry=may_change and publication.status in RETRIABLE,
        warning=publishing.warning(publication),
        checks=preflight.check(publication).lines if publication.status in RETRIABLE else (),
        plan_form=PlanForm() if may_change and publication.status in PLANNABLE else None,
        may_take_down=may_change and out,
        may_confirm=may_change and publication.status == Publication.Status.UNCONFIRMED,
    )


def _numbers(row: Reading) -> tuple[Any, ...]:
    values = (row.views, row.likes, row.comments, row.shares)
    return components.moment(row.read_at), *(components.counted(value) for value in values)


def _facts(publication: Publication) -> list[tuple[str, Any]]:
    return [
        ("Status", lists.publication_badge(publication)),
        ("Account", components.to(publication.account)),
        ("Post", components.to(publication.post)),
        ("Video", components.to(publication.video)),
        ("Address", components.outside(publication.url)),
        ("Remote id", publication.remote_id or components.EMPTY),
        ("Tag", publication.tag),
        ("Goes out", _due(publication)),
        ("Attempted", components.moment(publication.attempted_at)),
        ("Published", components.moment(publication.published_at)),
        *([("Taken down", components.moment(publication.taken_down_at))] if publication.taken_down_at else []),
    ]


def _due(publication: Publication) -> SafeString:
    shown = components.moment(publication.due_at)
    return format_html("{} in its posting slot", shown) if publication.in_slot else shown


@access.action("publishing.view_publication", "publishing.change_publication")
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a publication that has not begun go out at another time."""
    publication = get_object_or_404(Publication.objects.select_related("account", "post"), pk=pk)

    def work() -> str:
        moment = valid(PlanForm(request.POST))["at"]
        flow.plan(publication, moment, user=user_of(request))
        said = f"It goes out at {localtime(moment):%Y-%m-%d %H:%M %Z}."
        return " ".join(filter(None, (said, publishing.warning(publication))))

    return access.press(request, work, components.change_url(publication))


@access.action("publishing.view_publication", "publishing.change_publication")
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a publication that has not begun."""
    publication = get_object_or_404(Publication.objects.select_related("account", "post"), pk=pk)

    def work() -> str:
        if publication.status not in PLANNABLE:
            raise BadInput(f"This publication is {publication.status}; it cannot be taken back.")
        flow.take_back(publication, user=user_of(request))
        return "It is taken back and will not be sent. Publish the post again when you want it after all."

    return access.press(request, work, components.change_url(publication))


@access.action("publishing.view_publication", "publishing.change_publication")
def take_down(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a published post on its platform."""
    publication = get_object_or_404(Publication.objects.select_related("account", "post"), pk=pk)

    def work() -> str:
        publishing.take_down(publication)
        return f"It is deleted on {components.platform(publication.account.platform)}."

    return access.press(request, work, components.change_url(publication))


@access.action("publishing.view_publication", "publishing.change_publication")
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a publication that did not go out sent now, also one that waits for its time."""
    publication = get_object_or_404(Publication.objects.select_related("account"), pk=pk)

    def work() -> Job:
        if publication.status not in RETRIABLE:
            raise BadInput(f"This publication is {publication.status}; there is nothing to retry.")
        return flow.publish_now(publication, user=user_of(request))

    return access.start(request, work, components.change_url(publication))


@access.action("publishing.view_publication", "publishing.change_publication")
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a person's word on whether it went out."""
    publication = get_object_or_404(Publication, pk=pk)

    def work() -> str:
        answer = request.POST.get("answer")
        if publication.status != Publication.Status.UNCONFIRMED or answer not in ("yes", "no"):
            raise BadInput(f"This publication is {publication.status}; nothing about it is open.")
        publishing.confirm(publication, is_there=answer == "yes", url=request.POST.get("url", "").strip())
        if answer == "yes":
            return "Noted: it is there. It will not be sent again."
        return "Noted: it is not there. You can retry it now."

    return access.press(request, work, components.change_url(publication))
