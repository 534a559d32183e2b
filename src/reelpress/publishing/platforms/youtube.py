"""YouTube: resumable uploads. The PUT of the last byte makes the video exist; everything before it is invisible.

Saved state: `session`, `size`, `file` and `offset` of the upload, then `video_id` and what became of `thumbnail` and
`captions`.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

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
from reelpress.publishing.platforms.calls import count, part, trade, waited
from reelpress.publishing.platforms.errors import ErrorClass, PostGone, PublishError
from reelpress.publishing.platforms.platform import Platform
from reelpress.publishing.platforms.youtube_calls import API, TOKEN, Calls, tags
from reelpress.publishing.platforms.youtube_errors import NAME, REASONS, unprocessed
from reelpress.publishing.platforms.youtube_extras import set_captions, set_thumbnail
from reelpress.publishing.platforms.youtube_upload import Session

WATCH = "https://www.youtube.com/watch?v="
LOST = (ErrorClass.INVALID_MEDIA, ErrorClass.POLICY, ErrorClass.DUPLICATE)


class YouTube(Platform):
    """The YouTube Data API v3."""

    name = "youtube"
    title = NAME
    limits = Limits(
        text=5000, unit="bytes", title=100, banned="<>", tags=500, media_bytes=256 << 30, media_seconds=43_200
    )

    def check_text(self, upload: Upload) -> list[PublishError]:
        """Return what is wrong with title, description and tags, ours included."""
        return super().check_text(replace(upload, tags=tags(upload)))

    def publish(self, upload: Upload, state: State, credentials: Credentials, listen: Listen) -> Iterator[Step]:
        """Upload, set the thumbnail, wait for the processing; each step is yielded to be saved."""
        calls = Calls.of(self.http, credentials)
        if not state.get("video_id"):
            session = Session(calls, upload, self._media(upload), state, self.tuning)
            for step in session.run(listen):
                yield replace(step, url=self._watch(step.remote_id))
            state = session.state
        yield from self._finish(calls, upload, state)

    def find(self, upload: Upload, state: State, credentials: Credentials) -> Found:
        """Ask the upload session; without one, look for our tag among the channel's uploads."""
        known = str(state.get("video_id") or "")
        session = Session(Calls.of(self.http, credentials), upload, self._media(upload), state, self.tuning)
        found = Found("yes", known) if known else session.find()
        if found.answer != "yes":
            return found
        return replace(found, url=self._watch(found.remote_id), state={**state, "video_id": found.remote_id})

    def measure(self, remote_id: str, credentials: Credentials) -> Numbers:
        """Read views, likes and comments; shares are not among what YouTube tells here."""
        videos = Calls.of(self.http, credentials).videos([remote_id], part="statistics")
        if not videos:
            raise PostGone.of(REASONS["videoNotFound"])
        said = part(videos[0], "statistics")
        return Numbers(
            views=count(said.get("viewCount")),
            likes=count(said.get("likeCount")),
            comments=count(said.get("commentCount")),
            shares=None,
            raw=said,
        )

    def delete(self, remote_id: str, credentials: Credentials) -> None:
        """Delete the video."""
        Calls.of(self.http, credentials).ask("DELETE", f"{API}/videos", params={"id": remote_id}, also=(404,))

    def refresh(self, credentials: Credentials) -> Credentials:
        """Trade the refresh token for a new access token."""
        form = {"client_id": credentials.client_id, "client_secret": credentials.client_secret}
        refuse = Calls.of(self.http, credentials).refuse
        return trade(self.http, TOKEN, credentials, platform=NAME, refuse=refuse, form=form)

    def verify(self, credentials: Credentials) -> Identity:
        """Ask for the channel of this account."""
        channels, _ = Calls.of(self.http, credentials).items("channels", {"part": "snippet", "mine": "true"})
        if not channels:
            raise PublishError.of(REASONS["youtubeSignupRequired"])
        return Identity(str(channels[0].get("id", "")), str(part(channels[0], "snippet").get("title", "")))

    def _finish(self, calls: Calls, upload: Upload, state: State) -> Iterator[Step]:
        """The video is there; what follows may only make it nicer, unless YouTube itself throws it out."""
        video_id = str(state["video_id"])
        url = self._watch(video_id)
        for name, set_it in (("thumbnail", set_thumbnail), ("captions", set_captions)):
            if name not in state:
                state = {**state, name: set_it(calls, upload, video_id)}
                yield Step(state, "processing", str(state[name]), 100, video_id, url)
        said = ""
        for done, said in waited(self.tuning, lambda: _processed(calls, video_id)):
            if not done:
                yield Step(state, "processing", said, 100, video_id, url)
        yield Step(state, "published", f"Published; {said}" if said else "Published", 100, video_id, url)

    def _watch(self, video_id: str) -> str:
        return self.http.at(f"{WATCH}{video_id}") if video_id else ""


def _processed(calls: Calls, video_id: str) -> tuple[bool, str]:
    """Ask whether YouTube is done with a video, and what to say of it; raise when it threw the video out."""
    try:
        videos = calls.videos([video_id], part="status,processingDetails")
        return _stands(videos[0]) if videos else (False, "YouTube does not list the video yet")
    except PublishError as error:
        if error.error_class in LOST:
            raise
        return True, f"how far the processing is could not be asked: {error.explanation.happened}"


def _stands(video: dict[str, Any]) -> tuple[bool, str]:
    status, details = part(video, "status"), part(video, "processingDetails")
    uploaded = str(status.get("uploadStatus", ""))
    if uploaded in ("failed", "rejected", "deleted"):
        raise unprocessed(uploaded, str(status.get("rejectionReason") or status.get("failureReason") or ""))
    if details.get("processingStatus") in ("failed", "terminated"):
        raise unprocessed("failed", str(details.get("processingFailureReason", "")))
    return (True, "") if uploaded == "processed" else (False, "YouTube is processing the video")
