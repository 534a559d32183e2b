"""TikTok: direct posts by file upload. The PUT of the last chunk publishes; everything before it is invisible.

What became of an upload is asked by its `publish_id`, for ever. Only public videos get an id of their own, after TikTok
has looked at them; until then, and for all others, the `publish_id` stands for the post.
"""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

from reelpress.lib import clock
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
from reelpress.publishing.platforms.calls import Calls, count, part, rows, trade
from reelpress.publishing.platforms.errors import AGAIN, ErrorClass, PublishError
from reelpress.publishing.platforms.platform import Platform
from reelpress.publishing.platforms.tiktok_errors import NAME, NO_DELETING, failed, refusal, succeeded
from reelpress.publishing.platforms.tiktok_upload import API, Sending, Standing, creator, expired, standing

TOKEN = f"{API}/oauth/token/"
QUERY = f"{API}/video/query/"
FIELDS = "id,view_count,like_count,comment_count,share_count,create_time,share_url"
SITE = "https://www.tiktok.com"
NO_NUMBERS = "TikTok tells numbers of public videos only, once it has looked at them."


class TikTok(Platform):
    """The TikTok Content Posting API v2."""

    name = "tiktok"
    title = NAME
    limits = Limits(text=2200, unit="utf16", media_bytes=4_000_000_000, media_seconds=600)

    def publish(self, upload: Upload, state: State, credentials: Credentials, listen: Listen) -> Iterator[Step]:
        """Upload, then wait until TikTok has posted the video; each step is yielded to be saved."""
        calls = self._calls(credentials)
        if not state.get("sent"):
            sending = Sending(calls, upload, self._media(upload), state, self.tuning)
            for step in sending.run(listen):
                yield replace(step, url=self._url(step.state) if step.remote_id else "")
            state = sending.state
        yield from self._finish(calls, state)

    def find(self, upload: Upload, state: State, credentials: Credentials) -> Found:
        """Ask for the upload: what lacks bytes or has failed is not out; whatever else is, or will be."""
        publish_id = str(state.get("publish_id") or "")
        if not publish_id:
            return Found("unknown", state=state)
        try:
            now = standing(self._calls(credentials), publish_id)
        except PublishError as error:
            if error.start_over:  # TikTok does not know it, or not as ours
                return Found("unknown", state=state)
            raise
        if now.status == "FAILED":
            return Found("no")
        if not now.is_out and now.uploaded < state["size"]:
            return Found("no", state={} if expired(state) else {**state, "offset": now.uploaded})
        state = {**state, "offset": state["size"], "sent": True}
        return Found("yes", now.video_id or publish_id, self._url(state, now.video_id), state)

    def measure(self, remote_id: str, credentials: Credentials) -> Numbers:
        """Read views, likes, comments and shares of a public video; none of another."""
        calls = self._calls(credentials)
        video_id = remote_id if remote_id.isdigit() else standing(calls, remote_id).video_id
        asked = {"filters": {"video_ids": [video_id]}}
        answer = calls.ask("POST", QUERY, params={"fields": FIELDS}, json=asked) if video_id else None
        videos = rows(part(answer.json(), "data"), "videos") if answer else []
        if not videos:
            return Numbers(None, None, None, None, {"note": NO_NUMBERS})
        said = videos[0]
        return Numbers(
            views=count(said.get("view_count")),
            likes=count(said.get("like_count")),
            comments=count(said.get("comment_count")),
            shares=count(said.get("share_count")),
            raw=said,
        )

    def delete(self, remote_id: str, credentials: Credentials) -> None:
        """Raise: TikTok has no call for it."""
        raise PublishError.of(NO_DELETING)

    def refresh(self, credentials: Credentials) -> Credentials:
        """Trade the refresh token for a new access token, and often a new refresh token."""
        form = {"client_key": credentials.client_id, "client_secret": credentials.client_secret}
        return trade(self.http, TOKEN, credentials, platform=NAME, refuse=refusal, form=form)

    def verify(self, credentials: Credentials) -> Identity:
        """Ask whose account it is and whether it may post."""
        who = creator(self._calls(credentials))
        return Identity(who.username, who.username)

    def _finish(self, calls: Calls, state: State) -> Iterator[Step]:
        publish_id = str(state["publish_id"])
        deadline = clock.monotonic() + self.tuning.poll_limit_seconds
        while True:
            now = self._standing(calls, publish_id)
            if now.is_out:
                break
            if clock.monotonic() >= deadline:
                raise PublishError(
                    ErrorClass.PROCESSING,
                    "TikTok has the whole video and is still processing it.",
                    means="It is not sent again; whether it was posted is asked later.",
                    todo=AGAIN,
                )
            yield Step(state, "processing", "TikTok is processing the video", 100, publish_id, self._url(state))
            clock.sleep(self.tuning.poll_seconds)
        remote_id, url = now.video_id or publish_id, self._url(state, now.video_id)
        yield Step(state, "published", "Published", 100, remote_id, url)

    def _standing(self, calls: Calls, publish_id: str) -> Standing:
        now = standing(calls, publish_id)
        if now.status == "FAILED":
            raise failed(now.reason)
        return now

    def _calls(self, credentials: Credentials) -> Calls:
        return Calls(self.http, credentials, NAME, refusal, succeeded)

    def _url(self, state: State, video_id: str = "") -> str:
        """Return the video's address, or that of the profile while the video has none."""
        profile = f"{SITE}/@{quote(str(state.get('username') or ''))}"
        return self.http.at(f"{profile}/video/{video_id}" if video_id else profile)
