"""Instagram: a container is filled and processed, then `media_publish` makes it a post; nothing before is visible.

With Facebook Login (a Page token) the bytes are sent; with Instagram Login (a token that begins with IG) Instagram
fetches the file from a public address, as it does pictures with either. Saved state: `container`, `uri`, `size` and
`file` of the upload, then `media_id`, or `published` when it is out but its id was never told.
"""

from collections.abc import Iterator
from typing import Any

from reelpress.publishing.platforms import checks
from reelpress.publishing.platforms.base import (
    Credentials,
    Found,
    Identity,
    Limits,
    Listen,
    Media,
    Numbers,
    State,
    Step,
    Upload,
)
from reelpress.publishing.platforms.calls import Calls, count, part
from reelpress.publishing.platforms.errors import ErrorClass, PublishError, ambiguous
from reelpress.publishing.platforms.graph import LONGEST_ADDRESS, Graph, identifier
from reelpress.publishing.platforms.instagram_container import Container, without_address
from reelpress.publishing.platforms.instagram_errors import NAME, TABLE, refused_picture
from reelpress.publishing.platforms.instagram_login import HOST, is_instagram_login, renewed
from reelpress.publishing.platforms.platform import Platform

MENTIONS, HASHTAGS = 20, 30
METRICS = "views,reach,likes,comments,shares,saved,total_interactions"
SHAPES = (0.8, 1.91)
STAYS, BY_HAND = "The post stays.", "Delete it in the Instagram app."
NO_RIGHT = f"Signing in here does not ask for the right to delete (instagram_manage_contents). {BY_HAND}"


class Instagram(Platform):
    """The Instagram part of the Graph API."""

    name = "instagram"
    title = NAME
    limits = Limits(text=2200, media_bytes=300_000_000, media_seconds=900, least_seconds=3, picture_bytes=8_000_000)
    needs_remote_id = True

    def check_text(self, upload: Upload) -> list[PublishError]:
        """Return what is wrong with the caption: its length, too many hashtags or people."""
        found = super().check_text(upload)
        words = upload.text.split()
        for sign, most, kind in (("#", HASHTAGS, "hashtags"), ("@", MENTIONS, "people")):
            several = sum(word.startswith(sign) and len(word) > 1 for word in words)
            if several > most:
                happened = f"The text names {several} {kind}; {NAME} takes {most}."
                todo = "Change the text, then retry."
                found.append(PublishError(ErrorClass.INVALID_REQUEST, happened, means=checks.LEAVE, todo=todo))
        return found

    def check_media(self, media: Media | None) -> list[PublishError]:
        """Return what is wrong with the video or picture, or that one is missing."""
        found = super().check_media(media)
        return found + _picture(media) if media and media.is_picture else found

    def publish(self, upload: Upload, state: State, credentials: Credentials, listen: Listen) -> Iterator[Step]:
        """Fill a container, wait for it, publish it; each step is yielded to be saved."""
        graph = self._graph(credentials)
        if not state.get("media_id") and not state.get("published"):
            container = Container(graph, credentials.remote_id, upload, self._media(upload), state, self.tuning)
            yield from container.ready(listen)
            state = container.state
            if not state.get("published"):
                yield Step(state, "committing", "Publishing", 100)
                state = {**state, "media_id": self._commit(graph, credentials.remote_id, state)}
        media_id = str(state.get("media_id") or "")
        url = self._permalink(graph, media_id)
        yield Step(state, "published", "Published", 100, media_id, url)

    def find(self, upload: Upload, state: State, credentials: Credentials) -> Found:
        """Ask the container, which knows even when the answer was lost; when it is gone, look for our caption."""
        graph = self._graph(credentials)
        media_id = str(state.get("media_id") or "")
        if not media_id:
            container = Container(graph, credentials.remote_id, upload, self._media(upload), state, self.tuning)
            found = container.find()
            if found.answer != "yes":
                return found
            media_id = found.remote_id
        after = {**state, "published": True, "media_id": media_id}
        return Found("yes", media_id, self._permalink(graph, media_id), after)

    def measure(self, remote_id: str, credentials: Credentials) -> Numbers:
        """Read views, likes, comments and shares; where Instagram tells no insights, likes and comments alone."""
        graph = self._graph(credentials)
        try:
            listed = graph.list(f"{remote_id}/insights", metric=METRICS)
        except PublishError as error:
            if error.error_class is not ErrorClass.INVALID_REQUEST:
                raise
            listed = []
        said = {str(row.get("name")): _value(row) for row in listed}
        if not said:  # a small or young account: empty means unknown, not none
            node = graph.get(remote_id, "like_count,comments_count")
            said = {"likes": count(node.get("like_count")), "comments": count(node.get("comments_count"))}
        return Numbers(said.get("views"), said.get("likes"), said.get("comments"), said.get("shares"), said)

    def delete(self, remote_id: str, credentials: Credentials) -> None:
        """Delete the post, where the login allows it."""
        if is_instagram_login(credentials):
            raise PublishError(
                ErrorClass.PERMISSION,
                "Instagram lets no app delete posts of an account that is connected by Instagram Login.",
                means=STAYS,
                todo=BY_HAND,
            )
        try:
            self._graph(credentials).delete(remote_id)
        except PublishError as error:
            if error.error_class is not ErrorClass.PERMISSION:
                raise
            happened = error.explanation.happened
            raise PublishError(error.error_class, happened, means=STAYS, todo=NO_RIGHT, raw=error.raw) from None

    def refresh(self, credentials: Credentials) -> Credentials:
        """Prolong a token of Instagram Login; Page tokens are not renewed but granted anew."""
        return renewed(self.http, credentials)

    def verify(self, credentials: Credentials) -> Identity:
        """Ask whose account it is, and for its budget of posts: that takes the right to publish."""
        graph = self._graph(credentials)
        node = graph.get(credentials.remote_id, "id,username")
        if not is_instagram_login(credentials):
            graph.list(f"{credentials.remote_id}/content_publishing_limit", fields="quota_usage,config")
        return Identity(identifier(node.get("id")) or credentials.remote_id, str(node.get("username", "")))

    def _commit(self, graph: Graph, account: str, state: State) -> str:
        answer = graph.commit(f"{account}/media_publish", "the publishing", form={"creation_id": state["container"]})
        media_id = identifier(answer.json().get("id"))
        if not media_id:
            raise ambiguous(NAME, "Instagram said yes to the publishing but not which post it became.", answer.shown)
        return media_id

    def _permalink(self, graph: Graph, media_id: str) -> str:
        """Return where the post is; empty when Instagram does not say, which must not fail what is out."""
        if not media_id:
            return ""
        try:
            said = str(graph.get(media_id, "permalink").get("permalink") or "")
        except PublishError:
            return ""
        fits = said.startswith(("https://", "http://")) and len(said) <= LONGEST_ADDRESS
        return self.http.at(said) if fits else ""

    def _graph(self, credentials: Credentials) -> Graph:
        calls = Calls(self.http, credentials, NAME, TABLE.refusal)
        return Graph(calls, HOST) if is_instagram_login(credentials) else Graph(calls)


def _picture(media: Media) -> list[PublishError]:
    """Return what Instagram does not like of a picture."""
    found = []
    shape = media.width / media.height if media.height else 0
    if media.mime != "image/jpeg":
        found.append(PublishError.of(refused_picture(f"{NAME} takes JPEG pictures only, not {media.mime}.")))
    if shape and not SHAPES[0] <= round(shape, 2) <= SHAPES[1]:
        happened = f"The picture is {media.width} x {media.height}; {NAME} takes shapes from 4:5 to 1.91:1."
        found.append(PublishError.of(refused_picture(happened)))
    return found if media.url else [*found, without_address(media)]


def _value(row: dict[str, Any]) -> int | None:
    values = row.get("values")
    first = values[0] if isinstance(values, list) and values else row.get("total_value")
    return count(part(first).get("value"))
