"""What a platform must be able to do.

A new one is a file with a class of this kind, a table of errors and a line in the registry. Knows no database: tokens
come in, steps to be saved come out.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator

from reelpress.lib.http import Client
from reelpress.publishing.platforms import checks
from reelpress.publishing.platforms.base import (
    Credentials,
    Found,
    Identity,
    Limits,
    Listen,
    Media,
    Numbers,
    State,
    Step,
    Tuning,
    Upload,
)
from reelpress.publishing.platforms.errors import PublishError


class Platform(ABC):
    """One platform's protocol. Every call may raise `PublishError`, and nothing else that is an `Exception`."""

    name: str
    title: str  # as people write it
    limits: Limits
    needs_remote_id = False
    token_pattern = r"[!-~]{4,4096}"

    def __init__(self, http: Client, tuning: Tuning) -> None:
        self.http = http
        self.tuning = tuning

    def check_text(self, upload: Upload) -> list[PublishError]:
        """Return what is wrong with title, text and tags."""
        return checks.check_text(self.title, self.limits, upload)

    def check_media(self, media: Media | None) -> list[PublishError]:
        """Return what is wrong with the video or picture, or that one is missing."""
        return checks.check_media(self.title, self.limits, media)

    @abstractmethod
    def publish(self, upload: Upload, state: State, credentials: Credentials, listen: Listen) -> Iterator[Step]:
        """Publish, continuing from `state`; yield each step to be saved before the next call.

        "committing" is yielded right before the one call that makes the post visible. An error other than AMBIGUOUS
        after that step says for sure that this call published nothing.
        """

    @abstractmethod
    def find(self, upload: Upload, state: State, credentials: Credentials) -> Found:
        """Ask whether the post is out there; answer "no" only on proof."""

    @abstractmethod
    def measure(self, remote_id: str, credentials: Credentials) -> Numbers:
        """Read the numbers of a post."""

    @abstractmethod
    def delete(self, remote_id: str, credentials: Credentials) -> None:
        """Take a post down; one that is gone already is fine."""

    @abstractmethod
    def refresh(self, credentials: Credentials) -> Credentials:
        """Return credentials with a new access token; the refresh token is empty when none came."""

    @abstractmethod
    def verify(self, credentials: Credentials) -> Identity:
        """Ask who it is and whether it may publish."""

    def _media(self, upload: Upload) -> Media:
        """Return what is sent, where a post cannot be without."""
        if upload.media is None:
            raise self.check_media(None)[0]
        return upload.media
