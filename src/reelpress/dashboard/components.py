"""Small pieces of HTML that every screen shares: badges, bars, moments, links. All text is escaped here.

Knows the models by their fields; asks no database.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any
from urllib.parse import urlsplit

from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from reelpress.dashboard.redaction import redact_text
from reelpress.jobs.models import Job
from reelpress.jobs.states import FINAL, LIVE, Status
from reelpress.lib import clock
from reelpress.lib.text import clip
from reelpress.lib.text import duration as spoken
from reelpress.pipeline import search

TONES = {
    # jobs and attempts
    "waiting": "grey", "pending": "amber", "scheduled": "violet", "processing": "blue", "completed": "green",
    "failed": "red", "cancelled": "grey", "cancelling": "amber", "ok": "green", "error": "red", "timeout": "red",
    "crashed": "red", "lost": "red", "interrupted": "amber", "snoozed": "violet", "running": "blue",
    # videos, publications, accounts
    "new": "grey", "making": "blue", "ready": "green", "draft": "grey", "publishing": "blue", "committing": "blue",
    "published": "green", "unconfirmed": "amber", "needs reconnect": "red", "active": "green", "removed": "grey",
    "taken down": "grey",
}  # fmt: skip
TYPE_ICONS = {
    "post-import": "download",
    "video-generation": "movie",
    "scene-preview": "play_circle",
    "script-writing": "edit_note",
    "social-media-publish": "campaign",
    "platform-publish": "send",
    "telegram-publish": "send",
    "engagement-metrics": "monitoring",
    "publication-probe": "travel_explore",
    "token-renewal": "key",
    "video-copy": "compress",
}
PLATFORMS = {"youtube": "YouTube", "linkedin": "LinkedIn", "tiktok": "TikTok", "twitter": "X (Twitter)"}
MOST_LISTED = 1_000  # a command may have done it to any number; the page is refreshed
EMPTY = format_html('<span class="rp-none">{}</span>', "–")


def badge(text: str, tone: str = "", *, title: str = "") -> SafeString:
    """Return a coloured label; the tone follows from the text unless given."""
    words = text.replace("_", " ")
    tone = tone or TONES.get(words.lower(), "grey")
    return format_html('<span class="rp-badge rp-{}" title="{}">{}</span>', tone, title, words)


def icon(name: str) -> SafeString:
    """Return one of the symbols that come with the theme."""
    return format_html('<span class="material-symbols-outlined rp-icon" aria-hidden="true">{}</span>', name)


def job_state(job: Job) -> str:
    """Return the state as people name it: a pending job for later is scheduled, an ending one is cancelling."""
    if job.status == Status.PENDING and job.run_after > clock.now():
        return "scheduled"
    if job.status == Status.PROCESSING and job.cancel_requested_at:
        return "cancelling"
    return str(job.status)


def job_badge(job: Job) -> SafeString:
    """Return the state of a job as a badge; a failed one says why on hover."""
    return badge(job_state(job), title=redact_text(job.error_message))


def type_badge(type_: str) -> SafeString:
    """Return a job type with its symbol."""
    return format_html('<span class="rp-type">{}{}</span>', icon(TYPE_ICONS.get(type_, "bolt")), type_)


def to_job(job: Job) -> SafeString:
    """Return the type of a job as a link to its page."""
    return format_html('<a class="rp-link" href="{}">{}</a>', change_url(job), type_badge(job.type))


def progress(job: Job) -> SafeString:
    """Return the bar of a job with its message, or the reason why there is none."""
    note = job.message
    if job.status in (Status.FAILED, Status.CANCELLED):
        note = job.error_message or note
    elif job_state(job) == "scheduled":
        note = f"Retries: {job.error_message}" if job.error_message else note or "Waits for its time"
    elif job.status == Status.WAITING:
        note = "Waits for another job"
    note = redact_text(note)
    bar = format_html(
        '<span class="rp-bar rp-{}" role="progressbar" aria-label="Progress" aria-valuemin="0" aria-valuemax="100" '
        'aria-valuenow="{}">'
        '<span style="width:{}%"></span></span><span class="rp-percent">{}%</span>',
        TONES[str(job.status)], job.progress, job.progress, job.progress,
    )  # fmt: skip
    return format_html(
        '<span class="rp-progress"><span class="rp-barline">{}</span><span class="rp-note" title="{}">{}</span></span>',
        bar, note, clip(note, 90) if note else "\u00a0",
    )  # fmt: skip


def shares(parts: Sequence[tuple[int, str, str]], total: int) -> SafeString:
    """Return how many of `total` are of each part, as a bar: number, colour and name of each."""
    said = ", ".join(f"{n:,} {name}" for n, _, name in parts if n) or "none ended"
    widths = ((tone, f"{100 * n / total:.2f}") for n, tone, _ in parts if n and total)
    return format_html(
        '<span class="rp-bar rp-shares" role="img" aria-label="{}" title="{}">{}</span>',
        f"{said}, of {total:,}", said,
        format_html_join("", '<span class="rp-{}" style="width:{}%"></span>', widths),
    )  # fmt: skip


def copyable(text: str) -> SafeString:
    """Return text that a click copies."""
    return format_html(
        '<button type="button" class="rp-copy" data-copy="{0}" title="Copy {0}">{0}{1}</button>',
        text,
        icon("content_copy"),
    )


def moment(at: datetime | None) -> SafeString:
    """Return a time as people say it, with the exact one on hover."""
    if at is None:
        return EMPTY
    local = localtime(at)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="seconds"), local.strftime("%Y-%m-%d %H:%M:%S %Z"), _relative(at, local),
    )  # fmt: skip


def dated(at: datetime | None) -> SafeString:
    """Return when a post was written; one that gave a date without a time shows that date, in every time zone."""
    if at is None or at.astimezone(UTC).time() != time():
        return moment(at)
    day = at.astimezone(UTC).date()
    shown = day.strftime("%d %b" if day.year == localtime(clock.now()).year else "%d %b %Y")
    return format_html('<time datetime="{0}" title="{0}">{1}</time>', day.isoformat(), shown)


def _relative(at: datetime, local: datetime) -> str:
    seconds = (clock.now() - at).total_seconds()
    if abs(seconds) < 5:
        return "now"
    if abs(seconds) >= 86_400:
        return local.strftime("%d %b %H:%M" if local.year == localtime(clock.now()).year else "%d %b %Y")
    about = spoken(float(max(10, round(abs(seconds))))).split()[0] if abs(seconds) >= 10 else f"{abs(seconds):.0f}s"
    return f"{about} ago" if seconds > 0 else f"in {about}"


def took(job: Job) -> SafeString | str:
    """Return how long the last attempt took, or takes so far."""
    if job.status == Status.PROCESSING and job.started_at:
        return spoken((clock.now() - job.started_at).total_seconds())
    return job.formatted_duration or EMPTY


def change_url(row: models.Model) -> str:
    """Return the address of a row's page; empty when it has none."""
    meta = row._meta
    try:
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])
    except NoReverseMatch:
        return ""


def to(row: models.Model | None, text: str = "", *, most: int = 60) -> SafeString:
    """Return a link to a row's page; a long name is whole on hover."""
    if row is None:
        return EMPTY
    name = text or str(row)
    url = change_url(row)
    if not url:
        return format_html("{}", clip(name, most))
    return format_html('<a class="rp-link" href="{}" title="{}">{}</a>', url, name, clip(name, most))


def deed(number: int, what: Mapping[str, Any]) -> SafeString:
    """Return what a deed of the audit was done to; the ids of many jobs, the first thousand, are there to be opened."""
    rest = {name: value for name, value in what.items() if name not in ("job", "jobs") and value not in ([], "")}
    if rest.get("refused") == 0:
        del rest["refused"]
    parts = [", ".join(f"{name} {_plainly(value)}" for name, value in rest.items())]
    if job := what.get("job"):
        parts.insert(0, format_html('job <a class="rp-link" href="{}">{}</a>', search.address(f"id:{job}"), job))
    if jobs := what.get("jobs"):
        some = f"{len(jobs):,} job{'' if len(jobs) == 1 else 's'}"
        listed = '<details data-key="deed-{}"><summary>{}</summary><code class="rp-value">{}</code></details>'
        more = f" and {len(jobs) - MOST_LISTED:,} more" if len(jobs) > MOST_LISTED else ""
        parts.append(format_html(listed, number, some, " ".join(map(str, jobs[:MOST_LISTED])) + more))
    return format_html_join(" ", "{}", ((part,) for part in parts if part))


def _plainly(value: Any) -> str:
    return " and ".join(map(str, value)) if isinstance(value, list) else str(value)


def note(text: str) -> SafeString:
    """Return a text of one line, whole on hover."""
    return format_html('<span class="rp-note" title="{}">{}</span>', text, clip(text, 70))


def outside(url: str, label: str = "") -> SafeString:
    """Return a link that leaves the dashboard; anything but http(s) is shown as text only."""
    if not url:
        return EMPTY
    if urlsplit(url).scheme not in ("http", "https"):
        return format_html("{}", url)
    return format_html(
        '<a class="rp-link" href="{}" target="_blank" rel="noopener noreferrer">{}</a>', url, label or clip(url, 70)
    )


def job_buttons(job: Job, *, allowed: bool) -> SafeString:
    """Return the buttons of a row of the job list; they send the form around the list to their own address."""
    if not allowed:
        return SafeString()
    offered = []
    if job.status in FINAL:
        offered.append(("retry", "Retry" if job.status != Status.COMPLETED else "Again", "replay"))
    if job.status in LIVE and job_state(job) != "cancelling":
        offered.append(("cancel", "Cancel", "close"))
    return format_html_join(
        "",
        '<button type="submit" class="rp-button rp-small" data-key="{0}-{1}" formaction="{2}" formmethod="post"'
        ' title="{3} {4}">{5}{3}</button>',
        (
            (verb, job.pk, reverse(f"dashboard:job-{verb}", args=[job.pk]), label, job.public_id, icon(symbol))
            for verb, label, symbol in offered
        ),
    )


def platform(name: str) -> str:
    """Return the name of a platform as it writes itself."""
    return PLATFORMS.get(name, name.capitalize())


def days_left(at: datetime | None) -> SafeString:
    """Return how long a token still lives, as a badge."""
    if at is None:
        return format_html('<span class="rp-none">{}</span>', "does not say")
    days = (at - clock.now()).total_seconds() / 86_400
    if days < 0:
        return badge("expired", "red")
    tone = "red" if days < 3 else "amber" if days < 10 else "green"
    return badge("less than a day" if days < 1 else f"{int(days)} day{'s' if int(days) != 1 else ''} left", tone)


def counted(value: int | None) -> str:
    """Return a number as people read it; a dash where nobody tells it."""
    return EMPTY if value is None else f"{value:,}"


def media_url(file: str) -> str:
    """Return the address of a file below the media folder; empty for none."""
    return reverse("dashboard:media", args=[file]) if file else ""
