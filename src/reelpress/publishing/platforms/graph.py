"""Calls to Meta's Graph API as Instagram and Facebook share them: nodes, lists, bytes. Knows no order of posts."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from reelpress.lib import clock
from reelpress.lib.http import Answer, FileRange, HttpFailure, Unsendable
from reelpress.publishing.platforms.base import Listen, Media, State, Tuning
from reelpress.publishing.platforms.calls import Calls, part, pauses, rows
from reelpress.publishing.platforms.errors import AGAIN, ErrorClass, PublishError, ambiguous, from_silence
from reelpress.publishing.platforms.graph_errors import GONE, codes

VERSION = "v26.0"
FACEBOOK = f"https://graph.facebook.com/{VERSION}"
TRUSTED = ".facebook.com"
DAY_SECONDS = 86_400.0
MISSED = (400, 404)  # what is not there, and much else: the code in the answer tells
ID = re.compile(r"[A-Za-z0-9_]{1,100}")
LONGEST_ADDRESS = 900
OLD_TIMES = re.compile(r"([+-]\d{2})(\d{2})$")  # Meta writes zones without a colon


@dataclass(frozen=True)
class Graph:
    """The nodes that one account's token opens, at one host."""

    calls: Calls
    host: str = FACEBOOK

    def get(self, node: str, fields: str, **params: str) -> dict[str, Any]:
        """Return these fields of a node."""
        asked = {"fields": fields, **params}
        return self.calls.ask("GET", f"{self.host}/{node}", params=asked).json()

    def list(self, edge: str, **params: str) -> list[dict[str, Any]]:
        """Return the first page of a list."""
        return rows(self.calls.ask("GET", f"{self.host}/{edge}", params=params).json(), "data")

    def post(self, edge: str, **rest: Any) -> dict[str, Any]:
        """Make a call that publishes nothing and may be repeated; return its answer."""
        return self.calls.ask("POST", f"{self.host}/{edge}", **rest).json()

    def commit(self, edge: str, what: str, **rest: Any) -> Answer:
        """Make the call that publishes; raise AMBIGUOUS unless its answer says for sure what came of it."""
        answer = self.calls.commit("POST", f"{self.host}/{edge}", what, **rest)
        if self.calls.accepted(answer):
            return answer
        error = self.calls.refuse(answer)
        if error.error_class is ErrorClass.SERVER:
            raise ambiguous(self.calls.platform, error.explanation.happened, answer.shown)
        raise error

    def delete(self, node: str) -> None:
        """Delete a post; one that is gone already is fine.

        Meta answers "not there" to a missing right too: what can still be read is there.
        """
        answer = self.calls.ask("DELETE", f"{self.host}/{node}", also=MISSED)
        if not self.calls.accepted(answer) and (codes(answer) != GONE or self._is_there(node)):
            raise self.calls.refuse(answer)

    def _is_there(self, node: str) -> bool:
        answer = self.calls.ask("GET", f"{self.host}/{node}", params={"fields": "id"}, also=MISSED)
        if not self.calls.accepted(answer) and codes(answer) != GONE:
            raise self.calls.refuse(answer)
        return self.calls.accepted(answer)


@dataclass(frozen=True)
class Bytes:
    """A file on its way to the host that takes Meta's uploads; `where` asks how much of it is there."""

    calls: Calls
    address: str
    media: Media
    where: Callable[[], int]
    tuning: Tuning

    def send(self, listen: Listen, *, ask: bool) -> None:
        """Send what is not there yet, going on at the host's own count after each break."""
        if not trusted(self.calls, self.address):
            raise stalled(self.calls, "gave no usable address for the upload.")
        offset = self.where() if ask else 0
        stuck = 0
        while offset < self.media.bytes:
            trouble = self._post(offset, listen)
            if trouble is None:
                return
            if trouble.error_class is not ErrorClass.SERVER or trouble.start_over:
                raise trouble
            before, offset = offset, self.where()
            stuck = 0 if offset > before else stuck + 1
            if stuck > len(self.tuning.pauses):
                raise trouble
            if stuck:
                clock.sleep(self.tuning.pauses[stuck - 1])

    def _post(self, offset: int, listen: Listen) -> PublishError | None:
        """Send all bytes from `offset`; return what went wrong."""
        total = self.media.bytes
        head = {
            "Authorization": f"OAuth {self.calls.credentials.access_token}",
            "Content-Type": "application/octet-stream",
            "offset": str(offset),
            "file_size": str(total),
        }
        body = FileRange(self.media.path, offset, total - offset)
        try:
            answer = self.calls.send(
                "POST",
                self.address,
                headers=head,
                body=body,
                listen=lambda sent, _: listen(100 * (offset + sent) / total),
            )
        except (HttpFailure, Unsendable) as error:
            return from_silence(error, platform=self.calls.platform)
        return None if self.calls.accepted(answer) else self.calls.refuse(answer)


def settled(calls: Calls, tuning: Tuning, state: State, ask: Callable[[], str | None]) -> str | None:
    """Ask what became of a publishing call until it shows or can no longer take effect; return the last answer.

    Raise PROCESSING, with the time to ask again, when that is longer than we may wait here.
    """
    since = moment(state.get("committed_at"))
    deadline = clock.monotonic() + tuning.poll_limit_seconds
    left = 0.0
    for pause in pauses(tuning):
        left = tuning.settle_seconds - (clock.now() - since).total_seconds() if since else 0.0
        answer = ask()
        if answer or left <= 0:
            return answer
        if clock.monotonic() >= deadline:
            break
        clock.sleep(min(pause, left))
    raise PublishError(
        ErrorClass.PROCESSING,
        f"{calls.platform} does not show yet whether the last call published the post.",
        means="It is not sent again before that is known.",
        todo=AGAIN,
        retry_after=left,
    )


def belongs(state: State, media: Media) -> bool:
    """Return whether saved steps are of these very bytes."""
    return state.get("size") == media.bytes and state.get("file") == media.path.name


def trusted(calls: Calls, address: str) -> bool:
    """Return whether our token may go there: only to Meta, or to where the settings say that Meta is."""
    parts = urlsplit(address)
    meta = parts.scheme == "https" and f".{parts.hostname}".endswith(TRUSTED)
    return bool(address) and (meta or bool(calls.http.base_url))


def stalled(calls: Calls, happened: str) -> PublishError:
    """Return the error for an answer that makes no sense before anything is published."""
    means = "Nothing is published yet."
    return PublishError(ErrorClass.SERVER, f"{calls.platform} {happened}", means=means, todo=AGAIN)


def of_upload(calls: Calls, error: PublishError) -> PublishError:
    """Return what a refusal means when it is about an upload of ours: one that is gone has to be made anew."""
    if not (error.start_over and error.error_class is ErrorClass.PERMISSION):
        return error
    return PublishError(
        ErrorClass.SERVER,
        f"{calls.platform} does not know the upload any more.",
        means="Nothing of it was published by this call.",
        todo=AGAIN,
        raw=error.raw,
        start_over=True,
    )


def identifier(said: object) -> str:
    """Return the id of a node; empty when it is none that could be asked for or stored."""
    text = str(said) if isinstance(said, (str, int)) else ""
    return text if ID.fullmatch(text) else ""


def moment(said: object) -> datetime | None:
    """Return a time that Meta wrote; None when it is none."""
    try:
        found = datetime.fromisoformat(OLD_TIMES.sub(r"\1:\2", str(said)))
    except ValueError:
        return None
    return found if found.tzinfo else None


def same_words(one: object, other: str) -> bool:
    """Return whether two texts are the same but for blanks."""
    return isinstance(one, str) and one.split() == other.split()


def sent_since(row: Mapping[str, Any], name: str, since: datetime | None) -> bool:
    """Return whether a listed post is as young as our first attempt; a post that tells no time is."""
    at = moment(row.get(name))
    return since is None or at is None or at.timestamp() >= since.timestamp() - 60  # clocks differ


def room_after(times: list[datetime], cap: int) -> float:
    """Return the seconds until fewer than `cap` of these posts, the newest first, are within a day."""
    if len(times) < cap or cap < 1:
        return 3600.0
    age = (clock.now() - times[cap - 1]).total_seconds()
    return max(60.0, DAY_SECONDS - age + 60)


def phase(status: object, name: str) -> dict[str, Any]:
    """Return one phase of a video's status."""
    return part(status, f"{name}_phase")
