"""LinkedIn: the file first, then one POST /rest/posts, and that call is the one that publishes. For members and pages.

A page's posts can be listed, a member's cannot. But for ten minutes LinkedIn refuses an exact repetition and names the
post that is there: so within eight minutes of a lost answer the very same bytes are sent again, and either this one is
the post or the refusal tells which is. Saved state: that of `linkedin_upload`; `body` and `armed_at` before the
publishing call, `again` and `until` when it is to be repeated; `post` at the end.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from reelpress.lib import clock
from reelpress.lib.http import Answer, Bytes
from reelpress.publishing.platforms.base import (
    Credentials,
    Found,
    Identity,
    Limits,
    Listen,
    Numbers,
    State,
    Step,
    Upload,
)
from reelpress.publishing.platforms.calls import Calls, rows, trade
from reelpress.publishing.platforms.errors import ErrorClass, PublishError, ambiguous
from reelpress.publishing.platforms.linkedin_errors import NAME, NOT_OUT, RECONNECT, VERSION, earlier, refusal
from reelpress.publishing.platforms.linkedin_numbers import member_numbers, page_numbers
from reelpress.publishing.platforms.linkedin_text import escaped, heading
from reelpress.publishing.platforms.linkedin_upload import API, Attachment
from reelpress.publishing.platforms.platform import Platform

POSTS = f"{API}/posts"
WHO = "https://api.linkedin.com/v2/userinfo"
TOKEN = "https://www.linkedin.com/oauth/v2/accessToken"
SITE = "https://www.linkedin.com/feed/update"
HEADERS = {"LinkedIn-Version": VERSION, "X-Restli-Protocol-Version": "2.0.0"}
PERSON, PAGE = "urn:li:person:", "urn:li:organization:"
AUTHOR = re.compile(rf"{PERSON}[\w-]{{1,100}}|{PAGE}\d{{1,20}}")
POST_KINDS = ("urn:li:share:", "urn:li:ugcPost:")
REPEAT_SECONDS = 480  # LinkedIn refuses repetitions for ten minutes
LOOKS = 2
LAG_POLLS = 5  # pauses of the tuning before a lost call is taken to have done what it could; 15 seconds by default


class LinkedIn(Platform):
    """The LinkedIn REST API, versioned."""

    name = "linkedin"
    title = NAME
    limits = Limits(
        text=3000,
        unit="utf16",
        media_bytes=500_000_000,
        media_seconds=1800,
        least_seconds=3,
        picture_bytes=36_152_320,  # LinkedIn takes so many pixels, which have fewer bytes than that
        needs_media=False,
    )

    def publish(self, upload: Upload, state: State, credentials: Credentials, listen: Listen) -> Iterator[Step]:
        """Upload, wait for LinkedIn's processing, post; each step is yielded to be saved."""
        calls = self._calls(credentials)
        if not state.get("post") and not state.get("again"):
            author = self._author(calls)
            if upload.media is not None:
                attachment = Attachment(calls, author, upload.media, state, self.tuning)
                yield from attachment.run(listen)
                state = attachment.state
            body = json.dumps(_body(author, upload, state), ensure_ascii=False)
            state = {**state, "body": body, "armed_at": clock.now().isoformat()}
        if not state.get("post"):
            message = "Sending the very same post again" if state.get("again") else "Posting"
            yield Step(state, "committing", message, 100)
            state = {**state, "post": self._post(calls, state)}
        yield Step(state, "published", "Published", 100, state["post"], self._url(state["post"]))

    def find(self, upload: Upload, state: State, credentials: Credentials) -> Found:
        """Look for it among a page's posts; for a member, say for how long it may be sent again without harm."""
        if state.get("post"):
            return self._found(state["post"], state)
        calls = self._calls(credentials)
        author = self._author(calls)
        for _ in range(LOOKS):
            clock.sleep(LAG_POLLS * self.tuning.poll_seconds)
            post, listed = self._listed(calls, author, state)
            if post:
                return self._found(post, state)
            if not listed:
                return _repeatable(state)
        return Found("no", state={**state, "again": True, "until": ""})

    def measure(self, remote_id: str, credentials: Credentials) -> Numbers:
        """Read the numbers of a page's post, or of a member's as far as the connection's rights go."""
        calls = self._calls(credentials)
        author = self._author(calls)
        return page_numbers(calls, author, remote_id) if author.startswith(PAGE) else member_numbers(calls, remote_id)

    def delete(self, remote_id: str, credentials: Credentials) -> None:
        """Delete the post; one that is gone already is fine."""
        head = {"X-RestLi-Method": "DELETE"}
        self._calls(credentials).ask("DELETE", f"{POSTS}/{quote(remote_id, safe='')}", headers=head, also=(404,))

    def refresh(self, credentials: Credentials) -> Credentials:
        """Trade the refresh token, which LinkedIn gives to few apps, for a new access token."""
        form = {"client_id": credentials.client_id, "client_secret": credentials.client_secret}
        return trade(self.http, TOKEN, credentials, platform=NAME, refuse=_refuse, form=form)

    def verify(self, credentials: Credentials) -> Identity:
        """Ask who it is; of a page, whether the token's owner runs it."""
        calls = self._calls(credentials)
        author = self._author(calls) if credentials.remote_id else ""
        if author.startswith(PAGE):
            asked = {"q": "roleAssignee", "role": "ADMINISTRATOR", "state": "APPROVED"}
            pages = rows(calls.ask("GET", f"{API}/organizationAcls", params=asked).json(), "elements")
            if author in (str(page.get("organization") or page.get("organizationTarget")) for page in pages):
                return Identity(author, author)
            raise _other("The token's owner is no administrator of this LinkedIn page.")
        who = self._member(calls)
        if author and author != who.remote_id:
            raise _other("The token belongs to another LinkedIn member.")
        return who

    def _post(self, calls: Calls, state: State) -> str:
        """Make the call that publishes; return the post's URN, be it new or there already."""
        until = str(state.get("until") or "")
        if state.get("again") and until and clock.now() >= datetime.fromisoformat(until):
            raise ambiguous(NAME, "It is too late to send the post again: LinkedIn might take it for another one.")
        head = {"Content-Type": "application/json"}
        answer = calls.commit("POST", POSTS, "the post", body=Bytes(state["body"].encode()), headers=head)
        if answer.status == 201:
            urn = answer.headers.get("x-restli-id", "")
            if not urn.startswith(POST_KINDS):
                raise ambiguous(NAME, "LinkedIn said yes to the post but not which one it became.", answer.shown)
            return urn
        if state.get("again") and earlier(answer):
            return earlier(answer)
        error = _refuse(answer)
        if until and error.error_class is not ErrorClass.AUTH:  # says nothing of the first call
            raise ambiguous(NAME, f"The post was not taken a second time. {error.explanation.happened}", error.raw)
        raise error

    def _listed(self, calls: Calls, author: str, state: State) -> tuple[str, bool]:
        """Return the URN of our post if the page's newest have it, and whether they could be listed."""
        if not author.startswith(PAGE) or not state.get("body"):
            return "", False
        url = f"{POSTS}?author={quote(author, safe='')}&q=author&count=20&sortBy=LAST_MODIFIED"
        answer = calls.ask("GET", url, headers={"X-RestLi-Method": "FINDER"}, also=(403,))
        if answer.status == 403:
            return "", False
        ours = json.loads(state["body"])
        for post in rows(answer.json(), "elements"):
            if _file(post) == _file(ours) and (_file(ours) or post.get("commentary") == ours["commentary"]):
                return str(post.get("id", "")), True
        return "", True

    def _author(self, calls: Calls) -> str:
        known = calls.credentials.remote_id
        if known and not AUTHOR.fullmatch(known):
            happened = f"“{known[:60]}” is no id of a LinkedIn member or page."
            todo = f"Add the account again with --remote-id {PAGE}NUMBER; for a member, without one."
            raise PublishError(ErrorClass.INVALID_REQUEST, happened, means=NOT_OUT, todo=todo)
        return known or self._member(calls).remote_id

    def _member(self, calls: Calls) -> Identity:
        said = calls.ask("GET", WHO).json()
        if not said.get("sub"):
            raise PublishError(ErrorClass.SERVER, "LinkedIn did not say whose account it is.", means=NOT_OUT)
        return Identity(f"{PERSON}{said['sub']}", str(said.get("name") or ""))

    def _found(self, urn: str, state: State) -> Found:
        return Found("yes", urn, self._url(urn), {**state, "post": urn})

    def _calls(self, credentials: Credentials) -> Calls:
        return Calls(self.http, credentials, NAME, _refuse, headers=HEADERS)

    def _url(self, urn: str) -> str:
        return self.http.at(f"{SITE}/{urn}/")


def _repeatable(state: State) -> Found:
    """Say until when the call may be repeated: LinkedIn then refuses it, if the first one took effect."""
    armed_at = str(state.get("armed_at") or "")
    until = datetime.fromisoformat(armed_at) + timedelta(seconds=REPEAT_SECONDS) if armed_at else clock.now()
    if clock.now() >= until:
        return Found("unknown", state=state)
    return Found("no", state={**state, "again": True, "until": until.isoformat()})


def _body(author: str, upload: Upload, state: State) -> dict[str, Any]:
    body: dict[str, Any] = {
        "author": author,
        "commentary": escaped(upload.text),
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }
    if upload.media is not None:
        described = {"altText": upload.media.alt} if upload.media.alt else {}
        body["content"] = {"media": {"title": heading(upload.text), "id": state["media"], **described}}
    return body


def _file(post: dict[str, Any]) -> str:
    content = post.get("content")
    media = content.get("media") if isinstance(content, dict) else None
    return str(media.get("id") or "") if isinstance(media, dict) else ""


def _other(happened: str) -> PublishError:
    return PublishError(ErrorClass.PERMISSION, happened, means="It could not post there.", todo=RECONNECT)


def _refuse(answer: Answer) -> PublishError:
    return refusal(answer, now=clock.now())
