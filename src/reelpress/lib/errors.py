"""The one shared word for "it did not work".

Knows nothing of jobs or platforms: callers read three attributes and need no import from anybody.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Explanation:
    """Three sentences for a person: what happened, what it means, what to do."""

    happened: str
    means: str = ""
    todo: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.happened, self.means, self.todo) if part)


class Failure(Exception):
    """Work that did not succeed, said in sentences that a person can act on.

    `permanent` answers the one question a retry needs: can trying again help?  `retry_after` (seconds)
    overrides the backoff when the other side said when to come back.
    """

    permanent = False

    def __init__(
        self,
        happened: str,
        *,
        means: str = "",
        todo: str = "",
        permanent: bool | None = None,
        retry_after: float | None = None,
    ) -> None:
        self.explanation = Explanation(happened, means, todo)
        if permanent is not None:
            self.permanent = permanent
        self.retry_after = retry_after
        super().__init__(str(self.explanation))


class BadInput(Failure):
    """What a person gave cannot be used; the same input fails the same way every time."""

    permanent = True
