"""A post as it was found, before anything is written. Knows no file format and no database."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class Wanted:
    """A picture that a post shows: a file that lies here, or (`path` is None) one on the web."""

    ref: str  # as it stands in the body
    alt: str
    path: Path | None = None
    address: str = ""  # where it is on the web, when it does not lie here


@dataclass(frozen=True)
class FoundImage:
    """A picture that can be used: whole, upright, of a sane size, in a kind that everybody can draw."""

    ref: str  # as it stands in the body
    alt: str
    path: Path
    width: int = 0
    height: int = 0
    suffix: str = ""


@dataclass(frozen=True)
class FoundPost:
    """A post as its source says it is; `notes` are sentences about what was left out.

    `language` is "" when neither its source nor its script tells.
    """

    origin: str
    slug: str
    title: str
    author: str
    summary: str
    body: str
    language: str
    tags: tuple[str, ...]
    canonical_url: str
    published_at: datetime | None
    wanted: tuple[Wanted, ...] = ()
    images: tuple[FoundImage, ...] = ()
    draft: bool = False
    notes: tuple[str, ...] = ()
