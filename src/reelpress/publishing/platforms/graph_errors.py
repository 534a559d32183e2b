"""What refusals of Meta's Graph API mean, as far as Instagram and Facebook share them; and when to ask again.

A refusal is looked up by code and subcode, by subcode, by code, then judged by its range or its HTTP status.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reelpress.lib.http import Answer, redact
from reelpress.publishing.platforms.calls import count, part
from reelpress.publishing.platforms.errors import Case, ErrorClass, PublishError, by_status, by_words

RECONNECT = "Connect the account again, then retry."
GRANT = "Connect the account again and grant every right asked for, then retry."
APP_LIMIT_SECONDS = 3600.0  # the window of an app's calls, when the answer does not say how long
LONGEST_SECONDS = 86_400.0
PERMISSION_CODES = range(200, 300)
GONE = (100, 33)


def auth(happened: str) -> Case:
    """Return the case of a connection that ended."""
    return Case(ErrorClass.AUTH, happened, "The connection to the account has ended; nothing was published.", RECONNECT)


def denied(happened: str, todo: str = GRANT) -> Case:
    """Return the case of a missing right."""
    return Case(ErrorClass.PERMISSION, happened, "The connection may not do this; nothing was published.", todo)


def banned(happened: str, todo: str) -> Case:
    """Return the case of a rule that was broken."""
    return Case(ErrorClass.POLICY, happened, "Meta accepts nothing from this account for now.", todo)


def slow(happened: str) -> Case:
    """Return the case of too many calls."""
    means = "Nothing was published; asking sooner would only prolong the pause."
    return Case(ErrorClass.RATE_LIMIT, happened, means)


def unfit(happened: str, todo: str = "Make the video again, then retry.") -> Case:
    """Return the case of a file that is not taken."""
    return Case(ErrorClass.INVALID_MEDIA, happened, "The file was not taken; nothing was published.", todo)


def refused(happened: str, todo: str = "Change the text, then retry.") -> Case:
    """Return the case of a call that is wrong."""
    return Case(ErrorClass.INVALID_REQUEST, happened, "The call was refused, so nothing was published.", todo)


def trouble(happened: str) -> Case:
    """Return the case of a problem that passes."""
    return Case(ErrorClass.SERVER, happened, "It will pass; nothing was published by this call.")


@dataclass(frozen=True)
class Table:
    """What one platform's refusals mean."""

    name: str
    pairs: Mapping[tuple[int, int], Case] = field(default_factory=dict)
    subcodes: Mapping[int, Case] = field(default_factory=dict)
    codes: Mapping[int, Case] = field(default_factory=dict)
    words: Sequence[tuple[str, Case]] = ()  # of the message, where the code says too little
    anew: frozenset[int] = frozenset()  # subcodes after which the saved upload leads nowhere
    waits: Mapping[int, float] = field(default_factory=dict)  # seconds, by subcode

    def refusal(self, answer: Answer) -> PublishError:
        """Return what an answer that is no success means."""
        debug = part(answer.json(), "debug_info")
        if debug:
            return self._of_upload(debug, answer)
        error = part(answer.json(), "error")
        code, subcode = codes(answer)
        said = str(error.get("error_user_msg") or error.get("message") or "")[:300]
        transient = error.get("is_transient") is True
        case = self._case(code, subcode, said, transient) or by_status(answer, platform=self.name, said=said)
        wait = self.waits.get(subcode)
        if wait is None and case.error_class in (ErrorClass.RATE_LIMIT, ErrorClass.DAILY_CAP):
            wait = regained(answer) or APP_LIMIT_SECONDS
        anew = subcode in self.anew or (code, subcode) == GONE
        return PublishError.of(case, raw=answer.shown, retry_after=wait, start_over=anew)

    def known(self, subcode: int) -> Case | None:
        """Return the case of a subcode that is told without its code."""
        return self.subcodes.get(subcode)

    def _case(self, code: int, subcode: int, said: str, transient: bool) -> Case | None:
        found = self.pairs.get((code, subcode)) or SHARED_PAIRS.get((code, subcode)) or self.subcodes.get(subcode)
        if found:
            return found
        if transient:
            return trouble(f"{self.name} has a passing problem (code {code}).")
        found = by_words(self.words, said) or self.codes.get(code) or SHARED_CODES.get(code)
        if found is None and code in PERMISSION_CODES:
            found = denied(f"{self.name} says that a right is missing (code {code}).")
        if found is not None and found.error_class is ErrorClass.INVALID_REQUEST and said:
            quoted = f"{found.happened.rstrip('.')}: {said}".rstrip(".") + "."
            return Case(found.error_class, quoted, found.means, found.todo)
        return found

    def _of_upload(self, debug: Mapping[str, object], answer: Answer) -> PublishError:
        """Return what the host that takes the bytes means; it has words of its own."""
        kind, said = str(debug.get("type", "")), str(debug.get("message", ""))[:300]
        lost = kind == "ProcessingFailedError"
        happened = f"{self.name} broke the upload off ({kind or 'no reason given'})"
        happened += f": {redact(said, answer.secrets)}".rstrip(".") if said else ""
        return PublishError.of(trouble(f"{happened}."), raw=answer.shown, start_over=lost)


SHARED_PAIRS: dict[tuple[int, int], Case] = {
    (190, 458): auth("The app was removed from the account."),
    (190, 459): auth("The account has to pass a checkpoint at Facebook first."),
    (190, 460): auth("The password was changed, which ended the connection."),
    (190, 463): auth("The access token has expired."),
    (190, 464): auth("The account is not confirmed."),
    (190, 467): auth("The access token is no longer valid."),
    (190, 492): auth("The person who connected the account has lost the role on the Page."),
    GONE: denied("The object does not exist, or this account may not see it."),
}
SHARED_CODES: dict[int, Case] = {
    190: auth("The access token is not accepted."),
    102: auth("The session has ended."),
    3: denied("The app may not make this call."),
    10: denied("The app lacks a right for this call."),
    4: slow("The app has made too many calls."),
    17: slow("The account has made too many calls."),
    32: slow("The Page has made too many calls."),
    341: slow("The app has reached a limit of its own."),
    613: slow("A custom limit of calls is reached."),
    80001: slow("The Page has made too many calls for now."),
    80002: slow("The Instagram account has made too many calls for now."),
    1: trouble("Meta has an unknown problem (code 1)."),
    2: trouble("Meta's service is down for a moment (code 2)."),
    100: refused("A parameter was refused", "Correct what the answer names, then retry."),
    368: banned("Meta has blocked the account from this action for a while.", "See the account's Support Inbox."),
    506: Case(
        ErrorClass.DUPLICATE,
        "Meta says that this was just posted.",
        "The last post of the account has the same words; nothing was published by this call.",
        "Nothing, if that one is meant; else change the text, then retry.",
    ),
}


def codes(answer: Answer) -> tuple[int, int]:
    """Return code and subcode of a refusal; 0 where there is none."""
    error = part(answer.json(), "error")
    return number(error.get("code")), number(error.get("error_subcode"))


def regained(answer: Answer) -> float | None:
    """Return the seconds until calls are accepted again, as the header of business use says; None when it does not."""
    try:
        said = json.loads(answer.headers.get("x-business-use-case-usage", "{}"))
    except (ValueError, RecursionError):
        return None
    entries = [entry for of in said.values() if isinstance(of, list) for entry in of] if isinstance(said, dict) else []
    minutes = [count(part(entry).get("estimated_time_to_regain_access")) or 0 for entry in entries]
    longest = max(minutes, default=0)
    return min(60.0 * longest, LONGEST_SECONDS) if longest else None


def number(said: object) -> int:
    """Return a code, which may be negative; 0 when it is none."""
    text = str(said)
    sign = -1 if text.startswith("-") else 1
    return sign * (count(text.removeprefix("-")) or 0)
