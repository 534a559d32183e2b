"""The look of the dashboard, as one dict for Unfold. Callbacks are dotted paths; no room is imported here."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy


def _style(request: HttpRequest) -> str:
    return static("dashboard/reelpress.css")


def _script(request: HttpRequest) -> str:
    return static("dashboard/live.js")


def _keys(request: HttpRequest) -> str:
    return static("dashboard/keys.js")


def _favicon(request: HttpRequest) -> str:
    return static("dashboard/favicon.svg")


def _item(title: str, icon: str, room: str, model: str) -> dict[str, Any]:
    """Return a link of the side bar, shown to those who may see the model."""
    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(f"admin:{room}_{model}_changelist"),
        "permission": f"reelpress.dashboard.navigation.may_see_{model}",
    }


def _page(title: str, icon: str, name: str, model: str) -> dict[str, Any]:
    """Return the link to a page of our own, shown to those who may see the model."""
    permission = f"reelpress.dashboard.navigation.may_see_{model}"
    return {"title": title, "icon": icon, "link": reverse_lazy(f"dashboard:{name}"), "permission": permission}


UNFOLD = {
    "SITE_TITLE": "Reelpress",
    "SITE_HEADER": "Reelpress",
    "SITE_SUBHEADER": "Reels from posts",
    "SITE_SYMBOL": "movie",
    "SITE_URL": None,
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": _favicon}],
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "BORDER_RADIUS": "8px",
    "STYLES": [_style],
    "SCRIPTS": [_script, _keys],
    "COLORS": {
        "primary": {
            "50": "#fef3f0", "100": "#fde4dd", "200": "#fbc9bc", "300": "#f7a48f", "400": "#f07a5d", "500": "#e65a39",
            "600": "#cf4322", "700": "#ad361b", "800": "#8e2f1b", "900": "#752b1b", "950": "#40130a",
        },
    },
    "SIDEBAR": {
        "show_search": False,
        "show_all_applications": False,
        "navigation": [
            {
                "items": [
                    {"title": "Home", "icon": "home", "link": reverse_lazy("admin:index")},
                    _item("Jobs", "bolt", "jobs", "job"),
                    _page("Failures", "error", "jobs-failures", "job"),
                    _page("Queues", "stacks", "jobs-queues", "job"),
                    _page("Workers", "memory", "jobs-workers", "job"),
                    _page("Batches", "layers", "jobs-batches", "job"),
                    _page("Schedule", "schedule", "jobs-schedule", "job"),
                    _page("Audit log", "history", "jobs-audit", "job"),
                ],
            },
            {
                "title": "From post to reel",
                "items": [
                    _item("Posts", "article", "content", "post"),
                    _item("Videos", "movie", "video", "video"),
                    _item("Publications", "send", "publishing", "publication"),
                    _page("Calendar", "calendar_month", "calendar", "publication"),
                ],
            },
            {
                "title": "Set-up",
                "items": [
                    _page("Templates", "palette", "templates", "template"),
                    _item("Accounts", "key", "publishing", "account"),
                    _item("Pronunciation", "record_voice_over", "video", "pronunciation"),
                    _item("Users", "person", "auth", "user"),
                    _item("Groups", "group", "auth", "group"),
                ],
            },
        ],
    },
}  # fmt: skip
