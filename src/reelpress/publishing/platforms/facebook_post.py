"""A text or a picture on a Facebook Page: one call makes it visible. Knows no video.

Whether it is out can only be seen by its words among the Page's posts, and these may lag; so a doubt is left to rest
before "no" is said. Saved state: `committed_at`, then `post_id`.
"""

import re
from collections.abc import Iterator

from reelpress.lib import clock
from reelpress.lib.http import Answer, FileRange, Multipart
from reelpress.publishing.platforms.base import Found, Listen, State, Step, Tuning, Upload
from reelpress.publishing.platforms.errors import ambiguous
from reelpress.publishing.platforms.facebook_errors import NAME
from reelpress.publishing.platforms.graph import Graph, identifier, same_words, sent_since, settled

SITE = "https://www.facebook.com"
LINK = re.compile(r"https?://[^\s<>\"]+")
PAGE = "50"


class Note:
    """One text or picture for one Page."""

    def __init__(self, graph: Graph, page: str, upload: Upload, state: State, tuning: Tuning) -> None:
        self.graph = graph
        self.page = page
        self.upload = upload
        self.state = state
        self.tuning = tuning

    def run(self, listen: Listen) -> Iterator[Step]:
        """Post it; yield what to save before and after."""
        if not self.state.get("post_id"):
            self.state = {**self.state, "committed_at": clock.now().isoformat()}
            yield Step(self.state, "committing", "Posting", 0)
            answer = self._send(listen)
            said = answer.json()
            post_id = identifier(said.get("post_id") or said.get("id"))
            if not post_id:
                raise ambiguous(NAME, "Facebook said yes but not which post it became.", answer.shown)
            self.state = {**self.state, "post_id": post_id}
        post_id = str(self.state["post_id"])
        yield Step(self.state, "published", "Published", 100, post_id, f"{SITE}/{post_id}")

    def find(self) -> Found:
        """Look for our words among the Page's posts, until a lost call can no longer take effect."""
        known = str(self.state.get("post_id") or "")
        post_id: str | None = known
        if not known:
            post_id = settled(self.graph.calls, self.tuning, self.state, self._listed)
        if post_id:
            return Found("yes", post_id, f"{SITE}/{post_id}", {**self.state, "post_id": post_id})
        return Found("no" if post_id == "" else "unknown", state=self.state)

    def _send(self, listen: Listen) -> Answer:
        media = self.upload.media
        if media is None:
            form = {"message": self.upload.text}
            link = LINK.search(self.upload.text)  # named, so that it is shown with a preview
            form |= {"link": link[0].rstrip(".,;:!?)")} if link else {}
            return self.graph.commit(f"{self.page}/feed", "the text", form=form)
        file = FileRange(media.path, 0, media.bytes)
        fields = {"caption": self.upload.text} | ({"alt_text_custom": media.alt} if media.alt else {})
        body = Multipart(fields, "source", media.path.name, file, media.mime)
        return self.graph.commit(
            f"{self.page}/photos", "the picture", body=body, listen=lambda sent, total: listen(100 * sent / total)
        )

    def _listed(self) -> str | None:
        """Return the id of a post with our words; "" when there is none, None when the list does not reach back."""
        since = self.upload.attempted_at
        listed = self.graph.list(f"{self.page}/published_posts", fields="id,message,created_time", limit=PAGE)
        for row in listed:
            if same_words(row.get("message"), self.upload.text) and sent_since(row, "created_time", since):
                return identifier(row.get("id")) or None
        whole = len(listed) < int(PAGE) or not sent_since(listed[-1], "created_time", since)
        return "" if whole else None
