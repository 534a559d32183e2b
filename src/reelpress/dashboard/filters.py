"""The search of the job list as it stands in the address, and filters as links that write into it."""

from collections.abc import Iterable, Iterator
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest

from reelpress.dashboard import paging
from reelpress.jobs.models import Job
from reelpress.jobs.registry import job_types
from reelpress.jobs.workers import alive
from reelpress.pipeline.search import STATUSES, Search, parse

PAGE = ("before", "after")
OLD = ("status", "type", "queue")  # addresses from before there was a search line, in notices and bookmarks
AGES = (("1h", "Last hour"), ("24h", "Last 24 hours"), ("7d", "Last 7 days"), ("30d", "Last 30 days"))
MOST = 50
_read: WeakKeyDictionary[HttpRequest, Search] = WeakKeyDictionary()


def asked(request: HttpRequest) -> Search:
    """Return what the address asks for besides its tab; read once a request."""
    if request not in _read:
        _read[request] = _asked(request)
    return _read[request]


def _asked(request: HttpRequest) -> Search:
    search = parse(request.GET.get("q", ""))
    for name in OLD:
        if value := request.GET.get(name):
            search = search.having(name, value)
    person = paging.row_number(request.GET.get("user"))
    if person is not None:
        search = search.having("user", _name_of(person))
    return search


def _name_of(person: int) -> str:
    found = get_user_model().objects.filter(pk=person).values_list("username", flat=True).first()
    return str(found or "nobody")


class TermFilter(admin.ListFilter):
    """Links that set one term of the search line and keep the rest."""

    name = ""

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.search = asked(request)

    def offered(self) -> Iterable[tuple[str, str]]:
        """Return the values to choose from, each with its title."""
        raise NotImplementedError

    def has_output(self) -> bool:
        return True

    def expected_parameters(self) -> list[str | None]:
        return []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Job]) -> QuerySet[Job]:
        return queryset  # the search line narrows

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        chosen = self.search.values(self.name)
        for value, title in (("", "All"), *self.offered()):
            line = str(self.search.having(self.name, value))
            yield {
                "selected": chosen == ((value,) if value else ()),
                "query_string": changelist.get_query_string({"q": line or None}, remove=(*PAGE, *OLD, "user")),
                "display": title,
            }


class StatusFilter(TermFilter):
    title = name = "status"

    def offered(self) -> Iterable[tuple[str, str]]:
        return [(status, status.capitalize()) for status in STATUSES]


class TypeFilter(TermFilter):
    title = name = "type"

    def offered(self) -> Iterable[tuple[str, str]]:
        return [(kind.name, kind.name) for kind in job_types()]


class QueueFilter(TermFilter):
    title = name = "queue"

    def offered(self) -> Iterable[tuple[str, str]]:
        return [(queue, queue) for queue in settings.QUEUES]


class UserFilter(TermFilter):
    title = name = "user"

    def offered(self) -> Iterable[tuple[str, str]]:
        names = get_user_model().objects.order_by("username").values_list("username", flat=True)[:MOST]
        return [(name, name) for name in names]


class WorkerFilter(TermFilter):
    title = name = "worker"

    def offered(self) -> Iterable[tuple[str, str]]:
        hosts = alive().order_by("host").values_list("host", flat=True).distinct()[:MOST]
        return [(host, host) for host in hosts]


class MadeFilter(TermFilter):
    title, name = "time made", "after"

    def offered(self) -> Iterable[tuple[str, str]]:
        return AGES


FILTERS = (StatusFilter, TypeFilter, QueueFilter, UserFilter, WorkerFilter, MadeFilter)
