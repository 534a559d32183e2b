"""Single calls with an account's bearer token: an accepted answer, or what its refusal means. Knows no platform."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, TypeVar

from reelpress.lib import clock
from reelpress.lib.http import Answer, Client, HttpFailure, Unsendable
from reelpress.publishing.platforms.base import Credentials, Tuning
from reelpress.publishing.platforms.errors import ErrorClass, PublishError, ambiguous, from_silence

Result = TypeVar("Result")
Refuse = Callable[[Answer], PublishError]
LONGEST_TOKEN_SECONDS = 366 * 86_400
SLOWEST = 8  # times the usual pause between two questions


def succeeded(answer: Answer) -> bool:
    """Return whether the status says yes."""
    return 200 <= answer.status < 300


@dataclass(frozen=True)
class Calls:
    """The calls of one account. `refuse` says what an answer that is not `accepted` means."""

    http: Client
    credentials: Credentials
    platform: str
    refuse: Refuse
    accepted: Callable[[Answer], bool] = succeeded
    headers: Mapping[str, str] | None = None  # of every call

    def send(self, method: str, url: str, *, headers: Mapping[str, str] | None = None, **rest: Any) -> Answer:
        """Send one request with our token; raise the HTTP failures as they are."""
        head = {"Authorization": f"Bearer {self.credentials.access_token}", **(self.headers or {}), **(headers or {})}
        return self.http.request(method, url, headers=head, secrets=self.credentials.secrets, **rest)

    def ask(self, method: str, url: str, *, also: tuple[int, ...] = (), **rest: Any) -> Answer:
        """Send a request that may safely be repeated; return an accepted answer, or one with a status of `also`."""
        try:
            answer = self.send(method, url, **rest)
        except (HttpFailure, Unsendable) as error:
            raise from_silence(error, platform=self.platform) from None
        if not self.accepted(answer) and answer.status not in also:
            raise self.refuse(answer)
        return answer

    def commit(self, method: str, url: str, what: str, **rest: Any) -> Answer:
        """Make the one call that publishes; return any answer that settles it, yes or no.

        A 5xx or a lost answer leaves unknown whether it did: that is AMBIGUOUS.
        """
        try:
            answer = self.send(method, url, **rest)
        except (HttpFailure, Unsendable) as error:
            raise from_silence(error, platform=self.platform, commit=True) from None
        if answer.status >= 500:
            raise ambiguous(self.platform, f"{self.platform} answered {answer.status} to {what}.", answer.shown)
        return answer


def trade(
    http: Client,
    url: str,
    credentials: Credentials,
    *,
    platform: str,
    refuse: Refuse,
    form: Mapping[str, str],
    headers: Mapping[str, str] | None = None,
) -> Credentials:
    """Trade the refresh token for a new access token; the refresh token is empty when none came."""
    form = {"grant_type": "refresh_token", "refresh_token": credentials.refresh_token, **form}
    try:
        answer = http.request("POST", url, form=form, headers=headers, secrets=credentials.secrets)
    except (HttpFailure, Unsendable) as error:
        raise from_silence(error, platform=platform) from None
    said = answer.json()
    token = said.get("access_token")
    if answer.status != 200 or not isinstance(token, str) or not token:
        raise refuse(answer)
    seconds = count(said.get("expires_in"))
    ends = clock.now() + timedelta(seconds=min(seconds, LONGEST_TOKEN_SECONDS)) if seconds else None
    renewed = str(said.get("refresh_token") or "")
    return replace(credentials, access_token=token, refresh_token=renewed, expires_at=ends)


def patiently(pauses: Sequence[float], call: Callable[[], Result]) -> Result:
    """Make a call that may be repeated; wait passing trouble out, pause by pause."""
    for pause in pauses:
        try:
            return call()
        except PublishError as error:
            if error.error_class is not ErrorClass.SERVER or error.start_over:
                raise
        clock.sleep(pause)
    return call()


def waited(tuning: Tuning, ask: Callable[[], tuple[bool, str]]) -> Iterator[tuple[bool, str]]:
    """Yield each answer of `ask` (done, what to say) until it is done or the time is over."""
    deadline = clock.monotonic() + tuning.poll_limit_seconds
    for pause in pauses(tuning):
        done, said = ask()
        yield done, said
        left = deadline - clock.monotonic()
        if done or left <= 0:
            return
        clock.sleep(min(pause, left))


def pauses(tuning: Tuning) -> Iterator[float]:
    """Yield pauses that grow: a short video is soon done, and a long one is to be asked about seldom."""
    pause = tuning.poll_seconds
    while True:
        yield pause
        pause = min(2 * pause, SLOWEST * tuning.poll_seconds)


def part(whole: object, *names: str) -> dict[str, Any]:
    """Return a part of an answer, by the names that lead to it; empty when it is missing or no object."""
    for name in names:
        whole = whole.get(name) if isinstance(whole, dict) else None
    return whole if isinstance(whole, dict) else {}


def rows(whole: object, name: str) -> list[dict[str, Any]]:
    """Return the objects of a list in an answer; empty when it is none."""
    found = whole.get(name) if isinstance(whole, dict) else None
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def count(said: object) -> int | None:
    """Return a number that came as text or number; None when it is none."""
    text = str(said)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None
