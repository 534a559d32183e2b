"""Videos and pictures on their way to X: segment by segment, then X's own processing. Posts nothing.

X does not tell how far an upload came, but takes a segment again under its number; so the number of the next one is
saved. Saved state: `media_id`, `media_key`, `size`, `file`, `segment`, `segment_bytes`, `ends_at`, then `finalized`
and `ready`.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from reelpress.lib import clock
from reelpress.lib.http import Answer, FileRange, Multipart
from reelpress.publishing.platforms.base import Listen, Media, State, Step, Tuning
from reelpress.publishing.platforms.calls import Calls, count, part, patiently
from reelpress.publishing.platforms.errors import AGAIN, ErrorClass, PublishError
from reelpress.publishing.platforms.x_errors import NOT_OUT, unprocessed

API = "https://api.x.com/2"
MEDIA = f"{API}/media/upload"
MOST_SEGMENT_BYTES = 4 << 20
MOST_SEGMENTS = 1000
ENDED_SECONDS = 600  # an upload that ends so soon is begun anew
MOST_WAIT_SECONDS = 30.0  # however long X asks us to wait between two looks


class Attachment:
    """One file on its way. `state` is what was saved of it; at the end it has `ready`."""

    def __init__(self, calls: Calls, media: Media, state: State, tuning: Tuning) -> None:
        self.calls = calls
        self.media = media
        self.tuning = tuning
        self.state = state if belongs(state, media) else {}

    def run(self, listen: Listen) -> Iterator[Step]:
        """Upload until X can post it; yield what to save before each call."""
        if self.media.is_picture:
            yield from self._send_picture(listen)
            return
        if not self.state:
            self._begin()
            yield self._step("Upload begun", 0)
        while self._sent() < self.media.bytes:
            patiently(self.tuning.pauses, lambda: self._append(listen))
            self.state = {**self.state, "segment": self.state["segment"] + 1}
            yield self._step("Uploading", 100 * self._sent() / self.media.bytes)
        if not self.state.get("finalized"):
            self._finalize()
            yield self._step("Uploaded", 100)
        yield from self._process()

    def _send_picture(self, listen: Listen) -> Iterator[Step]:
        if self.state.get("ready"):
            return
        fields = {"media_category": "tweet_image", "media_type": self.media.mime}
        body = self._multipart(fields, FileRange(self.media.path, 0, self.media.bytes))
        answer = self.calls.ask("POST", MEDIA, body=body, listen=lambda sent, total: listen(100 * sent / total))
        self._keep(answer)
        said = self._describe() if self.media.alt else "Uploaded"
        self.state = {**self.state, "ready": True}
        yield self._step(said, 100)

    def _describe(self) -> str:
        """Say what the picture shows; return how that went. It never fails the post."""
        about = {"id": self.state["media_id"], "metadata": {"alt_text": {"text": self.media.alt}}}
        try:
            self.calls.ask("POST", f"{API}/media/metadata", json=about)
        except PublishError as error:
            return f"Uploaded; the description of the picture was not taken: {error.explanation.happened}"
        return "Uploaded and described"

    def _begin(self) -> None:
        asked = {"media_type": self.media.mime, "total_bytes": self.media.bytes, "media_category": "tweet_video"}
        self._keep(self.calls.ask("POST", f"{MEDIA}/initialize", json=asked))

    def _keep(self, answer: Answer) -> None:
        said = part(answer.json(), "data")
        media_id = str(said.get("id") or "")
        if not media_id.isdigit():
            raise stalled("X took the upload but did not say its id.")
        smallest = -(-self.media.bytes // MOST_SEGMENTS)
        self.state = {
            "media_id": media_id,
            "media_key": str(said.get("media_key") or ""),
            "size": self.media.bytes,
            "file": self.media.path.name,
            "segment": 0,
            "segment_bytes": max(smallest, min(self.tuning.chunk_bytes, MOST_SEGMENT_BYTES)),
            "ends_at": _end(said),
        }

    def _append(self, listen: Listen) -> None:
        start = self._sent()
        size = min(self.state["segment_bytes"], self.media.bytes - start)
        body = self._multipart({"segment_index": str(self.state["segment"])}, FileRange(self.media.path, start, size))
        self.calls.ask(
            "POST",
            f"{MEDIA}/{self.state['media_id']}/append",
            body=body,
            listen=lambda sent, total: listen(100 * (start + size * sent / total) / self.media.bytes),
        )

    def _finalize(self) -> None:
        url = f"{MEDIA}/{self.state['media_id']}/finalize"
        said = part(patiently(self.tuning.pauses, lambda: self.calls.ask("POST", url, json={})).json(), "data")
        ready = not part(said, "processing_info")
        self.state = {**self.state, "finalized": True, "ready": ready, "ends_at": _end(said)}

    def _process(self) -> Iterator[Step]:
        """Wait until X is done with the video; raise when it failed, or takes longer than we wait in one go."""
        deadline = clock.monotonic() + self.tuning.poll_limit_seconds
        while not self.state.get("ready"):
            asked = {"command": "STATUS", "media_id": self.state["media_id"]}
            info = part(self.calls.ask("GET", MEDIA, params=asked).json(), "data", "processing_info")
            if info.get("state") == "failed":
                raise unprocessed(str(part(info, "error").get("message") or "no reason given"))
            if info.get("state") in (None, "succeeded"):
                self.state = {**self.state, "ready": True}
                yield self._step("X has processed the video", 100)
                return
            if clock.monotonic() >= deadline:
                happened = "X is still processing the video."
                raise PublishError(ErrorClass.PROCESSING, happened, means=NOT_OUT, todo=AGAIN)
            yield self._step("X is processing the video", 100)
            wanted = min(count(info.get("check_after_secs")) or 0, MOST_WAIT_SECONDS)
            clock.sleep(max(wanted, self.tuning.poll_seconds))

    def _multipart(self, fields: dict[str, str], file: FileRange) -> Multipart:
        return Multipart(fields, "media", self.media.path.name, file, self.media.mime)

    def _sent(self) -> int:
        return min(int(self.state["segment"] * self.state["segment_bytes"]), self.media.bytes)

    def _step(self, message: str, percent: float) -> Step:
        return Step(self.state, "publishing", message, percent)


def belongs(state: State, media: Media) -> bool:
    """Return whether saved steps are of these very bytes, and X still has them."""
    same = state.get("size") == media.bytes and state.get("file") == media.path.name
    ends_at = str(state.get("ends_at") or "")
    alive = not ends_at or datetime.fromisoformat(ends_at) > clock.now() + timedelta(seconds=ENDED_SECONDS)
    return bool(state.get("media_id")) and same and alive


def stalled(happened: str) -> PublishError:
    """Return the error for an answer that leads nowhere."""
    return PublishError(ErrorClass.SERVER, happened, means=NOT_OUT, todo=AGAIN, start_over=True)


def _end(said: dict[str, Any]) -> str:
    seconds = count(said.get("expires_after_secs"))
    return (clock.now() + timedelta(seconds=seconds)).isoformat() if seconds else ""
