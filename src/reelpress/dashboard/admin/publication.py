"""The list of publications."""

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from reelpress.dashboard import components, lists
from reelpress.dashboard.admin.base import ScreenAdmin
from reelpress.dashboard.views import publication as publication_page
from reelpress.metrics.models import Reading
from reelpress.publishing.models import Publication


@admin.register(Publication)
class PublicationAdmin(ScreenAdmin):
    list_display = ("name", "where", "variant", "standing", "problem", "seen", "address", "published")
    list_display_links = None
    list_filter = ("status", "account__platform")
    search_fields = ("post__title", "post__slug", "remote_id", "tag")
    search_help_text = "Search by title, remote id or tag"
    empty_title = "Nothing was published yet"
    empty_text = "Connect an account, then press “Publish” on the page of a post or a video."
    empty_command = "reelpress social publish POST"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Publication]:
        """Publications with their newest views."""
        newest = Reading.objects.told().filter(publication=OuterRef("pk")).order_by("-read_at").values("views")[:1]
        rows: QuerySet[Publication] = super().get_queryset(request)
        return rows.select_related("post", "account", "video").defer("post__body").annotate(views=Subquery(newest))

    def page(self, request: HttpRequest, row: Any) -> HttpResponse:
        return publication_page.page(request, row)

    @admin.display(description="Publication")
    def name(self, publication: Publication) -> SafeString:
        return components.to(publication, str(publication.post))

    @admin.display(description="Account")
    def where(self, publication: Publication) -> SafeString:
        return components.to(publication.account)

    @admin.display(description="Status")
    def standing(self, publication: Publication) -> SafeString:
        return lists.publication_badge(publication)

    @admin.display(description="What happened")
    def problem(self, publication: Publication) -> SafeString | str:
        return components.note(publication.error_happened) if publication.error_happened else components.EMPTY

    @admin.display(description="Views")
    def seen(self, publication: Any) -> SafeString | str:
        return f"{publication.views:,}" if publication.views is not None else components.EMPTY

    @admin.display(description="Address")
    def address(self, publication: Publication) -> SafeString:
        return components.outside(publication.url, "Open")

    @admin.display(description="Published")
    def published(self, publication: Publication) -> SafeString:
        return components.moment(publication.published_at)
