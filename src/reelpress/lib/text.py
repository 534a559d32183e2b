"""Small decisions about text: clip, slug, durations. Knows no room."""

import re
import unicodedata


def clip(text: str, limit: int) -> str:
    """Return `text` in at most `limit` characters, cut at a word and visibly ("…")."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    cut = head.rsplit(None, 1)[0] if " " in head.strip() else head
    return f"{cut.rstrip(' ,;:.–—-')}…"


def storable(text: str) -> str:
    """Return `text` as every database takes it: without NUL, and without halves of characters."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def slugify(text: str, *, limit: int = 80) -> str:
    """Return `text` as lower-case ASCII words joined by hyphens; letters of other scripts are kept."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    return re.sub(r"[^\w]+", "-", plain).strip("-_")[:limit].strip("-_")


def duration(seconds: float | None) -> str:
    """Return `seconds` as people say it: "0.4s", "34s", "2m 34s", "1h 02m"; "" for None."""
    if seconds is None:
        return ""
    if seconds < 10:
        return f"{seconds:.1f}s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole}s"
    if whole < 3600:
        return f"{whole // 60}m {whole % 60:02d}s"
    return f"{whole // 3600}h {whole % 3600 // 60:02d}m"
