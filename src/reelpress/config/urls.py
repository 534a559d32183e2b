"""Addresses: the dashboard is everything. Knows only the dashboard."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/", include("reelpress.dashboard.urls")),
    path("admin/", admin.site.urls),
]
