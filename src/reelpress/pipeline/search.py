"""The search line of the job list: what people type, as terms and back. Pure; knows no database and no HTML."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from reelpress.lib.text import storable

MEANINGS: Mapping[str, str] = {
    "status": "waiting, pending, scheduled, processing, completed, failed or cancelled",
    "type": "the type, such as video-generation",
    "queue": "the queue, such as video",
    "id": "the beginning of a job's id",
    "subject": "what the job is about: words of a title, a slug, or post:12, video:12, publication:12",
    "error": "words of the error or of its class",
    "reason": "all that failed for the same reason; the page Failures has the names",
    "user": "the name of the person who started it",
    "worker": "the machine, or machine:process",
    "batch": "the id of a batch",
    "parent": "what the job with this id started",
    "before": "made before: 2026-11-24, 2026-11-24T18:30 (UTC), or 7d, 3h, 30m ago",
    "after": "made after; written like before",
}
LIST = "/admin/jobs/job/"  # where the dashboard shows what a search finds
STATUSES = ("waiting", "pending", "scheduled", "processing", "completed", "failed", "cancelled")
MOST_TERMS = 20
LONGEST = 1000
_TOKEN = re.compile(r'(?:(?P<name>[A-Za-z]+):)?(?:"(?P<quoted>[^"]*)"|(?P<bare>\S+))')
_ID = re.compile(r"j[2-9abcdefghjkmnpqrstuvwxyz]{0,9}", re.IGNORECASE)
_AGO = re.compile(r"([0-9]{1,5})([dhm])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


@dataclass(frozen=True)
class Term:
    """One condition; one without a name is free text."""

    name: str
    value: str


@dataclass(frozen=True)
class Search:
    """What was asked for. Terms of one name are alternatives, but free words must all be there."""

    terms: tuple[Term, ...] = ()
    problems: tuple[str, ...] = ()  # sentences; a search with one finds nothing, so that a slip never widens an action

    def values(self, name: str) -> tuple[str, ...]:
        """Return what the terms of this name ask for."""
        return tuple(term.value for term in self.terms if term.name == name)

    def having(self, name: str, value: str) -> "Search":
        """Return this search with `name` asking for `value` only; for an empty value, not asking for it."""
        kept = tuple(term for term in self.terms if term.name != name)
        return replace(self, terms=(*kept, Term(name, value)) if value else kept)

    def __str__(self) -> str:
        return " ".join(map(written, self.terms))


def parse(line: str) -> Search:
    """Read a search line: `name:value`, `name:"two words"` and free text, in any order."""
    terms: list[Term] = []
    problems: list[str] = []
    if len(line) > LONGEST:
        problems.append(f"A search has {LONGEST:,} characters at most.")
    for found in _TOKEN.finditer(storable(line[:LONGEST])):
        term = _term(found)
        if term.value:
            terms.append(term)
        elif term.name:
            problems.append(f"{term.name}: needs a value: {MEANINGS[term.name]}.")
    if len(terms) > MOST_TERMS:
        problems.append(f"A search has {MOST_TERMS} terms at most.")
    kept = tuple(dict.fromkeys(terms))[:MOST_TERMS]
    return Search(kept, (*problems, *(problem for term in kept if (problem := _problem(term)))))


def _term(found: re.Match[str]) -> Term:
    name = (found["name"] or "").lower()
    quoted = found["quoted"] is not None
    value = " ".join((found["quoted"] if quoted else found["bare"]).replace('"', "").split())
    if name and name not in MEANINGS:  # such as https://...
        return Term("", f"{found['name']}:{value}")
    if not name and not quoted and _ID.fullmatch(value):
        name = "id"
    return Term(name, value.lower() if name in ("id", "status", "batch", "reason", "parent") else value)


def _problem(term: Term) -> str:
    if term.name == "status" and term.value not in STATUSES:
        return f"No status is named {term.value}. There are {', '.join(STATUSES)}."
    if term.name in ("before", "after") and moment(term.value) is None:
        return f"{term.value} is no time. Write {MEANINGS['before'].removeprefix('made before: ')}."
    return ""


def moment(text: str) -> datetime | timedelta | None:
    """Return the time that `text` names, in UTC, or how long ago it was; None when it names none."""
    if ago := _AGO.fullmatch(text):
        return timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    try:
        found = datetime.fromisoformat(text)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def address(line: str) -> str:
    """Return where the dashboard lists the jobs that a search line finds, from the root of its own address."""
    return f"{LIST}?{urlencode({'q': line})}"


def written(term: Term) -> str:
    """Return a term as people type it, in quotes where it needs them."""
    mark = f"{term.name}:" if term.name else ""
    bare = f"{mark}{term.value}"
    if " " not in term.value and [_term(found) for found in _TOKEN.finditer(bare)] == [term]:
        return bare
    return f'{mark}"{term.value}"'
