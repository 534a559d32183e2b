"""Why a platform refused, as one of eleven classes and three sentences. Knows no platform by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from reelpress.lib.errors import Failure
from reelpress.lib.http import Answer, HttpFailure, LostAnswer, Unsendable, redact


class ErrorClass(StrEnum):
    """What kind of "no" it was; it alone decides whether trying again can help."""

    AUTH = "AUTH"
    PERMISSION = "PERMISSION"
    POLICY = "POLICY"
    DUPLICATE = "DUPLICATE"
    INVALID_MEDIA = "INVALID_MEDIA"
    INVALID_REQUEST = "INVALID_REQUEST"
    RATE_LIMIT = "RATE_LIMIT"
    DAILY_CAP = "DAILY_CAP"
    SERVER = "SERVER"
    PROCESSING = "PROCESSING"
    AMBIGUOUS = "AMBIGUOUS"


PERMANENT = frozenset(
    {
        ErrorClass.AUTH,
        ErrorClass.PERMISSION,
        ErrorClass.POLICY,
        ErrorClass.DUPLICATE,
        ErrorClass.INVALID_MEDIA,
        ErrorClass.INVALID_REQUEST,
    }
)
AGAIN = "Nothing to do; it is tried again by itself."


@dataclass(frozen=True)
class Case:
    """One known refusal: its class and what a person is told."""

    error_class: ErrorClass
    happened: str
    means: str
    todo: str = AGAIN


class PublishError(Failure):
    """A platform's refusal or silence. `raw` is its answer, redacted.

    `start_over` says that the saved steps lead nowhere, so that the next try must begin anew.
    """

    def __init__(
        self,
        error_class: ErrorClass,
        happened: str,
        *,
        means: str = "",
        todo: str = "",
        retry_after: float | None = None,
        raw: str = "",
        start_over: bool = False,
    ) -> None:
        self.error_class = error_class
        self.raw = raw
        self.start_over = start_over
        permanent = error_class in PERMANENT
        super().__init__(happened, means=means, todo=todo, permanent=permanent, retry_after=retry_after)

    @classmethod
    def of(cls, case: Case, *, raw: str = "", retry_after: float | None = None, start_over: bool = False) -> Self:
        """Return the error that `case` describes."""
        return cls(
            case.error_class,
            case.happened,
            means=case.means,
            todo=case.todo,
            retry_after=retry_after,
            raw=raw,
            start_over=start_over,
        )


class PostGone(PublishError):
    """What is raised when a platform says for sure that it does not have the post any more."""


def from_silence(error: HttpFailure | Unsendable, *, platform: str, commit: bool = False) -> PublishError:
    """Return what a missing answer means: ambiguous only when all of a call that publishes may have arrived."""
    happened = error.explanation.happened
    if isinstance(error, Unsendable):
        return PublishError(
            ErrorClass.AUTH,
            happened,
            means=f"{platform} was not asked, so nothing was published.",
            todo="Connect the account again and check that the token was copied whole.",
        )
    if commit and isinstance(error, LostAnswer) and error.complete:
        return ambiguous(platform, happened)
    return PublishError(
        ErrorClass.SERVER, happened, means=f"Nothing was published on {platform} by this call.", todo=AGAIN
    )


def ambiguous(platform: str, happened: str, raw: str = "") -> PublishError:
    """Return the error for a publishing call whose outcome nobody knows."""
    return PublishError(
        ErrorClass.AMBIGUOUS,
        happened,
        means=f"The post may or may not be on {platform}; it is not sent again before that is known.",
        todo=AGAIN,
        raw=raw,
    )


def by_words(cases: Sequence[tuple[str, Case]], said: str) -> Case | None:
    """Return the first case whose words occur in what the platform said, upper or lower case."""
    low = said.lower()
    return next((case for words, case in cases if words.lower() in low), None)


def by_status(answer: Answer, *, platform: str, said: str) -> Case:
    """Return the case for an answer that no table knows, judged by its HTTP status and quoted."""
    quoted = f": {redact(said, answer.secrets)}" if said else ""
    happened = f"{platform} answered {answer.status}{quoted}".rstrip(".") + "."
    if answer.status == 401:
        return Case(ErrorClass.AUTH, happened, "The connection to the account has ended.", "Connect the account again.")
    if answer.status == 403:
        means = "The account may not do this."
        return Case(ErrorClass.PERMISSION, happened, means, f"Check the account's rights on {platform}, then retry.")
    if answer.status == 429:
        return Case(ErrorClass.RATE_LIMIT, happened, "Too many calls in a short time; nothing was published.")
    if answer.status >= 500:
        return Case(ErrorClass.SERVER, happened, f"{platform} has a passing problem.")
    means = "The call was refused, so nothing was published."
    return Case(ErrorClass.INVALID_REQUEST, happened, means, "Correct what the answer names, then retry.")


def retry_after(answer: Answer, *, longest: float = 86_400.0) -> float | None:
    """Return the seconds that a Retry-After header asks for, within reason; None when it says nothing usable."""
    said = answer.headers.get("retry-after", "")
    return min(float(said), longest) if said.isascii() and said.isdigit() else None
