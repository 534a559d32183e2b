"""A video on its way to TikTok: asked for, then sent chunk by chunk from wherever TikTok says it is.

The PUT of the last chunk is the call that publishes; without it, nothing ever does. Saved state: `publish_id`,
`upload_url`, `size`, `file`, `chunk`, `offset`, `opened_at`, `username`; at the end `sent`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from reelpress.lib import clock
from reelpress.lib.http import Answer, FileRange, HttpFailure, Unsendable
from reelpress.publishing.platforms.base import Listen, Media, State, Step, Tuning, Upload
from reelpress.publishing.platforms.calls import Calls, count, part
from reelpress.publishing.platforms.errors import (
    AGAIN,
    ErrorClass,
    PublishError,
    ambiguous,
    by_status,
    from_silence,
)
from reelpress.publishing.platforms.tiktok_errors import NAME, NOT_OUT, PRIVACY, UPLOADS, failed, refused

API = "https://open.tiktokapis.com/v2"
CREATOR = f"{API}/post/publish/creator_info/query/"
INIT = f"{API}/post/publish/video/init/"
STATUS = f"{API}/post/publish/status/fetch/"
TRUSTED = ".tiktokapis.com"
LEAST_CHUNK_BYTES, MOST_CHUNK_BYTES = 5 << 20, 64_000_000
MOST_CHUNKS = 1000
ADDRESS_SECONDS = 3600.0 - 60  # the upload's address lives for an hour
STORED = re.compile(r"bytes 0-(\d{1,15})/\d{1,15}")
MORE, ALL_IN = 206, 201


@dataclass(frozen=True)
class Creator:
    """What TikTok says of the account before each post."""

    username: str
    privacies: tuple[str, ...]
    seconds: float
    switches: dict[str, bool]  # what the account has turned off and a post may not turn on


@dataclass(frozen=True)
class Standing:
    """How far TikTok is with an upload."""

    status: str
    uploaded: int
    reason: str = ""
    video_id: str = ""

    @property
    def is_out(self) -> bool:
        """Whether it is posted."""
        return self.status == "PUBLISH_COMPLETE"


def creator(calls: Calls) -> Creator:
    """Ask what the account may do now."""
    said = part(calls.ask("POST", CREATOR, json={}).json(), "data")
    options = said.get("privacy_level_options")
    names = ("disable_duet", "disable_comment", "disable_stitch")
    return Creator(
        username=str(said.get("creator_username") or ""),
        privacies=tuple(str(one) for one in options) if isinstance(options, list) else (),
        seconds=float(count(said.get("max_video_post_duration_sec")) or 0),
        switches={name: bool(said.get(f"{name.removeprefix('disable_')}_disabled")) for name in names},
    )


def standing(calls: Calls, publish_id: str) -> Standing:
    """Ask how far TikTok is with an upload."""
    said = part(calls.ask("POST", STATUS, json={"publish_id": publish_id}).json(), "data")
    ids = said.get("publicaly_available_post_id")  # TikTok's spelling
    first = ids[0] if isinstance(ids, list) and ids else ""
    status, reason = str(said.get("status") or ""), str(said.get("fail_reason") or "")
    return Standing(status, count(said.get("uploaded_bytes")) or 0, reason, str(first))


class Sending:
    """One video on its way. `state` is what was saved of it."""

    def __init__(self, calls: Calls, upload: Upload, media: Media, state: State, tuning: Tuning) -> None:
        self.calls = calls
        self.upload = upload
        self.media = media
        self.tuning = tuning
        self.state = state if _belongs(state, media) else {}

    def run(self, listen: Listen) -> Iterator[Step]:
        """Send until TikTok has every byte; yield what to save before each call."""
        unsure, stuck = bool(self.state), 0
        while not self.state.get("sent"):
            before = self.state.get("offset", -1)
            try:
                if unsure:
                    self._resume()
                yield from self._forward(listen)
                unsure, stuck = False, 0
            except PublishError as error:
                if error.error_class is not ErrorClass.SERVER or error.start_over:
                    raise
                stuck = 0 if self.state.get("offset", -1) > before else stuck + 1
                if stuck > len(self.tuning.pauses):
                    raise
                unsure = True
                clock.sleep(self.tuning.pauses[max(stuck - 1, 0)])

    def _forward(self, listen: Listen) -> Iterator[Step]:
        if self.state.get("sent"):
            yield self._step("processing", "TikTok has the video")
            return
        if not self.state:
            self._begin()
            yield self._step("publishing", "Upload begun")
        first, size = self._next()
        last = first + size >= self.media.bytes
        if last:
            yield self._step("committing", "Sending the last bytes")
        answer = self._put(first, size, listen, last=last)
        if answer.status == ALL_IN:
            self.state = {**self.state, "offset": self.media.bytes, "sent": True}
            yield self._step("processing", "Uploaded")
            return
        stored = STORED.fullmatch(answer.headers.get("content-range", "").strip())
        offset = int(stored[1]) + 1 if stored else first + size
        if last or not first < offset < self.media.bytes:
            raise ambiguous(NAME, "TikTok wants more than the whole video.", answer.shown)
        self.state = {**self.state, "offset": offset}
        yield self._step("publishing", "Uploading")

    def _resume(self) -> None:
        """Learn where we stand; an upload that can never be posted is begun anew."""
        if not self.state:
            return
        now = standing(self.calls, self.state["publish_id"])
        if now.status == "FAILED":
            raise failed(now.reason)
        if now.is_out or now.uploaded >= self.media.bytes:
            self.state = {**self.state, "offset": self.media.bytes, "sent": True}
        elif expired(self.state):
            self.state = {}
        else:
            self.state = {**self.state, "offset": now.uploaded}

    def _begin(self) -> None:
        who = creator(self.calls)
        chunk, chunks = chunking(self.media.bytes, self.tuning.chunk_bytes)
        source = {
            "source": "FILE_UPLOAD",
            "video_size": self.media.bytes,
            "chunk_size": chunk,
            "total_chunk_count": chunks,
        }
        asked = {"post_info": self._post_info(who), "source_info": source}
        said = part(self.calls.ask("POST", INIT, json=asked).json(), "data")
        address = self.calls.http.at(str(said.get("upload_url") or ""))
        parts = urlsplit(address)
        trusted = parts.scheme == "https" and f".{parts.hostname}".endswith(TRUSTED)
        if not said.get("publish_id") or not (trusted or self.calls.http.base_url):
            happened = "TikTok opened an upload at no usable address."
            raise PublishError(ErrorClass.SERVER, happened, means=NOT_OUT, todo=AGAIN)
        self.state = {
            "publish_id": str(said["publish_id"]),
            "upload_url": address,
            "size": self.media.bytes,
            "file": self.media.path.name,
            "chunk": chunk,
            "offset": 0,
            "opened_at": clock.now().isoformat(),
            "username": who.username,
        }

    def _post_info(self, who: Creator) -> dict[str, Any]:
        privacy = self.upload.options.get("privacy") or "SELF_ONLY"
        if privacy not in who.privacies:
            happened = f"{who.username} may not post as {privacy} on TikTok now, only as {', '.join(who.privacies)}."
            raise PublishError(ErrorClass.INVALID_REQUEST, happened, means=NOT_OUT, todo=PRIVACY)
        if who.seconds and self.media.seconds > who.seconds:
            happened = f"The video runs {self.media.seconds:.0f} s; TikTok takes {who.seconds:.0f} s of this account."
            raise PublishError(ErrorClass.INVALID_MEDIA, happened, means=NOT_OUT, todo="Make a shorter video.")
        return {"title": self.upload.text, "privacy_level": privacy, **who.switches}

    def _next(self) -> tuple[int, int]:
        """Return first byte and length of the next chunk; the last one carries the remainder."""
        first, chunk, total = self.state["offset"], self.state["chunk"], self.media.bytes
        number = first // chunk
        end = total if number >= total // chunk - 1 else (number + 1) * chunk
        return first, end - first

    def _put(self, first: int, size: int, listen: Listen, *, last: bool) -> Answer:
        total = self.media.bytes
        headers = {"Content-Type": self.media.mime, "Content-Range": f"bytes {first}-{first + size - 1}/{total}"}
        try:
            answer = self.calls.http.request(  # without our token: the address is enough
                "PUT",
                self.state["upload_url"],
                headers=headers,
                body=FileRange(self.media.path, first, size),
                secrets=self.calls.credentials.secrets,
                listen=lambda sent, _: listen(100 * (first + sent) / total),
            )
        except (HttpFailure, Unsendable) as error:
            raise from_silence(error, platform=NAME, commit=last) from None
        if last and (answer.status >= 500 or answer.status == 416):
            raise ambiguous(NAME, f"TikTok answered {answer.status} to the last bytes of the upload.", answer.shown)
        if answer.status in (MORE, ALL_IN):
            return answer
        case = UPLOADS.get(answer.status) or by_status(answer, platform=NAME, said="")
        raise refused(case, answer, start_over=answer.status == 400)

    def _step(self, status: str, message: str) -> Step:
        sent = self.state.get("sent")
        percent = 100 * self.state["offset"] / self.media.bytes
        return Step(self.state, status, message, percent, self.state["publish_id"] if sent else "")  # type: ignore[arg-type]


def chunking(size: int, wanted: int) -> tuple[int, int]:
    """Return the length of a chunk and how many there are, by TikTok's rule: the last one carries the remainder."""
    half = max(LEAST_CHUNK_BYTES, size // 2)  # two chunks where two are allowed: what broke off need not be sent whole
    chunk = min(max(wanted, LEAST_CHUNK_BYTES, -(-size // MOST_CHUNKS)), MOST_CHUNK_BYTES, half)
    chunks = size // chunk
    return (chunk, chunks) if chunks > 1 else (size, 1)


def expired(state: State) -> bool:
    """Return whether the address that the bytes go to has ended."""
    opened_at = str(state.get("opened_at") or "")
    return not opened_at or (clock.now() - datetime.fromisoformat(opened_at)).total_seconds() > ADDRESS_SECONDS


def _belongs(state: State, media: Media) -> bool:
    return bool(state.get("publish_id")) and state.get("size") == media.bytes and state.get("file") == media.path.name
