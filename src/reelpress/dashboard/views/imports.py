"""The page where posts come in: by address (a job does it), by file, or pasted."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from reelpress.content.models import Feed
from reelpress.content.services import Imported
from reelpress.dashboard import access, components, lists
from reelpress.dashboard.access import user_of
from reelpress.dashboard.forms import ImportAddressForm, ImportFileForm, ImportTextForm, valid
from reelpress.jobs.models import Job
from reelpress.lib.errors import BadInput
from reelpress.pipeline import flow

PERMISSIONS = ("content.view_post", "content.add_post")
SHOWN_NOTES = 5


@access.screen(*PERMISSIONS)
def page(request: HttpRequest) -> HttpResponse:
    """Show the three ways in, the feeds that are known, and the imports of late."""
    may_see_jobs = request.user.has_perm("jobs.view_job")
    return access.page(
        request,
        "dashboard/import.html",
        "Import posts",
        address_form=ImportAddressForm(),
        file_form=ImportFileForm(),
        text_form=ImportTextForm(),
        feeds=[
            (feed, components.outside(feed.url), components.moment(feed.read_at)) for feed in Feed.objects.all()[:50]
        ],
        jobs=lists.job_rows(Job.objects.filter(type=flow.IMPORT)) if may_see_jobs else [],
        may_see_jobs=may_see_jobs,
    )


@access.action(*PERMISSIONS)
def address(request: HttpRequest) -> HttpResponse:
    """Have an address imported in the background, and lead to where it can be watched."""

    def work() -> Job:
        given = valid(ImportAddressForm(request.POST))
        return flow.import_address(given["url"], user=user_of(request))

    return access.start(request, work, reverse("dashboard:import"))


@access.action(*PERMISSIONS)
def file(request: HttpRequest) -> HttpResponse:
    """Import a Markdown or HTML file that was uploaded."""

    def work() -> list[Imported]:
        upload = valid(ImportFileForm(request.POST, request.FILES))["file"]
        if upload.size > settings.MAX_POST_MEGABYTES << 20:
            raise BadInput(
                f"The file is larger than {settings.MAX_POST_MEGABYTES} MB.",
                means="Nothing was imported.",
                todo="Split the post, or raise REELPRESS_MAX_POST_MB.",
            )
        try:
            text = upload.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise BadInput(
                "The file is not text in UTF-8.",
                means="Nothing was imported.",
                todo="Save it as UTF-8, then try again.",
            ) from None
        return flow.import_text(text, name=upload.name, user=user_of(request))

    return _imported(request, work)


@access.action(*PERMISSIONS)
def text(request: HttpRequest) -> HttpResponse:
    """Import Markdown or HTML that was pasted."""

    def work() -> list[Imported]:
        given = valid(ImportTextForm(request.POST))
        return flow.import_text(given["text"], kind=given["kind"], user=user_of(request))

    return _imported(request, work)


def _imported(request: HttpRequest, work: Callable[[], list[Imported]]) -> HttpResponse:
    """Do `work`, say what came of it, and show the post; what was left out is said too."""
    found: list[Imported] = []

    def told() -> str:
        found.extend(work())
        return f"{found[0].post.title} was {found[0].outcome if found[0].outcome != 'unchanged' else 'here already'}."

    response = access.press(request, told, reverse("dashboard:import"))
    if not found:
        return response
    for note in found[0].notes[:SHOWN_NOTES]:
        messages.warning(request, note)
    return HttpResponseRedirect(components.change_url(found[0].post))
