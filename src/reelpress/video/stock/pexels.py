"""The Pexels API, as https://www.pexels.com/api/documentation/ describes it: search for photos, fetch one.

Knows no scene and no database. What comes back is checked field by field; the key goes to the API's host only.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from reelpress.lib import addresses
from reelpress.lib.errors import BadInput, Failure
from reelpress.lib.http import Answer, Client, HttpFailure
from reelpress.video.languages import primary

URL = "https://api.pexels.com"
HOSTS = ("images.pexels.com",)
MOST_ANSWER_BYTES, MOST_PHOTO_BYTES = 1 << 20, 4 << 20
SECONDS = 10.0
PER_PAGE = 10
MEANS = "The video is made without further stock photos."
_LOCALES = (
    *("en-US", "pt-BR", "es-ES", "de-DE", "it-IT", "fr-FR", "sv-SE", "id-ID", "pl-PL", "ja-JP", "zh-CN", "ko-KR"),
    *("th-TH", "nl-NL", "hu-HU", "vi-VN", "cs-CZ", "da-DK", "fi-FI", "uk-UA", "el-GR", "ro-RO", "nb-NO", "sk-SK"),
    *("tr-TR", "ru-RU"),
)


class NoStock(Failure):
    """There will be no photos now; the sentences say why."""


@dataclass(frozen=True)
class Photo:
    """A photo as the API describes it."""

    id: int
    page_url: str
    creator: str
    creator_url: str
    image_url: str


def locale_of(language: str) -> str:
    """Return the locale that searches in `language`; empty where Pexels has none."""
    return next((locale for locale in _LOCALES if locale.startswith(f"{primary(language)}-")), "")


def search(query: str, *, language: str, key: str, url: str = "") -> list[Photo]:
    """Return the best photos for `query`; raise `NoStock` when the API does not answer as it should."""
    params = {"query": query, "per_page": str(PER_PAGE), "orientation": "square"}
    locale = locale_of(language)
    if locale:
        params["locale"] = locale
    client = Client(url or URL, read_seconds=SECONDS, most_bytes=MOST_ANSWER_BYTES)
    try:
        answer = client.request("GET", "/v1/search", params=params, headers={"Authorization": key}, secrets=(key,))
    except (HttpFailure, BadInput) as failure:
        raise NoStock(f"Pexels gave no answer: {failure.explanation.happened}", means=MEANS) from None
    if answer.status != 200:
        raise _refused(answer)
    return photos_in(_rows(answer), hosts=hosts_of(url))


def _refused(answer: Answer) -> NoStock:
    if answer.status in (401, 403):
        return NoStock("Pexels refused the key.", means=MEANS, todo="Correct REELPRESS_PEXELS_KEY.")
    if answer.status == 429:
        return NoStock("Pexels allows no more requests for now.", means=MEANS, todo="An hour later there are new ones.")
    return NoStock(f"Pexels answered with HTTP {answer.status}.", means=MEANS)


def _rows(answer: Answer) -> list[Any]:
    found = answer.json().get("photos")
    if not isinstance(found, list):
        raise NoStock("Pexels answered with nonsense.", means=MEANS)
    return found[: 2 * PER_PAGE]


def hosts_of(url: str) -> tuple[str, ...]:
    """Return the hosts that photos may come from: Pexels' own, or the server that stands in for it."""
    return (urlsplit(url).netloc,) if url else HOSTS


def photos_in(rows: list[Any], *, hosts: tuple[str, ...] = HOSTS) -> list[Photo]:
    """Return the rows that are photos with everything that the rights ledger and a download need."""
    return [photo for row in rows if isinstance(row, Mapping) and (photo := _photo(row, hosts)) is not None]


def _photo(row: Mapping[str, Any], hosts: tuple[str, ...]) -> Photo | None:
    number, src = row.get("id"), row.get("src")
    image = src.get("large2x") if isinstance(src, Mapping) else None
    texts = [row.get(name) for name in ("url", "photographer", "photographer_url")]
    if type(number) is not int or number <= 0 or not isinstance(image, str):
        return None
    page, creator, creator_url = (text if isinstance(text, str) else "" for text in texts)
    if not creator.strip() or not _is_web(page) or not _is_web(image) or len(image) > 1000:
        return None
    if urlsplit(image).netloc not in hosts:
        return None
    name = " ".join(creator.split())[:120]
    return Photo(number, page[:1000], name, creator_url[:1000] if _is_web(creator_url) else "", image)


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def as_json(photos: list[Photo]) -> str:
    """Return photos as the API would write them, for keeping."""
    return json.dumps(
        [
            {
                "id": photo.id,
                "url": photo.page_url,
                "photographer": photo.creator,
                "photographer_url": photo.creator_url,
                "src": {"large2x": photo.image_url},
            }
            for photo in photos
        ]
    )


def fetch(photo: Photo, *, url: str = "") -> bytes:
    """Return the bytes of a photo; raise `NoStock`. Only public addresses are reached, but for a stand-in's own."""
    resolve = None if url else addresses.public_addresses
    client = Client(read_seconds=SECONDS, resolve=resolve, most_bytes=MOST_PHOTO_BYTES)
    try:
        answer = client.request("GET", photo.image_url)
    except (HttpFailure, BadInput) as failure:
        raise NoStock(f"A photo could not be fetched: {failure.explanation.happened}", means=MEANS) from None
    if answer.status != 200:
        raise NoStock(f"A photo could not be fetched: HTTP {answer.status}.", means=MEANS)
    if len(answer.body) >= MOST_PHOTO_BYTES:
        raise NoStock(f"A photo is larger than {MOST_PHOTO_BYTES >> 20} MB.", means=MEANS)
    return answer.body
