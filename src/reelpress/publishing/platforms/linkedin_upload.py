"""Videos and pictures on their way to LinkedIn: part by part to addresses that LinkedIn hands out. Posts nothing.

Each part's answer has an ETag, and the ETags in their order put the file together. Saved state: `media` (the URN),
`size`, `file`, `token`, `parts`, `etags`, `ends_at`, then `finalized` and `ready`.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from reelpress.lib import clock
from reelpress.lib.http import Answer, FileRange, HttpFailure, Unsendable
from reelpress.publishing.platforms.base import Listen, Media, State, Step, Tuning
from reelpress.publishing.platforms.calls import Calls, count, part, patiently, rows
from reelpress.publishing.platforms.errors import AGAIN, ErrorClass, PublishError, from_silence
from reelpress.publishing.platforms.linkedin_errors import CODES, NAME, NOT_OUT

API = "https://api.linkedin.com/rest"
TRUSTED = (".linkedin.com", ".licdn.com")
BYTES = "application/octet-stream"
ENDED = (400, 401, 403, 404, 410)  # of a part's address: it is not our token that is refused there
BLIND_POLLS = 8  # pauses of the tuning when LinkedIn does not let us ask; 24 seconds by default
ENDS_SECONDS = 600  # an address that ends so soon is not used


class Attachment:
    """One file on its way. `state` is what was saved of it; at the end it has `ready`."""

    def __init__(self, calls: Calls, owner: str, media: Media, state: State, tuning: Tuning) -> None:
        self.calls = calls
        self.owner = owner
        self.media = media
        self.tuning = tuning
        self.state = state if _belongs(state, media) else {}
        self.kind = "images" if media.is_picture else "videos"

    def run(self, listen: Listen) -> Iterator[Step]:
        """Upload until LinkedIn can post it; yield what to save before each call."""
        if not self.state:
            self._begin()
            yield self._step("Upload begun", 0)
        while len(self.state["etags"]) < len(self.state["parts"]):
            answer = patiently(self.tuning.pauses, lambda: self._put(listen))
            self.state = {**self.state, "etags": [*self.state["etags"], answer.headers.get("etag", "")]}
            yield self._step("Uploading", 100 * self._sent() / self.media.bytes)
        if not self.state.get("finalized"):
            self._finalize()
            yield self._step("Uploaded", 100)
        yield from self._process()

    def _begin(self) -> None:
        asked: dict[str, Any] = {"owner": self.owner}
        if not self.media.is_picture:
            asked |= {"fileSizeBytes": self.media.bytes, "uploadCaptions": False, "uploadThumbnail": False}
        url = f"{API}/{self.kind}?action=initializeUpload"
        said = part(self.calls.ask("POST", url, json={"initializeUploadRequest": asked}).json(), "value")
        parts: list[list[Any]] = [[str(said.get("uploadUrl") or ""), 0, self.media.bytes]]
        if not self.media.is_picture:
            parts = [_part(row, self.media.bytes) for row in rows(said, "uploadInstructions")]
        urn = str(said.get("image" if self.media.is_picture else "video") or "")
        parts = [[self.calls.http.at(address) if address else "", first, size] for address, first, size in parts]
        whole = sum(size for _, _, size in parts) == self.media.bytes
        if not urn or not whole or not all(self._trusted(address) for address, _, _ in parts):
            raise _stalled("LinkedIn opened an upload at no usable address.")
        ends = count(said.get("uploadUrlsExpireAt") or said.get("uploadUrlExpiresAt"))
        self.state = {
            "media": urn,
            "size": self.media.bytes,
            "file": self.media.path.name,
            "token": str(said.get("uploadToken") or ""),
            "parts": parts,
            "etags": [],
            "ends_at": datetime.fromtimestamp(min(ends, 1 << 42) / 1000, UTC).isoformat() if ends else "",
        }

    def _put(self, listen: Listen) -> Answer:
        """Send the next part: a video's without our token, whose address is enough; a picture's with it."""
        address, first, size = self.state["parts"][len(self.state["etags"])]
        head = {"Content-Type": BYTES}
        if self.media.is_picture:
            head["Authorization"] = f"Bearer {self.calls.credentials.access_token}"
        try:
            answer = self.calls.http.request(
                "PUT",
                address,
                headers=head,
                body=FileRange(self.media.path, first, size),
                secrets=self.calls.credentials.secrets,
                listen=lambda sent, _: listen(100 * (first + sent) / self.media.bytes),
            )
        except (HttpFailure, Unsendable) as error:
            raise from_silence(error, platform=NAME) from None
        if answer.status in ENDED and not (self.media.is_picture and answer.status == 401):
            raise PublishError.of(CODES["EXPIRED_UPLOAD_URL"], raw=answer.shown, start_over=True)
        if answer.status not in (200, 201):
            raise self.calls.refuse(answer)
        if not self.media.is_picture and not answer.headers.get("etag"):
            raise _stalled("LinkedIn took a part of the video but gave no ETag for it.")
        return answer

    def _finalize(self) -> None:
        """Put the parts together; when that was done before, unseen by us, go on."""
        if not self.media.is_picture:
            request = {
                "video": self.state["media"],
                "uploadToken": self.state["token"],
                "uploadedPartIds": self.state["etags"],
            }
            url, asked = f"{API}/videos?action=finalizeUpload", {"finalizeUploadRequest": request}
            try:
                patiently(self.tuning.pauses, lambda: self.calls.ask("POST", url, json=asked))
            except PublishError as error:
                if error.error_class is not ErrorClass.INVALID_REQUEST or self._status() == "WAITING_UPLOAD":
                    raise
        self.state = {**self.state, "finalized": True}

    def _process(self) -> Iterator[Step]:
        """Wait until LinkedIn is done with the file; raise when it failed, or takes longer than we wait in one go."""
        deadline = clock.monotonic() + self.tuning.poll_limit_seconds
        while not self.state.get("ready"):
            status = self._status()
            if status == "PROCESSING_FAILED":
                raise PublishError.of(CODES["MEDIA_ASSET_PROCESSING_FAILED"], start_over=True)
            if status == "unseen":  # of pictures, members are not told
                clock.sleep(BLIND_POLLS * self.tuning.poll_seconds)
            if status in ("AVAILABLE", "unseen"):
                self.state = {**self.state, "ready": True}
                yield self._step("LinkedIn has the file", 100)
                return
            if clock.monotonic() >= deadline:
                happened = "LinkedIn is still processing the video."
                raise PublishError(ErrorClass.PROCESSING, happened, means=NOT_OUT, todo=AGAIN)
            yield self._step("LinkedIn is processing the video", 100)
            clock.sleep(self.tuning.poll_seconds)

    def _status(self) -> str:
        url = f"{API}/{self.kind}/{quote(self.state['media'], safe='')}"
        answer = self.calls.ask("GET", url, also=(403,))
        return "unseen" if answer.status == 403 else str(answer.json().get("status") or "")

    def _trusted(self, address: str) -> bool:
        parts = urlsplit(address)
        linkedin = parts.scheme == "https" and f".{parts.hostname}".endswith(TRUSTED)
        return bool(address) and (linkedin or bool(self.calls.http.base_url))

    def _sent(self) -> int:
        return sum(size for _, _, size in self.state["parts"][: len(self.state["etags"])])

    def _step(self, message: str, percent: float) -> Step:
        return Step(self.state, "publishing", message, percent)


def _part(row: dict[str, Any], total: int) -> list[Any]:
    """Return address, first byte and length of a part; the last one overshoots the file's end."""
    first, last = count(row.get("firstByte")) or 0, count(row.get("lastByte")) or 0
    return [str(row.get("uploadUrl") or ""), first, min(last, total - 1) - first + 1]


def _belongs(state: State, media: Media) -> bool:
    """Return whether saved steps are of these very bytes, at addresses that are still alive."""
    ends_at = str(state.get("ends_at") or "")
    soon = clock.now() + timedelta(seconds=ENDS_SECONDS)
    alive = bool(state.get("finalized")) or not ends_at or datetime.fromisoformat(ends_at) > soon
    return (
        bool(state.get("media")) and state.get("size") == media.bytes and state.get("file") == media.path.name and alive
    )


def _stalled(happened: str) -> PublishError:
    return PublishError(ErrorClass.SERVER, happened, means=NOT_OUT, todo=AGAIN, start_over=True)
