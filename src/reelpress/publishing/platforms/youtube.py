"""YouTube: resumable uploads. The PUT of the last byte makes the video exist; everything before it is invisible.

Saved state: `session`, `size`, `file` and `offset` of the upload, then `video_id` and what became of `thumbnail` and
`captions`.
"""

from collections.abc import Iterator
from dataclasses import replace

from reelpress.lib import clock
from reelpress.lib.http import Client
from reelpress.publishing.platforms import checks
from reelpress.publishing.platforms.base import (
    Credentials,
    Found,
    Identity,
    Limits,
    Listen,
    Media,
    Numbers,
    Poll,
    State,
    Step,
    Tuning,
    Upload,
)
from reelpress.publishing.platforms.calls import count, part, trade
from reelpress.publishing.platforms.errors import ErrorClass, PublishError
from reelpress.publishing.platforms.youtube_calls import API, TOKEN, Calls, tags
from reelpress.publishing.platforms.youtube_errors import NAME, REASONS, unprocessed
from reelpress.publishing.platforms.youtube_extras import set_captions, set_thumbnail
from reelpress.publishing.platforms.youtube_upload import Session

WATCH = "https://www.youtube.com/watch?v="
LOST = (ErrorClass.INVALID_MEDIA, ErrorClass.POLICY, ErrorClass.DUPLICATE)


class YouTube:
    """The YouTube Data API v3."""

    name = "youtube"
    title = NAME
    limits = Limits(
        text=5000, unit="bytes", title=100, banned="<>", tags=500, media_bytes=256 << 30, media_seconds=43_200
    )
    needs_remote_id = False
    token_pattern = r"[!-~]{4,4096}"

    def __init__(self, http: Client, tuning: Tuning) -> None:
        self.http = http
        self.tuning = tuning

    def check_text(self, upload: Upload) -> list[PublishError]:
        """Return what is wrong with title, description and tags, ours included."""
        return checks.check_text(NAME, self.limits, replace(upload, tags=tags(upload)))

    def check_media(self, media: Media | None) -> list[PublishError]:
        """Return what is wrong with the video."""
        return checks.check_media(NAME, self.limits, media)

    def publish(self, upload: Upload, state: State, credentials: Credentials, listen: Listen) -> Iterator[Step]:
        """Upload, set the thumbnail, wait for the processing; each step is yielded to be saved."""
        calls = Calls.of(self.http, credentials)
        if not state.get("video_id"):
            session = Session(calls, upload, _media(upload), state, self.tuning)
            for step in session.run(listen):
                yield replace(step, url=self._watch(step.remote_id))
            state = session.state
        yield from self._finish(calls, upload, state)

    def find(self, upload: Upload, state: State, credentials: Credentials) -> Found:
        """Ask the upload session; without one, look for our tag among the channel's uploads."""
        known = str(state.get("video_id") or "")
        session = Session(Calls.of(self.http, credentials), upload, _media(upload), state, self.tuning)
        found = Found("yes", known) if known else session.find()
        if found.answer != "yes":
            return found
        return replace(found, url=self._watch(found.remote_id), state={**state, "video_id": found.remote_id})

    def poll(self, remote_id: str, credentials: Credentials) -> Poll:
        """Ask how far the processing is; raise when YouTube failed at it or rejected the video."""
        videos = Calls.of(self.http, credentials).videos([remote_id], part="status,processingDetails")
        if not videos:
            return Poll(False, "YouTube does not list the video yet")
        status, details = part(videos[0], "status"), part(videos[0], "processingDetails")
        uploaded = str(status.get("uploadStatus", ""))
        if uploaded in ("failed", "rejected", "deleted"):
            raise unprocessed(uploaded, str(status.get("rejectionReason") or status.get("failureReason") or ""))
        if details.get("processingStatus") in ("failed", "terminated"):
            raise unprocessed("failed", str(details.get("processingFailureReason", "")))
        return Poll(uploaded == "processed", "YouTube is processing the video")

    def measure(self, remote_id: str, credentials: Credentials) -> Numbers:
        """Read views, likes and comments; shares are not among what YouTube tells here."""
        videos = Calls.of(self.http, credentials).videos([remote_id], part="statistics")
        if not videos:
            raise PublishError.of(REASONS["videoNotFound"])
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
        deadline = clock.monotonic() + self.tuning.poll_limit_seconds
        message = "Published"
        while True:
            try:
                answer = self.poll(video_id, calls.credentials)
            except PublishError as error:
                if error.error_class in LOST:
                    raise
                answer = Poll(True, "")
                message = f"Published; how far the processing is could not be asked: {error.explanation.happened}"
            if answer.ready:
                break
            if clock.monotonic() >= deadline:
                message = f"Published; {answer.message}"
                break
            yield Step(state, "processing", answer.message, 100, video_id, url)
            clock.sleep(self.tuning.poll_seconds)
        yield Step(state, "published", message, 100, video_id, url)

    def _watch(self, video_id: str) -> str:
        return self.http.at(f"{WATCH}{video_id}") if video_id else ""


def _media(upload: Upload) -> Media:
    if upload.media is None:
        raise checks.check_media(NAME, YouTube.limits, None)[0]
    return upload.media
