"""A container at Instagram: made, filled with bytes or an address, waited for, and asked what became of it.

It lives a day, and it is the proof: PUBLISHED is out, everything else is not. Publishes nothing itself.
"""

import re
from collections.abc import Iterator
from typing import Any

from reelpress.publishing.platforms.base import Found, Listen, Media, State, Step, Tuning, Upload
from reelpress.publishing.platforms.calls import count, part, waited
from reelpress.publishing.platforms.errors import AGAIN, ErrorClass, PublishError
from reelpress.publishing.platforms.graph import (
    Bytes,
    Graph,
    belongs,
    identifier,
    moment,
    of_upload,
    room_after,
    same_words,
    sent_since,
    stalled,
)
from reelpress.publishing.platforms.instagram_errors import NAME, SUBCODES, unprocessed
from reelpress.publishing.platforms.instagram_login import is_instagram_login

SUBCODE = re.compile(r"\b\d{7}\b")
FIELDS = "id,status_code,status,video_status"
AGAIN_SECONDS = 60.0
COVER_MILLISECONDS = 0  # into the video: its first frame shows the title, and no caption yet
DEAD = ("ERROR", "EXPIRED")
PAGE = "50"


class Container:
    """One upload to one account. `state` is what was saved of it: container, uri, size, file."""

    def __init__(self, graph: Graph, account: str, upload: Upload, media: Media, state: State, tuning: Tuning) -> None:
        self.graph = graph
        self.account = account
        self.upload = upload
        self.media = media
        self.saved = state
        self.state = state if state.get("container") and belongs(state, media) else {}
        self.tuning = tuning

    def ready(self, listen: Listen) -> Iterator[Step]:
        """Yield what to save until the container can be published, or shows that it is out already."""
        known = bool(self.state)
        if not known:
            self._refuse_when_full()
            self._make()
            yield Step(self.state, "publishing", "Upload begun", 0)
        if self.state["uri"]:
            Bytes(self.graph.calls, self.state["uri"], self.media, self._arrived, self.tuning).send(listen, ask=known)
            yield Step(self.state, "publishing", "Uploaded", 100)
        for done, said in waited(self.tuning, self._processed):
            if done:
                return
            yield Step(self.state, "publishing", said, 100)
        raise PublishError(
            ErrorClass.PROCESSING,
            "Instagram is still processing the upload.",
            means="Nothing is published yet; the upload is kept there for a day.",
            todo=AGAIN,
            retry_after=AGAIN_SECONDS,
        )

    def find(self) -> Found:
        """Ask the container whether it was published; when it is not there any more, look for our caption."""
        if not self.saved.get("container"):
            return self._listed()
        try:
            node = self._node(self.saved)
        except PublishError as error:
            if error.start_over:
                return self._listed()
            raise
        code = str(node.get("status_code", ""))
        if code == "PUBLISHED":
            return Found("yes", published_as(self.graph, self.account, self.upload) or "")
        if code in DEAD:
            return Found("no")
        return Found("no", state=self.state)

    def _make(self) -> None:
        form = {"caption": self.upload.text}
        by_address = self.media.is_picture or is_instagram_login(self.graph.calls.credentials)
        if by_address and not self.media.url:
            raise without_address(self.media)
        if self.media.is_picture:
            form |= {"image_url": self.media.url} | ({"alt_text": self.media.alt} if self.media.alt else {})
        else:
            form |= {"media_type": "REELS", "share_to_feed": "true", **self._cover()}
            form |= {"video_url": self.media.url} if by_address else {"upload_type": "resumable"}
        made = self.graph.post(f"{self.account}/media", form=form)
        container, uri = identifier(made.get("id")), "" if by_address else str(made.get("uri") or "")
        if not container or not (by_address or uri):
            raise stalled(self.graph.calls, "made no container for the upload.")
        size = {"size": self.media.bytes, "file": self.media.path.name}
        self.state = {"container": container, "uri": self.graph.calls.http.at(uri) if uri else "", **size}

    def _cover(self) -> dict[str, str]:
        if self.media.thumbnail_url:
            return {"cover_url": self.media.thumbnail_url}
        return {"thumb_offset": str(COVER_MILLISECONDS)}

    def _node(self, state: State) -> dict[str, Any]:
        try:
            return self.graph.get(str(state["container"]), FIELDS)
        except PublishError as error:
            raise of_upload(self.graph.calls, error) from None

    def _arrived(self) -> int:
        """Return how many bytes Instagram has; all of them when it is past the upload."""
        node = self._node(self.state)
        self._raise_when_dead(node)
        uploading = part(node, "video_status", "uploading_phase")
        if node.get("status_code") in ("FINISHED", "PUBLISHED") or uploading.get("status") == "complete":
            return self.media.bytes
        return min(count(uploading.get("bytes_transferred")) or 0, self.media.bytes)

    def _processed(self) -> tuple[bool, str]:
        node = self._node(self.state)
        self._raise_when_dead(node)
        code = node.get("status_code")
        if code == "PUBLISHED":
            media_id = published_as(self.graph, self.account, self.upload) or ""
            self.state = {**self.state, "published": True, "media_id": media_id}
        return code in ("FINISHED", "PUBLISHED"), "Instagram is processing the upload"

    def _raise_when_dead(self, node: dict[str, Any]) -> None:
        code, said = node.get("status_code"), str(node.get("status", ""))[:300]
        if code == "EXPIRED":
            raise PublishError.of(SUBCODES[2207020], raw=said, start_over=True)
        if code == "ERROR":
            found = SUBCODE.search(said)
            raise unprocessed(int(found[0]) if found else 0, said)

    def _refuse_when_full(self) -> None:
        """Raise DAILY_CAP, with the time when there is room, if the account has used up its posts of a day."""
        if is_instagram_login(self.graph.calls.credentials):
            return  # this login's host does not tell the budget
        [limit, *_] = self.graph.list(f"{self.account}/content_publishing_limit", fields="config,quota_usage") or [{}]
        used, total = count(limit.get("quota_usage")), count(part(limit, "config").get("quota_total"))
        if used is None or not total or used < total:
            return
        listed = self.graph.list(f"{self.account}/media", fields="timestamp", limit=str(min(total, 100)))
        times = [at for row in listed if (at := moment(row.get("timestamp")))]
        raise PublishError.of(SUBCODES[2207042], raw=str(limit), retry_after=room_after(times, total))

    def _listed(self) -> Found:
        media_id = published_as(self.graph, self.account, self.upload)
        if media_id is None:
            return Found("unknown", state=self.saved)
        return Found("yes", media_id) if media_id else Found("no")


def published_as(graph: Graph, account: str, upload: Upload) -> str | None:
    """Return the id of the newest post with our caption since our first attempt; "" when there surely is none.

    None: the list does not reach back far enough to say.
    """
    listed = graph.list(f"{account}/media", fields="id,caption,timestamp,permalink", limit=PAGE)
    for row in listed:
        if same_words(row.get("caption"), upload.text) and sent_since(row, "timestamp", upload.attempted_at):
            return identifier(row.get("id")) or None
    whole = len(listed) < int(PAGE) or not sent_since(listed[-1], "timestamp", upload.attempted_at)
    return "" if whole else None


def without_address(media: Media) -> PublishError:
    """Return the error for a file that Instagram would have to fetch, and cannot."""
    what = "pictures" if media.is_picture else "videos of accounts connected by Instagram Login"
    return PublishError(
        ErrorClass.INVALID_REQUEST,
        f"{NAME} fetches {what} from a public address, and there is none.",
        means="Nothing was sent.",
        todo="Set REELPRESS_PUBLIC_MEDIA_URL, or connect the account by Facebook Login to send the bytes of videos.",
    )
