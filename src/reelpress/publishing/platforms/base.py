"""The plain data that passes through a platform: limits and uploads in, steps to be saved and answers out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from reelpress.publishing.platforms.x_text import weighted_length

State = dict[str, Any]
Listen = Callable[[float], None]  # percent of the upload
StepStatus = Literal["publishing", "processing", "committing", "published"]


@dataclass(frozen=True)
class Limits:
    """What a platform takes, as data. 0 or None: no such thing, or no such limit."""

    text: int
    unit: Literal["characters", "bytes", "utf16", "weighted"] = "characters"
    title: int = 0  # 0: no title; it becomes the first line of the text
    banned: str = ""  # characters that may occur nowhere
    tags: int = 0  # characters of all tags together; 0: tags are hashtags only
    hashtags: int = 5  # how many we use
    links_cost: bool = False  # a link costs extra, so a setting says where it goes
    media_bytes: int = 0
    media_seconds: float | None = None
    least_seconds: float = 0
    picture_bytes: int = 0  # 0: takes no picture on its own
    needs_media: bool = True  # False: takes a text alone
    text_alone: int = 0  # how long that text may be; 0: as long as any

    def without_media(self) -> "Limits":
        """Return the limits of a text that is a post by itself."""
        return replace(self, text=self.text_alone or self.text)

    def size(self, text: str) -> int:
        """Return the length of `text` as the platform counts it."""
        if self.unit == "bytes":
            return len(text.encode())
        if self.unit == "weighted":
            return weighted_length(text)
        return len(text.encode("utf-16-le")) // 2 if self.unit == "utf16" else len(text)


@dataclass(frozen=True)
class Tuning:
    """How patient we are; tests are less so."""

    chunk_bytes: int = 8 << 20
    pauses: tuple[float, ...] = (1, 2, 4, 8, 16)  # between tries that bring nothing forward
    poll_seconds: float = 3.0
    poll_limit_seconds: float = 90.0
    settle_seconds: float = 600.0  # how long a publishing call whose answer was lost may still take effect
    read_seconds: float = 60.0
    large_files: bool = False  # Telegram's Bot API server is our own, which takes more than the public one
    premium: bool = False  # the account is subscribed to X Premium, and may post more than others


@dataclass(frozen=True)
class Media:
    """A video or picture file and what is known of it. The addresses are those where anyone can read it, if any."""

    path: Path
    seconds: float
    width: int
    height: int
    bytes: int
    thumbnail: Path | None = None
    mime: str = "video/mp4"
    captions: Path | None = None  # SubRip
    url: str = ""
    thumbnail_url: str = ""
    alt: str = ""  # what a picture shows, for those who cannot see it

    @property
    def is_picture(self) -> bool:
        """Whether it stands still."""
        return self.mime.startswith("image/")


@dataclass(frozen=True)
class Credentials:
    """The keys to one account, in the clear: never stored, never printed."""

    access_token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    expires_at: datetime | None = None
    remote_id: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not appear in any message."""
        return (self.access_token, self.refresh_token, self.client_secret)


@dataclass(frozen=True)
class Upload:
    """What is sent: exactly this text, under this tag by which the platform's probe knows it again.

    `media` is a video, a picture, or nothing: then the text is the post.
    """

    title: str
    text: str
    tags: tuple[str, ...]
    tag: str
    media: Media | None
    options: Mapping[str, str]
    attempted_at: datetime | None


@dataclass(frozen=True)
class Step:
    """What to save before the next call is made. `account_id`: the account's new id, when the platform moved it."""

    state: State
    status: StepStatus
    message: str = ""
    percent: float | None = None
    remote_id: str = ""
    url: str = ""
    account_id: str = ""


@dataclass(frozen=True)
class Found:
    """The answer to "did it go out?"; with "no", `state` is what to continue from."""

    answer: Literal["yes", "no", "unknown"]
    remote_id: str = ""
    url: str = ""
    state: State = field(default_factory=dict)


@dataclass(frozen=True)
class Numbers:
    """What a platform says of one post. None: it does not say."""

    views: int | None
    likes: int | None
    comments: int | None
    shares: int | None
    raw: dict[str, Any]


@dataclass(frozen=True)
class Identity:
    """Whose account the keys open."""

    remote_id: str
    name: str
