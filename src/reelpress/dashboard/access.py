"""Who may open a screen and press a button, and what happens after. Every check is made here, on the server."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from reelpress.dashboard import components
from reelpress.jobs.models import Job
from reelpress.lib.errors import Failure

View = Callable[..., HttpResponseBase]


def screen(*permissions: str, cacheable: bool = False) -> Callable[[View], View]:
    """Mark a view as a page: read only, for signed-in staff who have all of `permissions`."""
    return lambda view: _guarded(require_safe(view), permissions, cacheable=cacheable)


def action(*permissions: str) -> Callable[[View], View]:
    """Mark a view as a button: POST with CSRF token only, for signed-in staff who have all of `permissions`."""
    return lambda view: _for_signed_in(_guarded(require_POST(view), permissions))


def form(*permissions: str) -> Callable[[View], View]:
    """Mark a view as a page with a form that it reads itself."""
    return lambda view: _guarded(view, permissions)


def _guarded(view: View, permissions: tuple[str, ...], *, cacheable: bool = False) -> View:
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perms(permissions):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found: HttpResponseBase = admin.site.admin_view(checked, cacheable)(request, *args, **kwargs)
        return found

    return inner


def _for_signed_in(view: View) -> View:
    """Lead those who are signed out by way of the login back to where the button was: its own address is no page."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST" or admin.site.has_permission(request):
            return view(request, *args, **kwargs)
        messages.warning(request, "You were signed out, so nothing was done. Press the button again.")
        return redirect_to_login(came_from(request, reverse("admin:index")), reverse("admin:login"))

    return inner


def press(request: HttpRequest, work: Callable[[], str], back: str, *, then: str = "") -> HttpResponse:
    """Do `work` and say its sentence, or why it failed.

    Go to `then` on success when given; otherwise to where the button was, else to `back`.
    """
    return lead(request, lambda: (work(), then), back)


def start(request: HttpRequest, work: Callable[[], Job], back: str) -> HttpResponse:
    """Start a job and go to where it can be watched, for those who may; say why when it cannot be started."""

    def started() -> tuple[str, str]:
        job = work()
        watch = components.change_url(job) if request.user.has_perm("jobs.view_job") else ""
        return f"Job {job.public_id} is in the queue {job.queue}.", watch

    return lead(request, started, back)


def lead(request: HttpRequest, work: Callable[[], tuple[str, str]], back: str) -> HttpResponse:
    """Do `work`, say its sentence and go where it leads; on failure say why.

    Where it leads nowhere, and on failure, go to where the button was, else to `back`.
    """
    then = ""
    try:
        said, then = work()
        messages.success(request, said)
    except Failure as failure:
        messages.error(request, str(failure))
    return HttpResponseRedirect(then or came_from(request, back))


def user_of(request: HttpRequest) -> AbstractBaseUser:
    """Return the person behind a request that a guard let through."""
    assert isinstance(request.user, AbstractBaseUser)
    return request.user


def came_from(request: HttpRequest, back: str) -> str:
    """Return the page that the button was on, if it is ours, else `back`; never another site."""
    for wanted in (request.POST.get("next", ""), request.META.get("HTTP_REFERER", "")):
        if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
            return str(wanted)
    return back


def page(
    request: HttpRequest, template: str, title: str, *, row: models.Model | None = None, **context: Any
) -> TemplateResponse:
    """Return a page inside the dashboard's frame; `row` gives it its trail of links."""
    trail = {"opts": row._meta, "original": row} if row is not None else {}
    frame = admin.site.each_context(request)
    return TemplateResponse(request, template, {**frame, "title": title, "subtitle": None, **trail, **context})
