"""Writes videos: makes sure there is one, and makes its files. The work is done first and recorded in one move.

Knows no job and no platform. Nothing that draws, speaks or encodes is imported here: that runs in programs of
its own, because this code also runs in worker processes that were forked.
"""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from reelpress.content.models import Post
from reelpress.lib import clock, files
from reelpress.lib.errors import BadInput, Failure
from reelpress.lib.text import clip
from reelpress.video import plan
from reelpress.video.branding import template_named
from reelpress.video.editing import version_of
from reelpress.video.formats import get_format
from reelpress.video.making import Log, Made, Order, make
from reelpress.video.models import Video
from reelpress.video.music import SILENCE, check_choice, find_music
from reelpress.video.narrators.base import NarratorFailed
from reelpress.video.narrators.speaker import takes_over
from reelpress.video.progress import Progress, monotone
from reelpress.video.storyboard import Storyboard
from reelpress.video.voices import speakers
from reelpress.video.workspace import prune
from reelpress.video.writing import language_for, post_told, storyboard_of

FOLDER = "videos"
TOLD = ("storyboard", "narrator", "template", "music")  # what a person may change while the files are made
FILES = ("file", "srt", "vtt", "thumbnail")
LEFT_SECONDS = 3600.0  # a copy that nothing was written to for so long has nobody who writes it


def ensure_video(
    post: Post, format: str, *, language: str = "", template: str = "", narrator: str = "", music: str = ""
) -> Video:
    """Return the video of `post` in `format` and `language` (the post's own, by default); make its row if needed.

    A `template`, `narrator` or `music` is checked and kept with the video for this and later makings; raises BadInput.
    """
    given = {"template": template, "narrator": narrator, "music": music}
    chosen = {name: value for name, value in given.items() if value}
    check_choice(Path(settings.MUSIC), music)
    if template:
        template_named(template)
    told = language_for(post, language)
    if narrator:
        speakers(narrator, told or post.language)
    video, _ = Video.objects.get_or_create(post=post, format=get_format(format).name, language=told)
    if any(getattr(video, name) != value for name, value in chosen.items()):
        if music != video.music:
            _hear(music)
        Video.objects.filter(pk=video.pk).update(**chosen, updated_at=Now())
        video.refresh_from_db()
    return video


def _hear(music: str) -> None:
    """Raise a `Failure` when `music` is a file that cannot be played; its bed is made by that, and kept."""
    from reelpress.video.preview import check_music  # it makes clips, by what stands here

    found = find_music(Path(settings.MUSIC), music)
    if found is not None and found.path:
        check_music(found)


def give_up(video: Video) -> None:
    """making -> failed, when nobody is at work on it any more."""
    Video.objects.filter(pk=video.pk, status=Video.Status.MAKING).update(
        status=Video.Status.FAILED, token="", updated_at=Now()
    )


def produce(video: Video, *, progress: Progress, log: Log) -> Video:
    """Make the files of `video` and record them; returns at once when nothing has changed.

    On failure the status is `failed`; when interrupted it is what it was. Either way nothing half-made is left,
    and what was finished is used by the next run.  Who begins takes the row: a run that was overtaken while it was
    suspended records nothing.
    """
    started = clock.monotonic()
    video.refresh_from_db()
    former = video.status if video.status != Video.Status.MAKING else _settled(video)
    try:
        order = order_of(video, storyboard_of(video, log))
        key = key_of(order)
        if _is_made(video, key):
            Video.objects.filter(pk=video.pk).update(made_version=version_of(video))
            progress(100.0, "Nothing has changed since it was made")
            log("Nothing has changed since this video was made; its files are kept.")
            return video
        if lost := plan.unshown(order.storyboard):
            log(f"No font has {clip(' '.join(lost), 80)}: left out of the picture.")
        if order.music is None and (wanted := music_wanted(video)):
            log(f"The music {wanted} is not in {settings.MUSIC} or cannot be read: the video is made without music.")
        _claim(video)
        _make_with_stand_ins(video, order, started, monotone(progress), log)
    except Exception:
        _leave(video, Video.Status.FAILED)
        raise
    except BaseException:
        _leave(video, former)
        raise
    progress(100.0, "The video is ready")
    return video


def music_wanted(video: Video) -> str:
    """Return what is to be played under the voice: the video's own choice, else its template's; "" for nothing."""
    return "" if video.music == SILENCE else video.music or template_named(video.template).music


def key_of(order: Order) -> str:
    """Return the digest of all that the files of `order` depend on."""
    return plan.key_of(order.storyboard, order.looks, order.narrator, order.music)


def order_of(video: Video, board: Storyboard) -> Order:
    """Return what is to be made of `video`, told as `board`."""
    size = get_format(video.format)
    if not board.scenes:
        raise BadInput("The post has nothing that could be told.", means="No video was made.", todo="Add text to it.")
    narrator, *stand_ins = speakers(video.narrator, board.language)
    template = template_named(video.template)
    return Order(
        owner=f"video-{video.pk}",
        storyboard=board,
        looks=tuple(plan.looks_of(board, size, Path(settings.MEDIA_ROOT), template)),
        format=size,
        narrator=narrator,
        stand_ins=tuple(stand_ins),
        artefacts=Path(settings.ARTEFACTS),
        workers=settings.RENDER_WORKERS,
        music=find_music(Path(settings.MUSIC), music_wanted(video)),
    )


def _is_made(video: Video, key: str) -> bool:
    if video.status != Video.Status.READY or video.digest != key:
        return False
    return all(path.is_file() for path in (video.path, video.srt_path, video.vtt_path, video.thumbnail_path))


def _make_with_stand_ins(video: Video, order: Order, started: float, progress: Progress, log: Log) -> None:
    """Make the video; should its narrator be out of order, all of it with the next one: one voice a video."""
    for following in order.stand_ins:
        try:
            _make(video, order, key_of(order), started, progress, log)
            return
        except NarratorFailed as failure:
            log(takes_over(order.narrator, following, str(failure)))
            order = replace(order, narrator=following)
    _make(video, order, key_of(order), started, progress, log)


def _make(video: Video, order: Order, key: str, started: float, progress: Progress, log: Log) -> None:
    """Make, move the files into the media folder, record; then remove the files that were replaced."""
    old = {getattr(video, name) for name in FILES} - {""}
    with make(order, progress=progress, log=log) as made:
        names = _names(video, key)
        _check_claim(video)
        try:
            _publish_files(made, names)
            _record(video, order, key, made, names, clock.monotonic() - started)
        except BaseException:
            _remove(set(names.values()) - old - _used_by_others(video))
            raise
    _remove(old - set(names.values()))
    log(f"Made {made.frames} frames, {made.seconds:.1f} s, {made.loudness:.1f} LUFS.")


def _names(video: Video, key: str) -> dict[str, str]:
    stem = f"{FOLDER}/{video.post.slug[:80]}-{video.format}-{key[:8]}"
    return {"file": f"{stem}.mp4", "srt": f"{stem}.srt", "vtt": f"{stem}.vtt", "thumbnail": f"{stem}.jpg"}


def _publish_files(made: Made, names: dict[str, str]) -> None:
    _remove_leftovers()
    sources = {"file": made.video, "srt": made.srt, "vtt": made.vtt, "thumbnail": made.thumbnail}
    for name, source in sources.items():
        files.copy(source, Path(settings.MEDIA_ROOT) / names[name])


def _remove_leftovers() -> None:
    """Remove what makings that were killed at this left in the media folder."""
    files.remove_leftovers(Path(settings.MEDIA_ROOT) / FOLDER, older_than_seconds=LEFT_SECONDS)


def _record(video: Video, order: Order, key: str, made: Made, names: dict[str, str], seconds: float) -> None:
    """Write everything about the finished video in one move, unless the row was changed meanwhile."""
    with transaction.atomic():
        row = Video.objects.select_for_update().filter(pk=video.pk, status=Video.Status.MAKING, token=video.token)
        if list(row.values_list(*TOLD)) != [_told(video)]:
            raise _changed()
        video.storyboard = order.storyboard.to_dict()
        row.update(
            status=Video.Status.READY,
            token="",
            storyboard=video.storyboard,
            made_at=Now(),
            made_version=version_of(video),
            post_digest=post_told(video),
            digest=key,
            width=order.format.width,
            height=order.format.height,
            fps=order.format.fps,
            frames=made.frames,
            seconds=made.seconds,
            loudness=made.loudness,
            wall_seconds=seconds,
            updated_at=Now(),
            **names,
        )
    video.refresh_from_db()


def _told(video: Video) -> tuple[Any, ...]:
    return tuple(getattr(video, name) for name in TOLD)


def _changed() -> Failure:
    return Failure(
        "The video was changed, removed or begun anew while it was being made.",
        means="What was made from its former state was thrown away.",
        todo="Retry: what has not changed is not made again.",
    )


def _claim(video: Video) -> None:
    """Take the row, from whoever had it: only the newest making may record what it made."""
    video.token = uuid4().hex
    Video.objects.filter(pk=video.pk).update(status=Video.Status.MAKING, token=video.token, updated_at=Now())
    video.status = Video.Status.MAKING


def _check_claim(video: Video) -> None:
    if not Video.objects.filter(pk=video.pk, token=video.token).exists():
        raise _changed()


def _leave(video: Video, status: str) -> None:
    """Say how it ended, unless another making has taken the row."""
    Video.objects.filter(pk=video.pk, token=video.token).update(status=status, token="", updated_at=Now())
    with suppress(Video.DoesNotExist):
        video.refresh_from_db()


def _used_by_others(video: Video) -> set[str]:
    """Return the files that the row names by now: of a making that overtook this one."""
    return {name for row in Video.objects.filter(pk=video.pk).values_list(*FILES) for name in row}


def remove(video: Video) -> None:
    """Delete a video with its script, and its files once that is committed; what it was made from is pruned later."""
    names = {getattr(video, name) for name in FILES} - {""}
    video.delete()
    transaction.on_commit(lambda: _remove(names))


def prune_artefacts() -> int:
    """Remove what no making used for long, and the oldest while all is too much; return how many bytes that freed.

    Half a video in the media folder, of a making that was killed, goes too.
    """
    _remove_leftovers()
    return prune(
        Path(settings.ARTEFACTS),
        older_than_seconds=settings.KEEP_ARTEFACTS_DAYS * 86_400.0,
        most_bytes=settings.MOST_ARTEFACTS_GB << 30,
    )


def _settled(video: Video) -> str:
    """Return what a video is whose last making died: ready when its files are there, else new."""
    return Video.Status.READY if video.file and video.path.is_file() else Video.Status.NEW


def _remove(names: set[str]) -> None:
    for name in names:
        with suppress(OSError):
            (Path(settings.MEDIA_ROOT) / name).unlink(missing_ok=True)
