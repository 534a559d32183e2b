"""A speech service over HTTP: asked patiently, its answers bounded, its failures in sentences. Knows no API.

The key is in no message: `lib.http` redacts it, and what is said here names settings only.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reelpress.lib import clock
from reelpress.lib.errors import Failure
from reelpress.lib.http import Answer, Client, HttpFailure, Unreachable, Unsendable
from reelpress.lib.text import clip
from reelpress.video.narrators.base import NarratorFailed
from reelpress.video.narrators.estimate import SIGNS
from reelpress.video.narrators.segmentation import pieces

READ_SECONDS = 45.0
MOST_BYTES = 16 << 20  # of one answer
WAITS = (1.0, 4.0)  # seconds before the second and the third try
LONGEST_WAIT = 20.0  # a service that wants more is given up for now
SHOWN_CHARACTERS = 300


@dataclass(frozen=True)
class Service:
    """One service: what it is called, where it is and which settings name its key and the rest."""

    name: str
    url: str
    key: str
    key_setting: str
    other_settings: str  # what else may be wrong, in words

    def post(self, path: str, data: Mapping[str, Any], headers: Mapping[str, str]) -> Answer:
        """Send `data` as JSON and return the answer of a success; raise `NarratorFailed`."""
        client = Client(read_seconds=READ_SECONDS, most_bytes=MOST_BYTES)
        last: Failure | None = None
        for wait in (0.0, *WAITS):
            clock.sleep(wait)
            try:
                answer = client.request("POST", path, json=data, headers=headers, secrets=[self.key])
            except Unsendable:
                todo = f"Correct {self.key_setting}, {self.other_settings}: a sign in them cannot be sent."
                raise NarratorFailed(f"{self.name} cannot be asked.", todo=todo, permanent=True) from None
            except HttpFailure as failure:
                last = self._unanswered(failure)
                continue
            if answer.status < 300:
                return self._whole(answer)
            last = self._refusal(answer)
            if last.permanent or not self._may_wait(answer):
                raise last
        assert last is not None
        raise last

    def _whole(self, answer: Answer) -> Answer:
        if len(answer.body) >= MOST_BYTES:
            raise NarratorFailed(
                f"{self.name} sent more than {MOST_BYTES >> 20} MB for a few sentences.",
                means="The answer was thrown away.",
                todo="Have the service answer with MP3 or with a lower sampling rate.",
                permanent=True,
            )
        if not answer.body:
            raise NarratorFailed(f"{self.name} sent an empty answer.", todo="Retry later.")
        return answer

    def _unanswered(self, failure: HttpFailure) -> NarratorFailed:
        told = failure.explanation.happened
        where = "" if not isinstance(failure, Unreachable) else f" Check {self.other_settings}."
        return NarratorFailed(f"{self.name} did not answer: {told}", todo=f"Retry later.{where}")

    def _may_wait(self, answer: Answer) -> bool:
        """Wait as long as a busy service asks; say whether that was short enough to try again."""
        wanted = answer.headers.get("retry-after", "0")
        seconds = float(wanted) if re.fullmatch(r"\d{1,6}", wanted) else 0.0
        if seconds > LONGEST_WAIT:
            return False
        clock.sleep(seconds)
        return True

    def _refusal(self, answer: Answer) -> NarratorFailed:
        """Return what a status means and what to do about it."""
        said = clip(" ".join(answer.shown.split()), SHOWN_CHARACTERS)
        kinds: dict[int, tuple[str, str]] = {
            401: (f"{self.name} does not accept the key.", f"Correct {self.key_setting}."),
            402: (f"{self.name} wants to be paid first.", "Look at the account there."),
            403: (f"{self.name} does not allow this.", f"Check what the key in {self.key_setting} may do."),
            404: (f"{self.name} knows no such address, model or voice.", f"Check {self.other_settings}."),
            429: (f"{self.name} is asked too often, or its quota is used up.", "Wait, or look at the account there."),
        }
        if answer.status in kinds:
            happened, todo = kinds[answer.status]
        elif answer.status >= 500:
            happened, todo = f"{self.name} is out of order.", "Retry later."
        elif answer.status >= 400:
            happened, todo = f"{self.name} refused what it was asked.", f"Check {self.other_settings}."
        else:
            happened, todo = f"{self.name} sends elsewhere, where nothing is sent to.", f"Check {self.other_settings}."
        transient = answer.status >= 500 or answer.status == 429
        return NarratorFailed(f"{happened} It said: {said}", todo=todo, permanent=not transient)

    def wrong_kind(self, answer: Answer, wanted: str) -> NarratorFailed:
        """Return the failure of an answer that is something else than `wanted`."""
        kind = clip(answer.headers.get("content-type", "nothing named"), 60)
        return NarratorFailed(
            f"{self.name} answered with {kind}, not with {wanted}.",
            todo=f"Check {self.other_settings}: the address may be that of a web page.",
            permanent=True,
        )


def portions(text: str, longest: int, language: str) -> list[str]:
    """Return `text` in parts of at most `longest` characters, broken after sentences, else after words."""
    parts: list[str] = []
    part = ""
    for word, glued in pieces(text, language):
        for start in range(0, len(word), longest):
            piece = word[start : start + longest]
            joined = piece if not part else f"{part}{'' if glued or start else ' '}{piece}"
            if len(joined) > longest:
                head, tail = _broken(part)
                parts.append(head)
                joined = f"{tail}{'' if glued or start or not tail else ' '}{piece}"
                if len(joined) > longest:
                    parts.append(tail)
                    joined = piece
            part = joined
    return [*parts, part] if part else parts


def _broken(part: str) -> tuple[str, str]:
    """Break after the last sign in the second half, so that no sentence is torn where it need not be."""
    for place in range(len(part) - 1, len(part) // 2, -1):
        if part[place] in SIGNS and (place + 1 == len(part) or part[place + 1] == " " or part[place] > "\u2fff"):
            return part[: place + 1], part[place + 1 :].strip()
    return part, ""
