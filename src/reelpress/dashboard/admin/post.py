"""The list of posts."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString

from reelpress.content.models import Post
from reelpress.dashboard import components
from reelpress.dashboard.admin.base import ScreenAdmin
from reelpress.dashboard.views import post as post_page
from reelpress.dashboard.views import several
from reelpress.publishing.models import Publication
from reelpress.video.models import Video


@admin.register(Post)
class PostAdmin(ScreenAdmin):
    change_list_template = "dashboard/post_list.html"
    list_display = ("name", "author", "language", "videos_ready", "published_times", "written", "imported")
    list_display_links = None
    list_filter = ("language",)
    actions = ("make_videos",)
    search_fields = ("title", "slug")
    search_help_text = "Search by title or slug"
    empty_title = "No posts yet"
    empty_text = "Import a Markdown file or a folder of them, the feed of your blog, or one page."
    empty_command = "reelpress post import my-post.md"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Post]:
        """Posts with their counts, without their bodies. Counted a row: a join would count for all posts at once."""
        rows: QuerySet[Post] = super().get_queryset(request)
        return rows.defer("body").annotate(
            ready=_count_of(Video.objects.filter(status=Video.Status.READY)),
            sent=_count_of(Publication.objects.published()),
        )

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list, with the button that imports for those who may."""
        context = {"may_import": request.user.has_perm("content.add_post"), **(extra_context or {})}
        return super().changelist_view(request, context)  # type: ignore[no-any-return]

    def page(self, request: HttpRequest, row: Any) -> HttpResponse:
        return post_page.page(request, row)

    @admin.action(description="Make videos", permissions=["change"])
    def make_videos(self, request: HttpRequest, queryset: QuerySet[Post]) -> HttpResponse:
        """Lead to the page that makes a video of each chosen post."""
        numbers = list(queryset.order_by("pk").values_list("pk", flat=True)[: several.MOST + 1])
        if len(numbers) > several.MOST:
            self.message_user(request, f"Only the first {several.MOST} posts are taken at once.", messages.WARNING)
        return HttpResponseRedirect(
            f"{reverse('dashboard:posts-make-videos')}?{urlencode([('post', n) for n in numbers[: several.MOST]])}"
        )

    @admin.display(description="Post")
    def name(self, post: Post) -> SafeString:
        return components.to(post)

    @admin.display(description="Videos")
    def videos_ready(self, post: Any) -> int:
        return int(post.ready)

    @admin.display(description="Published")
    def published_times(self, post: Any) -> int:
        return int(post.sent)

    @admin.display(description="Written")
    def written(self, post: Post) -> SafeString:
        return components.dated(post.published_at)

    @admin.display(description="Imported")
    def imported(self, post: Post) -> SafeString:
        return components.moment(post.created_at)


def _count_of(rows: QuerySet[Any]) -> Coalesce:
    """Return how many of `rows` belong to a post."""
    counted = rows.filter(post=OuterRef("pk")).order_by().values("post").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)
