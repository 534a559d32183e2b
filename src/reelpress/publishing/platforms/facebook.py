"""Facebook Pages: Reels, long videos, pictures and texts, each by the Page's own token.

Saved state: what `facebook_video` and `facebook_post` save; at the end `video_id` with `accepted`, or `post_id`.
"""

from collections.abc import Iterator
from dataclasses import replace

from reelpress.publishing.platforms import checks
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
from reelpress.publishing.platforms.calls import Calls, count, part
from reelpress.publishing.platforms.errors import ErrorClass, PublishError
from reelpress.publishing.platforms.facebook_errors import NAME, TABLE
from reelpress.publishing.platforms.facebook_post import Note
from reelpress.publishing.platforms.facebook_video import Film
from reelpress.publishing.platforms.graph import Graph, identifier
from reelpress.publishing.platforms.graph_errors import RECONNECT
from reelpress.publishing.platforms.platform import Platform

ME = "me"  # the Page that the token is of
PLAYS = ("fb_reels_total_plays", "blue_reels_play_count")  # one that there is not fails the call: asked one by one
VIEWS = "post_media_view"
COUNTS = "likes.summary(true).limit(0),comments.summary(true).limit(0)"


class Facebook(Platform):
    """The Pages part of the Graph API."""

    name = "facebook"
    title = NAME
    limits = Limits(
        text=63_206, media_bytes=10_000_000_000, media_seconds=14_400, picture_bytes=10_000_000, needs_media=False
    )

    def check_text(self, upload: Upload) -> list[PublishError]:
        """Return what is wrong with the text: its length, or that there is nothing to post."""
        found = super().check_text(upload)
        if upload.media is None and not upload.text.strip():
            todo = "Write a text, then retry."
            happened = "There is neither a text nor a video to post."
            found.append(PublishError(ErrorClass.INVALID_REQUEST, happened, means=checks.LEAVE, todo=todo))
        return found

    def publish(self, upload: Upload, state: State, credentials: Credentials, listen: Listen) -> Iterator[Step]:
        """Publish as a Reel where the video fits, else as a video; a picture or a text by itself."""
        for step in self._work(upload, state, credentials).run(listen):
            yield replace(step, url=self.http.at(step.url) if step.url else "")

    def find(self, upload: Upload, state: State, credentials: Credentials) -> Found:
        """Ask the video for its state, or look for our words among the Page's posts."""
        found = self._work(upload, state, credentials).find()
        return replace(found, url=self.http.at(found.url) if found.url else "")

    def measure(self, remote_id: str, credentials: Credentials) -> Numbers:
        """Read views, likes, comments and shares, as far as Facebook tells them."""
        graph = self._graph(credentials)
        post_id = remote_id if "_" in remote_id else identifier(graph.get(remote_id, "post_id").get("post_id"))
        asked = [] if "_" in remote_id else [(f"{remote_id}/video_insights", name) for name in PLAYS]
        asked += [(f"{post_id}/insights", VIEWS)] if post_id else []
        views = next((found for edge, name in asked if (found := _insight(graph, edge, name)) is not None), None)
        said = graph.get(post_id or remote_id, f"{COUNTS},shares" if post_id else COUNTS)
        return Numbers(
            views=views,
            likes=count(part(said, "likes", "summary").get("total_count")),
            comments=count(part(said, "comments", "summary").get("total_count")),
            shares=count(part(said, "shares").get("count")) if post_id else None,
            raw={**said, "views": views},
        )

    def delete(self, remote_id: str, credentials: Credentials) -> None:
        """Delete the post or video."""
        self._graph(credentials).delete(remote_id)

    def refresh(self, credentials: Credentials) -> Credentials:
        """Refuse: Page tokens do not end by time, and none that ended is renewed."""
        raise PublishError(
            ErrorClass.AUTH,
            "The Page token is not accepted, and such tokens are not renewed.",
            means="The connection to the Page has ended; nothing was published.",
            todo=RECONNECT,
        )

    def verify(self, credentials: Credentials) -> Identity:
        """Ask which Page the token is of: one of a person, or of another Page, could not post on this one."""
        node = self._graph(credentials).get(ME, "id,name")
        page, name = identifier(node.get("id")), str(node.get("name", ""))
        if credentials.remote_id and credentials.remote_id != page:
            raise PublishError(
                ErrorClass.PERMISSION,
                f"The token is not of the Page {credentials.remote_id} but of {name or 'somebody else'} ({page}).",
                means="With it nothing can be published on that Page.",
                todo="Connect the account again with the Page's own token.",
            )
        return Identity(page, name)

    def _work(self, upload: Upload, state: State, credentials: Credentials) -> Film | Note:
        graph, page = self._graph(credentials), credentials.remote_id or ME
        if upload.media is None or upload.media.is_picture:
            return Note(graph, page, upload, state, self.tuning)
        return Film(graph, page, upload, upload.media, state, self.tuning)

    def _graph(self, credentials: Credentials) -> Graph:
        return Graph(Calls(self.http, credentials, NAME, TABLE.refusal))


def _insight(graph: Graph, edge: str, metric: str) -> int | None:
    """Return one number; None when Facebook does not have it of this post."""
    try:
        listed = graph.list(edge, metric=metric)
    except PublishError as error:
        if error.error_class is not ErrorClass.INVALID_REQUEST:
            raise
        return None
    values = listed[0].get("values") if listed else None
    return count(part(values[0]).get("value")) if isinstance(values, list) and values else None
