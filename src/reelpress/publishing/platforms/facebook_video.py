"""A video on a Facebook Page: begun, its bytes sent, then `finish` publishes it. Vertical and short, it is a Reel.

The video's id is the proof: whatever became of an answer, its state says whether it was published, and a second
`finish` for the same id makes no second post. Saved state: `kind`, `video_id`, `size` and `file`; `uri` of a Reel,
`start` and `end` of a long video's next window; `uploaded`, `committed_at`, `accepted`; what became of the `extras`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from reelpress.lib import clock
from reelpress.publishing.platforms.base import Found, Listen, Media, State, Step, Tuning, Upload
from reelpress.publishing.platforms.calls import count, part, waited
from reelpress.publishing.platforms.errors import AGAIN, ErrorClass, PublishError, ambiguous
from reelpress.publishing.platforms.facebook_errors import NAME, unprocessed
from reelpress.publishing.platforms.facebook_extras import set_extras
from reelpress.publishing.platforms.facebook_window import Windows
from reelpress.publishing.platforms.graph import (
    LONGEST_ADDRESS,
    Bytes,
    Graph,
    belongs,
    identifier,
    moment,
    of_upload,
    phase,
    room_after,
    same_words,
    sent_since,
    settled,
    stalled,
)

SITE = "https://www.facebook.com"
DONE = ("complete", "completed")  # the documents have both spellings
REEL_SECONDS = (3.0, 90.0)
REEL_SIZE = (540, 960)
REEL_SHAPE, SHAPE_SLACK = 16 / 9, 0.02
REELS_A_DAY = 30
PAGE = "50"


@dataclass(frozen=True)
class Shown:
    """What Facebook says of a video that was accepted."""

    done: bool
    begun: bool
    link: str = ""


def shown(graph: Graph, video_id: str) -> Shown:
    """Ask whether a video is out, or at least on its way; raise when its processing failed."""
    node = graph.get(video_id, "status,permalink_url")
    status = part(node, "status")
    publishing, processing = phase(status, "publishing"), phase(status, "processing")
    if "error" in (status.get("video_status"), processing.get("status"), publishing.get("status")):
        said = part(processing, "error").get("message") or part(publishing, "error").get("message")
        raise unprocessed(str(said or "")[:300])
    done = publishing.get("status") in DONE or publishing.get("publish_status") == "published"
    link = str(node.get("permalink_url") or "")
    return Shown(done, done or publishing.get("status") == "in_progress", link)


def fits_reel(media: Media) -> bool:
    """Return whether Facebook takes a video as a Reel: 3 to 90 seconds, 9:16, large enough."""
    shape = media.height / media.width if media.width else 0
    big = media.width >= REEL_SIZE[0] and media.height >= REEL_SIZE[1]
    return REEL_SECONDS[0] <= media.seconds <= REEL_SECONDS[1] and big and abs(shape - REEL_SHAPE) < SHAPE_SLACK


class Film:
    """One video for one Page."""

    def __init__(self, graph: Graph, page: str, upload: Upload, media: Media, state: State, tuning: Tuning) -> None:
        self.graph = graph
        self.page = page
        self.upload = upload
        self.media = media
        self.saved = state
        self.state = state if state.get("video_id") and (state.get("accepted") or belongs(state, media)) else {}
        self.tuning = tuning

    def run(self, listen: Listen) -> Iterator[Step]:
        """Upload, publish, dress up, and wait until it is shown; yield what to save before each call."""
        if not self.state.get("accepted"):
            yield from self._upload(listen)
            self.state = {**self.state, "committed_at": clock.now().isoformat()}
            yield self._step("committing", "Publishing")
            self._finish()
            self.state = {**self.state, "accepted": True}
            yield self._step("processing", "Facebook has the video")
        if "extras" not in self.state:
            self.state = {**self.state, "extras": set_extras(self.graph, self._video_id, self.upload)}
            yield self._step("processing", str(self.state["extras"]))
        message = "Published; Facebook is still processing the video"
        for done, said in waited(self.tuning, self._shown):
            if not done:
                yield self._step("processing", said)
                continue
            message = said
        yield self._step("published", message)

    def find(self) -> Found:
        """Ask the video whether it was published, until a lost call can no longer take effect."""
        video_id = str(self.saved.get("video_id") or "")
        if not video_id:
            return Found("no")  # nothing was ever finished
        answer = settled(self.graph.calls, self.tuning, self.saved, self._published)
        if answer:
            state = {**self.saved, "video_id": answer, "accepted": True}
            return Found("yes", answer, self._address(answer, state), state)
        return Found("no" if answer == "" else "unknown", state=self.state)

    @property
    def _video_id(self) -> str:
        return str(self.state["video_id"])

    def _upload(self, listen: Listen) -> Iterator[Step]:
        known = bool(self.state)
        if not known:
            self.state = self._begin()
            yield self._step("publishing", "Upload begun", 0)
        if self.state.get("uploaded"):
            return
        if self.state["kind"] == "reel":
            Bytes(self.graph.calls, self.state["uri"], self.media, self._arrived, self.tuning).send(listen, ask=known)
        else:
            for state, percent in Windows(self.graph, self.page, self.media, self.state, self.tuning).send(listen):
                self.state = state
                yield self._step("publishing", "Uploading", percent)
        self.state = {**self.state, "uploaded": True}
        yield self._step("publishing", "Uploaded")

    def _begin(self) -> State:
        size: State = {"size": self.media.bytes, "file": self.media.path.name}
        if fits_reel(self.media):
            said = self.graph.post(f"{self.page}/video_reels", form={"upload_phase": "start"})
            uri = str(said.get("upload_url") or "")
            begun: State = {"kind": "reel", "uri": self.graph.calls.http.at(uri) if uri else ""}
        else:
            form = {"upload_phase": "start", "file_size": str(self.media.bytes)}
            said = self.graph.post(f"{self.page}/videos", form=form)
            start, end = count(said.get("start_offset")), count(said.get("end_offset"))
            begun = {"kind": "video", "session": identifier(said.get("upload_session_id")), "start": start, "end": end}
        begun["video_id"] = identifier(said.get("video_id"))
        if not all(value not in ("", None) for value in begun.values()):
            raise stalled(self.graph.calls, "opened no upload.")
        return {**begun, **size}

    def _arrived(self) -> int:
        """Return how many bytes of a Reel Facebook has."""
        try:
            status = part(self.graph.get(self._video_id, "status"), "status")
        except PublishError as error:
            raise of_upload(self.graph.calls, error) from None
        uploading = phase(status, "uploading")
        if uploading.get("status") in DONE:
            return self.media.bytes
        if status.get("video_status") in ("error", "expired", "upload_failed"):
            raise PublishError(
                ErrorClass.SERVER,
                f"The upload at Facebook has come to nothing ({status['video_status']}).",
                means="Nothing is published yet.",
                todo=AGAIN,
                start_over=True,
            )
        said = uploading.get("bytes_transfered", uploading.get("bytes_transferred"))  # theirs is the first spelling
        return min(count(said) or 0, self.media.bytes)

    def _finish(self) -> None:
        form = {"upload_phase": "finish", "description": self.upload.text}
        if self.state["kind"] == "reel":
            edge = f"{self.page}/video_reels"
            form |= {"video_id": self._video_id, "video_state": "PUBLISHED"}
        else:
            edge = f"{self.page}/videos"
            form |= {"upload_session_id": self.state["session"]}
        try:
            answer = self.graph.commit(edge, "the publishing", form=form)
        except PublishError as error:
            raise self._capped(error) or of_upload(self.graph.calls, error) from None
        if answer.json().get("success") is not True:
            raise ambiguous(NAME, "Facebook neither took nor refused the video.", answer.shown)

    def _capped(self, error: PublishError) -> PublishError | None:
        """Return the daily cap if that is why: Facebook gives it the code of any other limit."""
        if error.error_class is not ErrorClass.RATE_LIMIT or self.state["kind"] != "reel":
            return None
        try:
            listed = self.graph.list(f"{self.page}/video_reels", fields="id,updated_time", limit=PAGE)
        except PublishError:
            return None
        now = clock.now()
        times = sorted((at for row in listed if (at := moment(row.get("updated_time")))), reverse=True)
        times = [at for at in times if (now - at).total_seconds() < 86_400]
        if len(times) < REELS_A_DAY:
            return None
        return PublishError(
            ErrorClass.DAILY_CAP,
            f"The Page has reached Facebook's limit of {REELS_A_DAY} Reels in 24 hours.",
            means="The upload is kept there; nothing was published.",
            todo="Nothing to do; it is tried again when there is room.",
            retry_after=room_after(times, REELS_A_DAY),
            raw=error.raw,
        )

    def _shown(self) -> tuple[bool, str]:
        """Ask whether it is shown; only that its processing failed can still undo what was accepted."""
        try:
            said = shown(self.graph, self._video_id)
        except PublishError as error:
            if error.error_class is ErrorClass.INVALID_MEDIA:
                raise
            return True, f"Published; how far the processing is could not be asked: {error.explanation.happened}"
        if said.link:
            self.state = {**self.state, "link": said.link}
        return said.done, "Published" if said.done else "Facebook is processing the video"

    def _published(self) -> str | None:
        """Return the id of the video if it is out or on its way; "" when it is not, None when that cannot be told."""
        video_id = str(self.saved["video_id"])
        try:
            return video_id if shown(self.graph, video_id).begun else ""
        except PublishError as error:
            if error.error_class is ErrorClass.INVALID_MEDIA:
                self.state = {}  # its processing failed: it never went out, and a new upload is needed
                return ""
            if error.error_class is not ErrorClass.PERMISSION:
                raise
        return self._listed()

    def _listed(self) -> str | None:
        """Look for a Reel or post with our words: the video itself is not to be seen any more."""
        since = self.upload.attempted_at
        for edge, text, time in (
            ("video_reels", "description", "updated_time"),
            ("published_posts", "message", "created_time"),
        ):
            listed = self.graph.list(f"{self.page}/{edge}", fields=f"id,{text},{time}", limit=PAGE)
            for row in listed:
                if same_words(row.get(text), self.upload.text) and sent_since(row, time, since):
                    return identifier(row.get("id")) or None
            if len(listed) >= int(PAGE) and sent_since(listed[-1], time, since):
                return None
        self.state = {}
        return ""

    def _address(self, video_id: str, state: State) -> str:
        if state.get("kind") == "reel":
            return f"{SITE}/reel/{video_id}/"
        link = str(state.get("link") or "").removeprefix(SITE)
        fits = link.startswith("/") and len(link) <= LONGEST_ADDRESS
        return f"{SITE}{link}" if fits else f"{SITE}/{video_id}"

    def _step(self, status: str, message: str, percent: float = 100.0) -> Step:
        accepted = bool(self.state.get("accepted"))
        video_id = self._video_id if accepted else ""
        url = self._address(video_id, self.state) if accepted else ""
        return Step(self.state, status, message, percent, video_id, url)  # type: ignore[arg-type]
