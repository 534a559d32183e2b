"""What makes a published video on Facebook nicer: its thumbnail and its captions. Neither may fail the post."""

from pathlib import Path

from reelpress.lib.http import FileRange, Multipart
from reelpress.publishing.platforms.base import Upload
from reelpress.publishing.platforms.errors import PublishError
from reelpress.publishing.platforms.graph import Graph

THUMBNAIL_BYTES = 10_000_000
# Facebook wants a region with each language; one that is not here is sent without captions.
LOCALES = {
    "ar": "ar_AR", "cs": "cs_CZ", "da": "da_DK", "de": "de_DE", "el": "el_GR", "en": "en_US", "es": "es_ES",
    "fi": "fi_FI", "fr": "fr_FR", "he": "he_IL", "hi": "hi_IN", "hu": "hu_HU", "id": "id_ID", "it": "it_IT",
    "ja": "ja_JP", "ko": "ko_KR", "nb": "nb_NO", "nl": "nl_NL", "pl": "pl_PL", "pt": "pt_BR", "ro": "ro_RO",
    "ru": "ru_RU", "sv": "sv_SE", "th": "th_TH", "tr": "tr_TR", "uk": "uk_UA", "vi": "vi_VN", "zh": "zh_CN",
}  # fmt: skip


def set_extras(graph: Graph, video_id: str, upload: Upload) -> str:
    """Set thumbnail and captions as far as there are any; return how that went."""
    media = upload.media
    said = []
    if media and (thumbnail := _file(media.thumbnail)):
        mime = "image/png" if thumbnail.path.suffix.lower() == ".png" else "image/jpeg"
        body = Multipart({"is_preferred": "true"}, "source", thumbnail.path.name, thumbnail, mime)
        said.append(_try(graph, f"{video_id}/thumbnails", body, "thumbnail"))
    locale = LOCALES.get(upload.options.get("language", "").replace("_", "-").split("-")[0].lower())
    if media and locale and (captions := _file(media.captions)):
        name = f"captions.{locale}.srt"  # the name tells the language
        body = Multipart({"default_locale": locale}, "captions_file", name, captions, "application/x-subrip")
        said.append(_try(graph, f"{video_id}/captions", body, "captions"))
    return "; ".join(said) or "Without thumbnail and captions of ours"


def _file(path: Path | None) -> FileRange | None:
    size = path.stat().st_size if path and path.is_file() else 0
    return FileRange(path, 0, size) if path and 0 < size <= THUMBNAIL_BYTES else None


def _try(graph: Graph, edge: str, body: Multipart, what: str) -> str:
    try:
        graph.post(edge, body=body)
    except PublishError as error:
        return f"{what.capitalize()} not set: {error.explanation.happened}"
    return f"{what.capitalize()} set"
