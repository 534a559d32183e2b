"""Front matter of any dialect -> the fields of a post. Pure; a value of the wrong kind is a missing one."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any
from urllib.parse import urlsplit

from reelpress.content import spoken
from reelpress.content.cleaning import parse
from reelpress.lib import text

Meta = Mapping[str, Any]
MOST_TAGS = 50
_DATED_NAME = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:-(\d{4}|T?\d{2}-?\d{2}))?[-_ ]+(?=\S)")
_DATED_PATH = re.compile(r"(?:^|/)(\d{4})/(\d{1,2})/(\d{1,2})(?:/|$)")
_ZONE = re.compile(r"\s*(?:(Z|UTC|GMT)|([+-]\d{2}):?(\d{2}))$", re.I)
_FORMATS = (
    *("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d"),
    *("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y"),
)
_TAG = re.compile(
    r"</?(?:a|abbr|b|big|br|cite|code|del|em|font|i|img|ins|kbd|mark|q|s|script|small|span|strong|style|sub|sup|u|var)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?<!`)(`{1,2})(?!`)(.*?[^`\s] ?)\1(?!`)")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_COVERS = (
    *("image", "cover", "featured_image", "feature_image", "featuredImage", "cover_image"),
    *("hero", "thumbnail", "banner"),
)
_DATES = (
    *("date", "published_at", "publishDate", "pubDate", "pubDatetime", "date_published", "datePublished", "published"),
    *("created_at", "created"),
)
_SCRIPTS = (  # scripts that tell the language, or nearly; one letter in that many is enough
    ("ja", 20, re.compile("[\u3040-\u30ff]")),
    ("ko", 3, re.compile("[\uac00-\ud7af]")),
    ("zh", 3, re.compile("[\u4e00-\u9fff]")),
    ("uk", 60, re.compile("[іїєґІЇЄҐ]")),
    ("ru", 3, re.compile("[\u0400-\u04ff]")),
    ("el", 3, re.compile("[\u0370-\u03ff]")),
    ("he", 3, re.compile("[\u0590-\u05ff]")),
    ("ar", 3, re.compile("[\u0600-\u06ff]")),
    ("hi", 3, re.compile("[\u0900-\u097f]")),
    ("th", 3, re.compile("[\u0e00-\u0e7f]")),
)


@dataclass(frozen=True)
class Name:
    """What the file's own name says: its slug, its date, its language."""

    slug: str
    published_at: datetime | None = None
    language: str = ""


def name_of(stem: str) -> Name:
    """Return what a file or folder name says: "2019-08-19-hello" is a date and a slug, "hello.fr" has a language."""
    language = ""
    bare, dot, suffix = stem.rpartition(".")
    if dot and bare and re.fullmatch(r"[a-z]{2}(?:-[A-Za-z]{2,4})?", suffix):
        stem, language = bare, suffix
    dated = _DATED_NAME.match(stem)
    if dated is None:
        return Name(stem, None, language)
    when = _day(*map(int, dated.groups()[:3]))
    return Name(stem[dated.end() :] if when else stem, when, language)


def plain(value: Any, limit: int = 0) -> str:
    """Return a scalar as one line of text, cut at `limit`; "" for anything else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date | time):
        value = value.isoformat()
    if isinstance(value, int | float):
        try:
            value = str(value)
        except ValueError:  # thousands of digits
            return ""
    if not isinstance(value, str) or value.strip() in ("null", "~"):
        return ""
    line = spoken.one_line(value)
    return text.clip(line, limit) if limit else line


def first(meta: Meta, *keys: str, limit: int = 0) -> str:
    """Return the first of `keys` that holds text."""
    return next(filter(None, (plain(meta.get(key), limit) for key in keys)), "")


def title(meta: Meta, body: str, name: Name) -> str:
    """Return the title: of the front matter, else the first main heading, else the file's name in words.

    Blogs render code and HTML in titles: backticks and tags are no part of what it says. `<T>` and `__init__` are.
    """
    given = first(meta, "title", "Title", limit=300)
    if given:
        return text.clip(_TAG.sub("", _CODE.sub(lambda code: code[2].strip(), given)).strip(), 300) or given
    for block in parse(body[:50_000]):
        if block.kind == "heading" and block.level == 1:
            return text.clip(block.text, 300)
    words = " ".join(re.split(r"[-_\s]+", spoken.one_line(name.slug))).strip()
    return text.clip(words[:1].upper() + words[1:], 300) or "Untitled"


def opening(body: str) -> str:
    """Return what a text without a title can be called by: its first heading, else its first words."""
    blocks = parse(body[:50_000])
    heading = next((block.text for block in blocks if block.kind == "heading"), "")
    return text.clip(heading or next((block.text for block in blocks if block.text), ""), 80)


def slug(meta: Meta, name: Name) -> str:
    """Return the slug: its own key, else the end of the page's path, else the file's name; never only digits."""
    paths = (first(meta, key) for key in ("path", "permalink", "url"))
    ends = [path.rstrip("/").rpartition("/")[2] for path in paths if not urlsplit_safe(path)[0] and ":" not in path]
    for candidate in (first(meta, "slug"), *ends, name.slug):
        made = text.slugify(re.sub(r"\.(?:html?|md)$", "", candidate))
        if made:
            return f"post-{made}" if made.isdecimal() else spoken.one_line(made)
    return "post"


def author(meta: Meta) -> str:
    """Return the names of the authors, joined by commas."""
    extra, groups = _mapping(meta.get("extra")), _mapping(meta.get("taxonomies"))
    places = [(meta, "author"), (meta, "authors"), (groups, "authors"), (extra, "author"), (meta, "creator")]
    for where, key in places:
        names = _names(where.get(key))
        if names:
            return text.clip(", ".join(names), 300)
    return ""


def tags(meta: Meta) -> tuple[str, ...]:
    """Return tags and categories, each once; a text is cut at its commas, else (Jekyll) at its spaces."""
    groups = _mapping(meta.get("taxonomies"))
    found: dict[str, str] = {}
    for where in (meta, groups):
        for key in ("tags", "tag", "keywords", "categories", "category"):
            value = where.get(key)
            if isinstance(value, str):
                value = value.split("," if "," in value or key == "category" else None)
            for name in _names(value):
                name = text.clip(name.lstrip("#").strip(), 100)
                if name:
                    found.setdefault(name.casefold(), name)
    return tuple(found.values())[:MOST_TAGS]


def canonical_url(meta: Meta) -> str:
    """Return the address of the post on the web, when the front matter names a whole one."""
    for key in ("canonical_url", "canonicalURL", "canonicalUrl", "canonical", "url", "link"):
        url = plain(meta.get(key))
        scheme, host = urlsplit_safe(url)
        if scheme in ("http", "https") and host and len(url) <= 1000 and " " not in url:
            return url
    return ""


def published_at(meta: Meta, name: Name) -> datetime | None:
    """Return when the post was published: of the front matter, else of the file's name, else of its path."""
    for key in _DATES:
        when = moment(meta.get(key))
        if when is not None:
            return when
    dated = _DATED_PATH.search(first(meta, "path", "permalink"))
    return name.published_at or (_day(*map(int, dated.groups())) if dated else None)


def no_date(meta: Meta) -> str:
    """Return what the front matter gives as a date and is none, like "2025-13-45"; "" when a date can be read."""
    if any(moment(meta.get(key)) for key in _DATES):
        return ""
    given = (plain(meta.get(key)) for key in _DATES)
    return next((words for words in given if words.lower() not in ("", "true", "false", "yes", "no", "on", "off")), "")


def moment(value: Any) -> datetime | None:
    """Return a date in any usual notation as a moment in UTC; without a zone it is taken for UTC."""
    if isinstance(value, datetime):
        return _in_utc(value)
    if isinstance(value, date):
        return _in_utc(datetime.combine(value, time()))
    written = plain(value)[:60]
    zone: tzinfo | None = UTC
    if (match := _ZONE.search(written)) and ":" in written[: match.start()]:
        written = written[: match.start()] + ("+00:00" if match[1] else f"{match[2]}:{match[3]}")
        zone = None
    for attempt in (datetime.fromisoformat, *(_with(pattern) for pattern in _FORMATS)):
        try:
            return _in_utc(attempt(written.strip()), zone)
        except ValueError:
            continue
    return None


def language(meta: Meta, body: str, name: Name) -> str:
    """Return the language tag: of the front matter, else of the file's name, else what the script tells, else ""."""
    given = (first(meta, "language", "lang", "locale"), name.language)
    return next(filter(None, map(language_tag, given)), "") or _by_script(body[:20_000])


def language_tag(given: str) -> str:
    """Return a language as it is written here ("de", "pt-BR"); "" for what is none."""
    head, dash, rest = given.strip().replace("_", "-").partition(".")[0].partition("-")
    tag = head.lower() + dash + rest
    return tag if len(tag) <= 20 and _LANGUAGE.fullmatch(tag) and tag != "und" else ""


def is_draft(meta: Meta) -> bool:
    """Return whether the author says that the post is not to be published yet."""
    return first(meta, "draft").lower() in ("true", "yes", "on", "1") or (
        first(meta, "published").lower() in ("false", "no", "off") or first(meta, "status").lower() == "draft"
    )


def covers(meta: Meta) -> list[tuple[str, str]]:
    """Return the pictures that the front matter names, as (address, description)."""
    found: dict[str, str] = {}
    for where in (meta, _mapping(meta.get("extra")), _mapping(meta.get("header"))):
        for key in _COVERS:
            inner = _mapping(where.get(key))
            ref = first(inner, "image", "src", "path", "url", "relative") or plain(where.get(key))
            ref = ref.removeprefix("__GHOST_URL__")
            found.setdefault(ref, first(inner, "alt", "caption") or first(where, f"{key}_alt"))
        images = where.get("images")
        for ref in images if isinstance(images, list) else []:
            found.setdefault(plain(ref), "")
    return [(ref, alt) for ref, alt in found.items() if ref]


def urlsplit_safe(url: str) -> tuple[str, str]:
    """Return scheme and host of `url`; ("", "") when it is no address at all."""
    try:
        parts = urlsplit(url)
        return parts.scheme.lower(), parts.hostname or ""
    except ValueError:
        return "", ""


def _mapping(value: Any) -> Meta:
    return value if isinstance(value, dict) else {}


def _names(value: Any) -> list[str]:
    """Return the names in a text, a list of texts, a mapping with a name, or a list of those."""
    values: Iterable[Any] = value[:200] if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    names = (first(item, "name", "title", "slug") if isinstance(item, dict) else plain(item) for item in values)
    return [name for name in names if name]


def _day(year: int, month: int, day: int) -> datetime | None:
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None


def _with(pattern: str) -> Any:
    return lambda written: datetime.strptime(written, pattern)


def _in_utc(when: datetime, zone: tzinfo | None = UTC) -> datetime | None:
    aware = when if when.tzinfo else when.replace(tzinfo=zone or UTC)
    try:
        return aware.astimezone(UTC)
    except OverflowError:  # the first or the last day of the calendar
        return None


def _by_script(sample: str) -> str:
    letters = sum(c.isalpha() for c in sample)
    # Kana beside Han is Japanese; the letters that only Ukrainian has beside Cyrillic are Ukrainian.
    for tag, weight, pattern in _SCRIPTS:
        if letters and len(pattern.findall(sample)) * weight > letters:
            return tag
    return ""
