"""Which storyboard a video is made from: the stored one while it is a person's or of the post as it is now.

Else that of another format of the same post and language, else a new one. Knows the writers; renders nothing.
"""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.conf import settings

from reelpress.content.cleaning import parse
from reelpress.content.models import Post
from reelpress.lib.errors import BadInput, Failure
from reelpress.lib.files import digest
from reelpress.video import scripts
from reelpress.video.languages import language_name, language_tag, same_language
from reelpress.video.models import Video
from reelpress.video.stock.filling import credited, with_pictures
from reelpress.video.storyboard import Storyboard
from reelpress.video.writers import extractive, llm, translation
from reelpress.video.writers.base import Source
from reelpress.video.writers.llm_client import Endpoint

Log = Callable[[str], None]
LEAST_PICTURE = 360  # pixels of the longer side; icons and badges would be lost in a frame, or mush when enlarged


def storyboard_of(video: Video, log: Log) -> Storyboard:
    """Return the stored storyboard while it is a person's or of the post as it is now; else a new one."""
    if keeps_storyboard(video):
        return credited(read_storyboard(video.storyboard, means="No video was made."))
    return credited(write_storyboard(video, log))


def write_storyboard(video: Video, log: Log, *, anew: bool = False) -> Storyboard:
    """Return a storyboard of the post as it is now: another format's, else a written one; nothing is stored.

    With `anew` neither another format's is taken nor what a language model once answered.
    """
    shared = None if anew else _shared(video.post, video.language, but=video)
    if shared is not None:
        log(f"Taking over the script of the {shared.format} video{' that a person edited' if shared.edited else ''}.")
        return read_storyboard(shared.storyboard, means="No video was made.")
    if not video.language:
        return _written(video.post, log, anew)
    original = None if anew else _shared(video.post, "", but=video)
    if original is None:
        board = _written(video.post, log, anew)
    else:
        board = read_storyboard(original.storyboard, means="No video was made.")
    return _translated(board, video.language, log, anew)


def _shared(post: Post, language: str, *, but: Video) -> Video | None:
    """Return the video of `post` in `language` whose storyboard is of the post as it is now; a person's first."""
    others = post.videos.filter(language=language, post_digest=post.digest).exclude(pk=but.pk)
    return next((other for other in others.order_by("-edited", "-updated_at", "-pk") if other.storyboard), None)


def asks_outside(video: Video, *, anew: bool = False) -> bool:
    """Return whether writing the script waits for somebody outside: a language model, a library of photos."""
    if not anew and (keeps_storyboard(video) or _shared(video.post, video.language, but=video) is not None):
        return False
    return settings.WRITER == "llm" or settings.STOCK == "fill" or bool(video.language)


def keeps_storyboard(video: Video) -> bool:
    """Return whether the stored storyboard is the one to make: a person's work never vanishes with a new import."""
    return bool(video.storyboard) and (video.edited or video.post_digest == video.post.digest)


def post_told(video: Video) -> str:
    """Return the digest of the post that the storyboard to make is of."""
    return video.post_digest if keeps_storyboard(video) else video.post.digest


def _written(post: Post, log: Log, anew: bool) -> Storyboard:
    """Return the script of a post in its own language, by the model when it is asked and its script holds."""
    source = source_of(post)
    board = _by_model(source, log, anew) if settings.WRITER == "llm" else None
    if board is None:
        log("Writing the script from the post.")
        board = extractive.write(source)
    return with_pictures(board, log)


def _by_model(source: Source, log: Log, anew: bool) -> Storyboard | None:
    endpoint = _endpoint_or_fail()
    asked = {**asdict(source), "images": dict(source.images)}
    key = digest(llm.VERSION, endpoint.base, endpoint.model, endpoint.input_tokens, asked)
    try:
        return scripts.kept(key, lambda: llm.write(source, endpoint, log), anew=anew)
    except Failure as failure:
        log(f"{failure} The script is written from the post's own sentences instead.")
        return None


def _translated(board: Storyboard, language: str, log: Log, anew: bool) -> Storyboard:
    if not board.scenes or same_language(board.language, language):
        return board
    endpoint = _endpoint_or_fail()
    key = digest(translation.VERSION, endpoint.base, endpoint.model, language, board.to_dict())
    return scripts.kept(key, lambda: translation.translate(board, language, endpoint, log), anew=anew)


def endpoint() -> Endpoint | None:
    """Return the language model of the settings; None when none is set."""
    if not (settings.LLM_URL and settings.LLM_MODEL):
        return None
    return Endpoint(
        settings.LLM_URL,
        settings.LLM_MODEL,
        settings.LLM_KEY,
        seconds=settings.LLM_SECONDS,
        input_tokens=settings.LLM_INPUT_TOKENS,
        output_tokens=settings.LLM_OUTPUT_TOKENS,
    )


def _endpoint_or_fail(wanted: str = "A translation") -> Endpoint:
    found = endpoint()
    if found is None:
        raise BadInput(
            f"{wanted} needs a language model, and none is set.",
            means="Nothing was made.",
            todo="Set REELPRESS_LLM_URL, REELPRESS_LLM_MODEL and, where one is needed, REELPRESS_LLM_KEY; then retry.",
        )
    return found


def language_for(post: Post, language: str) -> str:
    """Return what `Video.language` is for a video of `post` in `language`: empty for its own.

    Raise `BadInput` for what is no language, and for one that nobody could translate into.
    """
    tag = language_tag(language)
    if not tag or same_language(tag, post.language):
        return ""
    if not any(post.videos.filter(language=tag).values_list("storyboard", flat=True)):
        _endpoint_or_fail(f"A translation into {language_name(tag)}")
    return tag


def source_of(post: Post) -> Source:
    """Return `post` as writers see it: without pictures that are too small to be shown alone."""
    pictures = [one for one in post.images.all() if not one.width or max(one.width, one.height) >= LEAST_PICTURE]
    return Source(
        title=post.title,
        author=post.author,
        summary=post.summary,
        blocks=parse(post.body),
        images={image.ref: image.file for image in pictures},
        url=post.canonical_url,
        language=post.language,
        target_seconds=settings.TARGET_SECONDS,
    )


def read_storyboard(data: dict[str, Any], *, means: str) -> Storyboard:
    """Return the storyboard that `data` holds; raise `BadInput`, with what that `means`, when it is none."""
    try:
        board = Storyboard.from_dict(data)
    except (TypeError, ValueError) as error:
        raise BadInput(f"This is no storyboard: {error}.", means=means, todo="Correct it.") from None
    if not board.scenes:
        raise BadInput("A storyboard needs at least one scene.", means=means, todo="Add a scene.")
    return board
