"""Pages that refresh themselves: one view answers with the whole page, or with its parts as they are now.

The parts hold no CSRF token, so that a part which says the same is the same; their buttons send the form of the page.
"""

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from reelpress.dashboard import access


def page(request: HttpRequest, title: str, parts: Mapping[str, str], **context: Any) -> HttpResponseBase:
    """Return a page of `parts`, templates by their names in the page; only what they say now for `?live=1`.

    `above` in the context names a template that stands before the parts and is never refreshed.
    """
    if request.GET.get("live") == "1":
        cells = {
            name: render_to_string(f"dashboard/{part}", {"title": title, **context}, request)
            for name, part in parts.items()
        }
        return unless_known(request, {"cells": cells})
    asked = request.GET.copy()
    asked["live"] = "1"
    shown = [(name, f"dashboard/{part}") for name, part in parts.items()]
    live_url = f"?{asked.urlencode()}"
    return access.page(request, "dashboard/fresh.html", title, parts=shown, live_url=live_url, **context)


def unless_known(request: HttpRequest, data: Mapping[str, Any]) -> HttpResponseBase:
    """Answer with `data`; with 304 and no body when the page has it already."""
    answer = JsonResponse(data)
    etag = quote_etag(blake2b(answer.content, digest_size=16).hexdigest())
    answer["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=answer) or answer
