"""The list of videos."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from reelpress.dashboard import components, lists
from reelpress.dashboard.admin.base import ScreenAdmin, ScreenList
from reelpress.dashboard.views import video as video_page
from reelpress.lib.text import duration
from reelpress.video.models import Video


class VideoList(ScreenList):
    """The list whose rows know what became of the last job to make them."""

    result_list: Any

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = lists.with_last_making(self.result_list)


@admin.register(Video)
class VideoAdmin(ScreenAdmin):
    list_display = ("picture", "name", "format", "spoken", "state", "size", "length", "made_in", "updated")
    list_display_links = None
    list_filter = ("status", "format", "language")
    list_select_related = ("post",)
    search_fields = ("post__title", "post__slug")
    search_help_text = "Search by the title of the post"
    empty_title = "No videos yet"
    empty_text = "Open a post and press “Make video”, or let the command do it."
    empty_command = "reelpress video generate POST tiktok --queue"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Video]:
        rows: QuerySet[Video] = super().get_queryset(request)
        return rows.select_related("post").defer("post__body")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[VideoList]:
        return VideoList

    def page(self, request: HttpRequest, row: Any) -> HttpResponse:
        return video_page.page(request, row)

    @admin.display(description="")
    def picture(self, video: Video) -> SafeString:
        if not video.thumbnail:
            return format_html('<span class="rp-thumb rp-thumb-none">{}</span>', components.icon("movie"))
        return format_html(
            '<img class="rp-thumb" loading="lazy" alt="" src="{}">', components.media_url(video.thumbnail)
        )

    @admin.display(description="Video of")
    def name(self, video: Video) -> SafeString:
        return components.to(video, str(video.post))

    @admin.display(description="Language")
    def spoken(self, video: Video) -> str:
        return video.language or video.post.language

    @admin.display(description="Status")
    def state(self, video: Video) -> SafeString:
        return lists.video_badge(video)

    @admin.display(description="Picture")
    def size(self, video: Video) -> SafeString | str:
        return f"{video.width}×{video.height}" if video.width else components.EMPTY

    @admin.display(description="Length")
    def length(self, video: Video) -> SafeString | str:
        return duration(video.seconds) if video.seconds else components.EMPTY

    @admin.display(description="Made in")
    def made_in(self, video: Video) -> SafeString | str:
        return duration(video.wall_seconds) if video.wall_seconds else components.EMPTY

    @admin.display(description="Updated")
    def updated(self, video: Video) -> SafeString:
        return components.moment(video.updated_at)
