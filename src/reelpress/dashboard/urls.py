"""Addresses of the dashboard's own views."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
