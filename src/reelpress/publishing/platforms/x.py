"""X: media in segments, then one POST /2/tweets, and that call is the one that publishes.

The author's own timeline tells afterwards whether a post is there: by its media, which are ours alone, or by its text.
Saved state: that of `x_upload`, `again` when the publishing call is made once more; `post_id` and what became of the
`reply` at the end.
"""

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any
from urllib.parse import quote

from reelpress.lib import clock
from reelpress.lib.http import Answer, Client
from reelpress.publishing.platforms.base import (
    Credentials,
    Found,
    Identity,
    Limits,
    Listen,
    Numbers,
    State,
    Step,
    Tuning,
    Upload,
)
from reelpress.publishing.platforms.calls import Calls, count, part, rows, trade
from reelpress.publishing.platforms.errors import ErrorClass, PostGone, PublishError, ambiguous
from reelpress.publishing.platforms.platform import Platform
from reelpress.publishing.platforms.x_errors import NAME, refusal
from reelpress.publishing.platforms.x_text import dollars, has_address, same
from reelpress.publishing.platforms.x_upload import API, Attachment

POSTS = f"{API}/tweets"
TOKEN = f"{API}/oauth2/token"
GONE = 404
LOOK = "Look at it on X, then try again."
LINK = "https://x.com/i/status"
PAGE, PAGES = 100, 4
LOOKS = 2  # how often the timeline is asked before it proves anything: it may lag
LAG_POLLS = 5  # pauses of the tuning between two looks; 15 seconds by default
EARLIER_SECONDS = 60  # X's clock and ours may differ

# Of an account with X Premium. X takes 16 GB; a thousand segments of the length that is known to be taken are less.
PREMIUM: dict[str, Any] = {"text": 25_000, "media_bytes": 5_000_000_000, "media_seconds": 7500}


class X(Platform):
    """The X API v2."""

    name = "twitter"
    title = NAME
    limits = Limits(
        text=280,
        unit="weighted",
        hashtags=3,
        links_cost=True,
        media_bytes=512_000_000,
        media_seconds=140,
        least_seconds=0.5,
        picture_bytes=5_000_000,
        needs_media=False,
    )

    def __init__(self, http: Client, tuning: Tuning) -> None:
        super().__init__(http, tuning)
        if tuning.premium:
            self.limits = replace(self.limits, **PREMIUM)

    def publish(self, upload: Upload, state: State, credentials: Credentials, listen: Listen) -> Iterator[Step]:
        """Upload, post, and reply with the link when that was asked for; each step is yielded to be saved."""
        calls = self._calls(credentials)
        if not state.get("post_id"):
            again = bool(state.get("again"))
            if upload.media is not None:
                attachment = Attachment(calls, upload.media, state, self.tuning)
                yield from attachment.run(listen)
                state = attachment.state
            yield Step(state, "committing", f"Posting for ${dollars(upload.text, _reply(upload)):.3f}", 100)
            post_id = _made(calls.commit("POST", POSTS, "the post", json=_body(upload, state)), again)
            state = {**state, "post_id": post_id}
        yield from self._finish(calls, upload, state)

    def find(self, upload: Upload, state: State, credentials: Credentials) -> Found:
        """Look for our media, or our text, among what the author posted since the first attempt."""
        post_id = str(state.get("post_id") or "")
        complete = True
        calls = self._calls(credentials)
        author = self._author(calls)
        for look in range(LOOKS):
            if post_id:
                break
            if look:
                clock.sleep(LAG_POLLS * self.tuning.poll_seconds)
            post_id, complete = self._posted(calls, author, upload, state)
        if post_id:
            return Found("yes", post_id, self._url(post_id), {**state, "post_id": post_id})
        return Found("no", state={**state, "again": True}) if complete else Found("unknown", state=state)

    def measure(self, remote_id: str, credentials: Credentials) -> Numbers:
        """Read the public numbers; quotes count among the shares."""
        asked = {"ids": remote_id, "tweet.fields": "public_metrics"}
        posts = rows(self._calls(credentials).ask("GET", POSTS, params=asked).json(), "data")
        if not posts:
            happened = "X does not show this post."
            todo = "It was probably deleted there; nothing to do."
            raise PostGone(ErrorClass.INVALID_REQUEST, happened, means="There are no numbers to read.", todo=todo)
        said = part(posts[0], "public_metrics")
        shared = [count(said.get(name)) for name in ("retweet_count", "quote_count")]
        return Numbers(
            views=count(said.get("impression_count")),
            likes=count(said.get("like_count")),
            comments=count(said.get("reply_count")),
            shares=sum(one or 0 for one in shared) if any(one is not None for one in shared) else None,
            raw=said,
        )

    def delete(self, remote_id: str, credentials: Credentials) -> None:
        """Delete the post, or find that it is gone already; a reply with the link stays."""
        url = f"{POSTS}/{quote(remote_id, safe='')}"
        answer = self._calls(credentials).ask("DELETE", url, also=(GONE,))
        if answer.status != GONE and part(answer.json(), "data").get("deleted") is not True:
            happened = "X did not say that it has deleted the post."
            raise PublishError(ErrorClass.SERVER, happened, means="It may still be there.", todo=LOOK, raw=answer.shown)

    def refresh(self, credentials: Credentials) -> Credentials:
        """Trade the refresh token for new tokens; X ends the old refresh token with that."""
        head, form = None, {"client_id": credentials.client_id}
        if credentials.client_secret:
            pair = f"{quote(credentials.client_id)}:{quote(credentials.client_secret)}"
            head, form = {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}, {}
        return trade(self.http, TOKEN, credentials, platform=NAME, refuse=_refuse, form=form, headers=head)

    def verify(self, credentials: Credentials) -> Identity:
        """Ask whose account it is."""
        user = self._me(self._calls(credentials))
        return Identity(str(user["id"]), str(user.get("username") or ""))

    def _finish(self, calls: Calls, upload: Upload, state: State) -> Iterator[Step]:
        """The post is there; the reply may only add to it, and is never sent twice."""
        post_id = str(state["post_id"])
        url, reply, message = self._url(post_id), _reply(upload), "Published"
        if reply and "reply" not in state:
            state = {**state, "reply": "It is not known whether the reply with the link went out"}
            yield Step(state, "processing", "Replying with the link", 100, post_id, url)
            state = {**state, "reply": self._send_reply(calls, post_id, reply)}
        if reply:
            message = f"Published; {state['reply']}"
        yield Step(state, "published", message, 100, post_id, url)

    def _send_reply(self, calls: Calls, post_id: str, text: str) -> str:
        """Reply with the link; return how that went. It never fails the post."""
        body = {"text": text, "reply": {"in_reply_to_tweet_id": post_id}}
        try:
            return f"replied with the link as {_made(calls.commit('POST', POSTS, 'the reply', json=body), False)}"
        except PublishError as error:
            return f"no reply with the link: {error.explanation.happened}"

    def _posted(self, calls: Calls, author: str, upload: Upload, state: State) -> tuple[str, bool]:
        """Return the id of our post if the timeline has it, and whether all of the time was seen."""
        since = (upload.attempted_at or clock.now() - timedelta(days=1)) - timedelta(seconds=EARLIER_SECONDS)
        asked = {
            "max_results": str(PAGE),
            "start_time": since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "tweet.fields": "created_at,attachments,entities",
            "expansions": "attachments.media_keys",
        }
        for _ in range(PAGES):
            answer = calls.ask("GET", f"{API}/users/{author}/tweets", params=asked).json()
            for post in rows(answer, "data"):
                if _is_ours(post, upload, state):
                    return str(post.get("id", "")), True
            following = str(part(answer, "meta").get("next_token") or "")
            if not following:
                return "", True
            asked["pagination_token"] = following
        return "", False

    def _author(self, calls: Calls) -> str:
        known = calls.credentials.remote_id
        return known if known.isascii() and known.isdigit() else str(self._me(calls)["id"])

    def _me(self, calls: Calls) -> dict[str, Any]:
        user = part(calls.ask("GET", f"{API}/users/me").json(), "data")
        if not str(user.get("id", "")).isdigit():
            raise PublishError(ErrorClass.SERVER, "X did not say whose account it is.", means="It will pass.")
        return user

    def _calls(self, credentials: Credentials) -> Calls:
        return Calls(self.http, credentials, NAME, _refuse)

    def _url(self, post_id: str) -> str:
        return self.http.at(f"{LINK}/{post_id}")


def _refuse(answer: Answer) -> PublishError:
    return refusal(answer, now=clock.now())


def _made(answer: Answer, again: bool) -> str:
    """Return the id of the new post; raise what a refusal means."""
    if answer.status not in (200, 201):
        error = _refuse(answer)
        if again and error.error_class is ErrorClass.DUPLICATE:
            raise ambiguous(
                NAME, "X refuses the post as one that is there already, but does not show it yet.", error.raw
            )
        raise error
    post_id = str(part(answer.json(), "data").get("id") or "")
    if not post_id.isdigit():
        raise ambiguous(NAME, "X said yes to the post but not which one it became.", answer.shown)
    return post_id


def _body(upload: Upload, state: State) -> dict[str, Any]:
    body: dict[str, Any] = {"text": upload.text}
    if upload.media is not None:
        body["media"] = {"media_ids": [state["media_id"]]}
    return body


def _reply(upload: Upload) -> str:
    """Return the link that is to be posted beneath, if it is not in the post itself."""
    link = upload.options.get("reply", "")
    return link if link and not has_address(upload.text) else ""


def _is_ours(post: dict[str, Any], upload: Upload, state: State) -> bool:
    keys = part(post, "attachments").get("media_keys")
    if upload.media is not None and state.get("media_key"):
        return isinstance(keys, list) and state["media_key"] in keys
    return same(upload.text, post)
