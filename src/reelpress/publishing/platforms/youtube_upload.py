"""A resumable upload to YouTube: chunk by chunk, from wherever YouTube says it is. Knows nothing of what comes after.

YouTube's word ("Range") is trusted, not what was sent. Trouble before the last byte is waited out and resumed here;
trouble with the last byte is AMBIGUOUS and left to the probe.
"""

import re
from collections.abc import Iterator
from typing import NoReturn

from reelpress.lib import clock
from reelpress.lib.http import Answer, FileRange, HttpFailure, Unsendable
from reelpress.publishing.platforms.base import Found, Listen, Media, State, Step, Tuning, Upload
from reelpress.publishing.platforms.errors import AGAIN, ErrorClass, PublishError, ambiguous, from_silence
from reelpress.publishing.platforms.youtube_calls import Calls, own_tag
from reelpress.publishing.platforms.youtube_errors import NAME, refusal

UNIT = 256 << 10  # every chunk but the last is a multiple of this
DONE = (200, 201)
INCOMPLETE = 308
GONE = (404, 410)
STORED = re.compile(r"bytes=0-(\d{1,15})")


class Session:
    """One video on its way. `state` is what was saved of it: session, size, file, offset; at the end video_id."""

    def __init__(self, calls: Calls, upload: Upload, media: Media, state: State, tuning: Tuning) -> None:
        self.calls = calls
        self.upload = upload
        self.media = media
        self.tuning = tuning
        self.saved = state
        self.state = state if _belongs(state, media) else {}
        self.chunk = max(UNIT, tuning.chunk_bytes // UNIT * UNIT)

    def run(self, listen: Listen) -> Iterator[Step]:
        """Send until YouTube has the video; yield what to save before each call."""
        unsure = bool(self.state)
        stuck = 0
        while "video_id" not in self.state:
            before = self.state.get("offset", -1)
            trouble: PublishError | None = None
            try:
                yield from self._forward(listen, ask=unsure)
            except PublishError as error:
                if error.error_class is not ErrorClass.SERVER:
                    raise
                trouble = error
            if "video_id" in self.state:
                return
            unsure = trouble is not None
            stuck = 0 if self.state.get("offset", -1) > before else stuck + 1
            self._pause(stuck, trouble)

    def find(self) -> Found:
        """Ask the session, which knows even when its answer was lost; when it is gone, look for our tag."""
        saved = self.state or self.saved  # the session of another file is asked too, but not continued
        if saved.get("session"):
            video_id, offset = self._where(saved)
            if video_id:
                return Found("yes", video_id)
            if offset is not None:
                return Found("no", state={**self.state, "offset": offset} if self.state else {})
        answer, video_id = self.calls.tagged(own_tag(self.upload), since=self.upload.attempted_at)
        return Found(answer, video_id)

    def _forward(self, listen: Listen, *, ask: bool) -> Iterator[Step]:
        if ask:
            self._resume()
        if "video_id" in self.state:
            yield self._step("processing", "YouTube has the video")
            return
        if not self.state:
            self._begin()
            yield self._step("publishing", "Upload session opened")
        size = min(self.chunk, self.media.bytes - self.state["offset"])
        last = self.state["offset"] + size >= self.media.bytes
        if last:
            yield self._step("committing", "Sending the last bytes")
        answer = self._put(size, listen, last=last)
        if answer.status in DONE:
            self.state = {**self.state, "video_id": self._id(answer)}
            yield self._step("processing", "Uploaded")
        else:
            self.state = {**self.state, "offset": self._stored(answer, sent_all=last)}
            yield self._step("publishing", "Uploading")

    def _resume(self) -> None:
        """Learn where we stand. A session that is gone is replaced only once it is proved that nothing is out."""
        if not self.state:
            return
        found = self.find()
        if found.answer == "unknown":
            raise ambiguous(NAME, "The upload session is gone, and the channel's list does not tell what became of it.")
        self.state = {**self.state, "video_id": found.remote_id} if found.answer == "yes" else found.state

    def _begin(self) -> None:
        session = self.calls.open_session(self.upload, size=self.media.bytes, mime=self.media.mime)
        if not self.calls.trusts(session):
            self._stalled("YouTube opened an upload session at no usable address.")
        self.state = {"session": session, "size": self.media.bytes, "file": self.media.path.name, "offset": 0}

    def _where(self, saved: State) -> tuple[str, int | None]:
        """Return the video's id if it is done, else the bytes stored; None for a session that is gone."""
        headers = {"Content-Range": f"bytes */{saved['size']}"}
        answer = self.calls.ask("PUT", saved["session"], headers=headers, also=(INCOMPLETE, *GONE))
        if answer.status in DONE:
            video_id = str(answer.json().get("id") or "")
            return (video_id, None) if video_id else self._stalled("YouTube has the video but does not say its id.")
        if answer.status in GONE:
            return "", None
        stored = _range(answer)
        if stored >= saved["size"]:
            self._stalled("YouTube has every byte but has not made the video yet.")
        return "", stored

    def _put(self, size: int, listen: Listen, *, last: bool) -> Answer:
        offset, total = self.state["offset"], self.media.bytes
        headers = {
            "Content-Type": self.media.mime,
            "Content-Range": f"bytes {offset}-{offset + size - 1}/{total}",
        }
        try:
            answer = self.calls.send(
                "PUT",
                self.state["session"],
                headers=headers,
                body=FileRange(self.media.path, offset, size),
                listen=lambda sent, _: listen(100 * (offset + sent) / total),
            )
        except (HttpFailure, Unsendable) as error:
            raise from_silence(error, platform=NAME, commit=last) from None
        if last and answer.status >= 500:
            raise ambiguous(NAME, f"YouTube answered {answer.status} to the last bytes of the upload.", answer.shown)
        if answer.status in GONE:
            self._stalled("YouTube does not know the upload session any more.")
        if answer.status not in (*DONE, INCOMPLETE):
            raise refusal(answer, now=clock.now())
        return answer

    def _id(self, answer: Answer) -> str:
        video_id = answer.json().get("id")
        if not isinstance(video_id, str) or not video_id:
            raise ambiguous(NAME, "YouTube took the last bytes but did not say the video's id.", answer.shown)
        return video_id

    def _stored(self, answer: Answer, *, sent_all: bool) -> int:
        stored = _range(answer)
        if stored < self.media.bytes:
            return stored
        if sent_all:
            raise ambiguous(NAME, "YouTube has every byte but has not made the video yet.", answer.shown)
        return self._stalled("YouTube claims to have bytes that were never sent.")

    def _step(self, status: str, message: str) -> Step:
        video_id = self.state.get("video_id", "")
        percent = 100.0 if video_id else 100 * self.state["offset"] / self.media.bytes
        return Step(self.state, status, message, percent, video_id)  # type: ignore[arg-type]

    def _pause(self, stuck: int, trouble: PublishError | None) -> None:
        """Wait before a try when the last one brought nothing forward; give up after the last of the pauses."""
        if stuck > len(self.tuning.pauses):
            if trouble is not None:
                raise trouble
            self._stalled(f"The upload to YouTube did not move in {stuck} tries.")
        if stuck:
            clock.sleep(self.tuning.pauses[stuck - 1])

    def _stalled(self, happened: str) -> NoReturn:
        means = "What arrived so far is kept there; nothing is published yet."
        raise PublishError(ErrorClass.SERVER, happened, means=means, todo=AGAIN)


def _belongs(state: State, media: Media) -> bool:
    """Return whether saved steps are of these very bytes."""
    return bool(state.get("session")) and state.get("size") == media.bytes and state.get("file") == media.path.name


def _range(answer: Answer) -> int:
    found = STORED.fullmatch(answer.headers.get("range", "").strip())
    return int(found[1]) + 1 if found else 0
