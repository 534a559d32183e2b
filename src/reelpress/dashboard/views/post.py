"""The page of a post, and its two buttons: make a video, publish."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from reelpress.content.models import Post
from reelpress.dashboard import access, components, lists
from reelpress.dashboard.access import user_of
from reelpress.dashboard.forms import MakeVideoForm, PublishForm, connected_platforms, valid
from reelpress.jobs.models import Job
from reelpress.lib.errors import BadInput
from reelpress.lib.text import clip
from reelpress.pipeline import flow
from reelpress.video.models import Video

SHOWN_CHARACTERS = 20_000


def page(request: HttpRequest, post: Post) -> HttpResponse:
    """Show a post, its videos, where it was published, and its jobs."""
    videos = lists.with_last_making(post.videos.order_by("pk").defer("storyboard"))
    return access.page(
        request,
        "dashboard/post.html",
        post.title,
        row=post,
        post=post,
        body=clip(post.body, SHOWN_CHARACTERS),
        words=len(post.body.split()),
        canonical=components.outside(post.canonical_url),
        published=components.dated(post.published_at),
        images=[(image, components.media_url(image.file)) for image in post.images.all()[:24]],
        videos=[(video, lists.video_badge(video), components.media_url(video.thumbnail)) for video in videos],
        publications=lists.publication_rows(post.publications.all()),
        numbers=lists.total_rows(post.publications.all()),
        jobs=lists.job_rows(lists.jobs_about(post, *videos)) if request.user.has_perm("jobs.view_job") else [],
        make_form=MakeVideoForm(),
        publish_form=PublishForm(platforms=connected_platforms()),
        may_change=request.user.has_perm("content.change_post"),
        may_remove=request.user.has_perm("content.delete_post"),
    )


@access.action("content.view_post", "content.change_post")
def make_video(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a video made in the chosen format."""
    post = get_object_or_404(Post, pk=pk)

    def work() -> Job:
        given = valid(MakeVideoForm(request.POST))
        return flow.generate_video(
            post, given["format"], language=given["language"], user=user_of(request), publish=given["publish"]
        )

    return access.start(request, work, components.change_url(post))


@access.action("content.view_post", "content.change_post")
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a post published to the chosen platforms, now or at a time."""
    post = get_object_or_404(Post, pk=pk)

    return access.start(request, lambda: publish_as_chosen(request, post), components.change_url(post))


@access.action("content.view_post", "content.delete_post")
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a post that was published nowhere, with its videos."""
    post = get_object_or_404(Post, pk=pk)

    def work() -> str:
        flow.remove_post(post)
        return f"“{clip(post.title, 80)}” and its videos are gone."

    return access.press(request, work, components.change_url(post), then=reverse("admin:content_post_changelist"))


@access.screen("content.view_post", "publishing.view_account")
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show exactly what would go to each account, in the form that `?as=` names, and what could stop it."""
    post = get_object_or_404(Post, pk=pk)
    variant = request.GET.get("as", "") if request.GET.get("as") in ("text", "picture") else ""
    found, wrong = [], ""
    try:
        found = flow.preflight(post, variant=variant)
    except BadInput as failure:
        wrong = str(failure)
    forms = [("", "Video"), ("text", "Text"), ("picture", "Picture")]
    rows = [(one, components.platform(one.account.platform)) for one in found]
    title = f"What would go out: {post.title}"
    return access.page(
        request, "dashboard/preview.html", title, row=post, found=rows, wrong=wrong, forms=forms, chosen=variant
    )


def publish_as_chosen(request: HttpRequest, post: Post, video: Video | None = None) -> Job:
    """Start publishing as the form says: to which platforms, and when."""
    given = valid(PublishForm(request.POST, platforms=connected_platforms()))
    return flow.publish_post(
        post,
        video=video,
        variant="" if video else given["variant"],
        platforms=given["platforms"] or None,
        at=given["at"],
        in_slots=given["in_slots"],
        user=user_of(request),
    )
