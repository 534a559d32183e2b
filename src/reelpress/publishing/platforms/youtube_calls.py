"""Single calls to YouTube: one request, its answer or what its refusal means. Knows no order of calls."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from reelpress.lib import clock
from reelpress.lib.http import Body, Client
from reelpress.publishing.platforms import calls
from reelpress.publishing.platforms.base import Credentials, Upload
from reelpress.publishing.platforms.calls import part, rows
from reelpress.publishing.platforms.errors import AGAIN, ErrorClass, PublishError
from reelpress.publishing.platforms.youtube_errors import NAME, refusal

HOST = "https://www.googleapis.com"
UPLOAD = f"{HOST}/upload/youtube/v3/videos"
THUMBNAIL = f"{HOST}/upload/youtube/v3/thumbnails/set"
CAPTIONS = f"{HOST}/upload/youtube/v3/captions"
TRUSTED = ".googleapis.com"
API = f"{HOST}/youtube/v3"
TOKEN = "https://oauth2.googleapis.com/token"
LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*")
PEOPLE_AND_BLOGS = "22"
PAGES = 4
PAGE = "50"


class Calls(calls.Calls):
    """The calls of one account at YouTube."""

    @classmethod
    def of(cls, http: Client, credentials: Credentials) -> Self:
        """Return the calls of this account."""
        return cls(http, credentials, NAME, lambda answer: refusal(answer, now=clock.now()))

    def items(self, resource: str, params: Mapping[str, str]) -> tuple[list[dict[str, Any]], str]:
        """Return one page of a list and the token of the next."""
        answer = self.ask("GET", f"{API}/{resource}", params=params).json()
        return rows(answer, "items"), str(answer.get("nextPageToken") or "")

    def videos(self, ids: Sequence[str], *, part: str) -> list[dict[str, Any]]:
        """Return the videos with these ids, those that are there."""
        return self.items("videos", {"part": part, "id": ",".join(ids)})[0] if ids else []

    def open_session(self, upload: Upload, *, size: int, mime: str) -> str:
        """Open an upload session; return its address, empty when there was none."""
        answer = self.ask(
            "POST",
            UPLOAD,
            params={"uploadType": "resumable", "part": "snippet,status"},
            headers={"X-Upload-Content-Length": str(size), "X-Upload-Content-Type": mime},
            json=metadata(upload),
        )
        location = answer.headers.get("location", "")
        return self.http.at(location) if location else ""

    def set_thumbnail(self, video_id: str, body: Body, *, mime: str) -> None:
        """Set the thumbnail of a video."""
        params = {"videoId": video_id, "uploadType": "media"}
        self.ask("POST", THUMBNAIL, params=params, headers={"Content-Type": mime}, body=body)

    def set_captions(self, video_id: str, body: Body, *, language: str) -> None:
        """Add captions to a video, under the plain name of their language."""
        kind = "application/octet-stream"
        opened = self.ask(
            "POST",
            CAPTIONS,
            params={"uploadType": "resumable", "part": "snippet"},
            headers={"X-Upload-Content-Length": str(body.size), "X-Upload-Content-Type": kind},
            json={"snippet": {"videoId": video_id, "language": language, "name": "", "isDraft": False}},
        )
        location = opened.headers.get("location", "")
        session = self.http.at(location) if location else ""
        if not self.trusts(session):
            happened = "YouTube opened the upload of the captions at no usable address."
            raise PublishError(ErrorClass.SERVER, happened, means="The video is out without them.", todo=AGAIN)
        self.ask("PUT", session, headers={"Content-Type": kind}, body=body)

    def trusts(self, session: str) -> bool:
        """Tell whether our token may go there: only to Google, or to where the settings say that YouTube is."""
        parts = urlsplit(session)
        google = parts.scheme == "https" and f".{parts.hostname}".endswith(TRUSTED)
        return bool(session) and (google or bool(self.http.base_url))

    def tagged(self, tag: str, *, since: datetime | None) -> tuple[Literal["yes", "no", "unknown"], str]:
        """Look for a live video with our tag among the channel's uploads of the time since the first attempt."""
        channels, _ = self.items("channels", {"part": "contentDetails", "mine": "true"})
        playlist = part(channels[0] if channels else {}, "contentDetails", "relatedPlaylists").get("uploads")
        if not isinstance(playlist, str) or not playlist:
            return "unknown", ""
        page = ""
        for _ in range(PAGES):
            params = {"part": "snippet,contentDetails", "playlistId": playlist, "maxResults": PAGE}
            entries, page = self.items("playlistItems", {**params, "pageToken": page} if page else params)
            ids = [str(part(entry, "contentDetails").get("videoId", "")) for entry in entries]
            for video in self.videos([found for found in ids if found], part="snippet,status"):
                if tag in part(video, "snippet").get("tags", ()) and not dead(video):
                    return "yes", str(video.get("id", ""))
            if not page or (since is not None and _all_older(entries, since)):
                return "no", ""
        return "unknown", ""


def metadata(upload: Upload) -> dict[str, Any]:
    """Return the video resource that an upload begins with. The privacy is always said: silence means public."""
    snippet = {
        "title": upload.title,
        "description": upload.text,
        "tags": list(tags(upload)),
        "categoryId": upload.options.get("category", PEOPLE_AND_BLOGS),
    }
    language = upload.options.get("language", "")
    if LANGUAGE.fullmatch(language):
        snippet["defaultLanguage"] = language
    privacy = upload.options.get("privacy") or "private"
    status = {"privacyStatus": privacy, "selfDeclaredMadeForKids": False, "containsSyntheticMedia": False}
    return {"snippet": snippet, "status": status}


def own_tag(upload: Upload) -> str:
    """Return the tag by which we know our video again."""
    return f"reelpress-{upload.tag}"


def tags(upload: Upload) -> tuple[str, ...]:
    """Return all tags that are sent, ours first."""
    return (own_tag(upload), *upload.tags)


def dead(video: Mapping[str, Any]) -> bool:
    """Return whether a listed video is none that anyone can watch."""
    return part(video, "status").get("uploadStatus") in ("failed", "rejected", "deleted")


def _all_older(entries: Sequence[Mapping[str, Any]], since: datetime) -> bool:
    times = [str(part(entry, "snippet").get("publishedAt", "")) for entry in entries]
    return bool(times) and all(_parsed(time) is not None and _parsed(time) < since for time in times)  # type: ignore[operator]


def _parsed(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
