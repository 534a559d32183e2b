"""Videos of several posts: which were chosen, in which format, and a button that starts all of them as one batch."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from reelpress.content.models import Post
from reelpress.dashboard import access, components, paging
from reelpress.dashboard.forms import MakeVideoForm, valid
from reelpress.lib.errors import BadInput
from reelpress.pipeline import flow, search

MOST = 200  # posts at once; a list has fifty a page


@access.screen("content.view_post", "content.change_post")
def page(request: HttpRequest) -> HttpResponse:
    """Show the chosen posts and what can be chosen for their videos."""
    posts = _posts(request.GET.getlist("post"))
    title = f"Videos of {len(posts)} post{'' if len(posts) == 1 else 's'}"
    shown = [(post, components.to(post)) for post in posts]
    return access.page(request, "dashboard/several.html", title, posts=shown, form=MakeVideoForm())


@access.action("content.view_post", "content.change_post")
def start(request: HttpRequest) -> HttpResponse:
    """Start the videos as one batch, and go to its jobs."""
    posts, listed = _posts(request.POST.getlist("post")), reverse("admin:content_post_changelist")

    def work() -> tuple[str, str]:
        if not posts:
            raise BadInput("No post was chosen.", means="Nothing was started.", todo="Tick posts in their list.")
        given = valid(MakeVideoForm(request.POST))
        batch, under_way = flow.generate_videos(
            posts, given["format"], language=given["language"], publish=given["publish"], user=access.user_of(request)
        )
        left = f" {len(under_way)} left out: they are being made already." if under_way else ""
        said = f"Batch {batch.public_id} has {batch.total} job{'' if batch.total == 1 else 's'}.{left}"
        sees_jobs = request.user.has_perm("jobs.view_job")
        return said, search.address(f"batch:{batch.public_id}") if sees_jobs else listed

    return access.lead(request, work, listed)


def _posts(given: list[str]) -> list[Post]:
    """Return the posts of these numbers, oldest first; what is no number names none."""
    numbers = {number for text in given[:MOST] if (number := paging.row_number(text)) is not None}
    return list(Post.objects.filter(pk__in=numbers).order_by("pk").defer("body"))
