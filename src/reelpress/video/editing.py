"""What a person changes of a video: its storyboard, voice, template and music, each step with a way back.

The files follow at the next making; renders nothing itself. Nobody's change is written over unseen: who changes says
which version was seen, and a version is named by what it holds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from reelpress.lib import clock
from reelpress.lib.errors import BadInput, Failure
from reelpress.lib.files import digest
from reelpress.lib.text import clip
from reelpress.video import branding
from reelpress.video.models import Revision, Video
from reelpress.video.music import check_choice
from reelpress.video.scene_edits import Edited
from reelpress.video.storyboard import Storyboard
from reelpress.video.voices import speakers
from reelpress.video.writing import Log, keeps_storyboard, read_storyboard, write_storyboard

LONGEST_VOICE = 80
KEPT = 50  # steps that can be undone
ONE_STEP_SECONDS = 30  # further changes of the same field within that long are one step
STATE = ("storyboard", "narrator", "template", "music", "post_digest", "edited")
REPLACED, WRITTEN = "Replaced the storyboard", "Wrote the storyboard anew"
NOTHING = "Nothing was changed."
Step = Callable[[Storyboard], Edited]


class Conflict(Failure):
    """What a person saw when changing it is not what is stored any more."""

    permanent = True


@dataclass(frozen=True)
class Choice:
    """What undo and redo would do, in words; empty when there is nothing."""

    undo: str = ""
    redo: str = ""


def board_of(video: Video | Revision) -> Storyboard | None:
    """Return the stored storyboard; None when there is none that can be read."""
    try:
        board = Storyboard.from_dict(video.storyboard)
    except (TypeError, ValueError):
        return None
    return board if board.scenes else None


def version_of(video: Video | Revision) -> str:
    """Return what names the state of `video`, now or once, that a person sees and changes."""
    board = board_of(video)
    return digest("draft", board.to_dict() if board else video.storyboard, video.narrator, video.template, video.music)


def is_behind(video: Video) -> bool:
    """Return whether the script, voice, template or music was changed after the files were made."""
    return bool(video.file and video.made_version) and video.made_version != version_of(video)


def silent(line: str) -> None:
    """Drop what a writer says of its work: there is nobody who reads it."""


def start(video: Video, log: Log = silent) -> Video:
    """Write the storyboard when there is none, or when the post changed and nobody edited the one there is.

    What was written meanwhile stays, and so does a making that is under way: it writes one of its own.
    """
    video.refresh_from_db()
    if keeps_storyboard(video):
        return video
    seen = version_of(video)
    board = write_storyboard(video, log)
    if not board.scenes:
        raise BadInput("The post has nothing that could be told.", means="No script was written.", todo="Add text.")
    with transaction.atomic():
        row = _locked(video)
        if version_of(row) == seen and row.status != Video.Status.MAKING:  # else somebody was quicker
            _set(row, {"storyboard": board.to_dict(), "post_digest": video.post.digest})
    video.refresh_from_db()
    return video


def change(video: Video, step: Step, *, by: str, seen: str | None = None, merge: bool = False) -> Edited:
    """Do `step` with the storyboard; with `merge`, the same step again within half a minute is one with it.

    Raises `Conflict` when the stored version is not the one that was `seen`, and what `step` raises.
    """
    with transaction.atomic():
        row = _locked(video, seen)
        edited = step(read_storyboard(row.storyboard, means=NOTHING))
        if edited.words:
            values = {"storyboard": edited.board.to_dict(), "edited": True}
            _record(row, values, edited.words, by=by, merge=merge)
    video.refresh_from_db()
    return edited


def choose(video: Video, given: Mapping[str, str], *, by: str, seen: str | None = None) -> str:
    """Choose the `template`, the `narrator` or the `music`, whichever is given; return what was done in words."""
    names = {"template": "template", "narrator": "voice", "music": "music"}
    values = {name: given[name] for name in names if name in given}
    if "template" in values:
        branding.template_named(values["template"])
    if "narrator" in values:
        _check_voice(video, values["narrator"])
    if values.get("music", video.music) != video.music:  # one that is gone since may stay
        check_choice(Path(settings.MUSIC), values["music"])
    with transaction.atomic():
        row = _locked(video, seen)
        changed = [name for name, value in values.items() if getattr(row, name) != value]
        words = "Chose " + " and ".join(f"the {names[name]} {values[name] or '(as usual)'}" for name in changed)
        if changed:
            _record(row, values, words, by=by)
    video.refresh_from_db()
    return words if changed else ""


def _check_voice(video: Video, narrator: str) -> None:
    """Raise `Failure` for a narrator that is none, or that cannot speak the language of the script here."""
    if len(narrator) > LONGEST_VOICE:
        raise BadInput(f"A voice is named in at most {LONGEST_VOICE} characters.", means=NOTHING)
    board = board_of(video)
    if narrator:
        speakers(narrator, board.language if board else video.language or video.post.language)


def write_anew(video: Video, *, by: str, seen: str | None = None, log: Log = silent) -> str:
    """Replace the storyboard by one that is written from the post as it is now; it can be undone.

    Done once for the version that was `seen`, however often it is asked for.
    """
    video.refresh_from_db()
    last = video.revisions.order_by("-pk").first()
    if last is not None and (last.change, last.undone) == (WRITTEN, False) and version_of(last) == seen:
        return WRITTEN
    check_seen(video, seen)
    was = version_of(video)
    board = write_storyboard(video, log, anew=True)
    if not board.scenes:
        raise BadInput("The post has nothing that could be told.", means=NOTHING, todo="Add text to it.")
    with transaction.atomic():
        row = _locked(video, was)
        values = {"storyboard": board.to_dict(), "post_digest": video.post.digest, "edited": False}
        _record(row, values, WRITTEN, by=by)
    video.refresh_from_db()
    return WRITTEN


def edit_storyboard(
    video: Video, storyboard: dict[str, Any], *, by: str = "the command line", seen: str | None = None
) -> Video:
    """Replace the storyboard by a person's; raises `BadInput` when it is none. It can be undone."""
    board = read_storyboard(storyboard, means=NOTHING)
    with transaction.atomic():
        row = _locked(video, seen)
        told = row.post_digest or row.post.digest
        _record(row, {"storyboard": board.to_dict(), "edited": True, "post_digest": told}, REPLACED, by=by)
    video.refresh_from_db()
    return video


def undo(video: Video, *, seen: str | None = None) -> str:
    """Go back to before the last change; return what that was in words."""
    return _turn(video, seen, undone=False)


def redo(video: Video, *, seen: str | None = None) -> str:
    """Do again what was undone last; return what that was in words."""
    return _turn(video, seen, undone=True)


def history(video: Video) -> list[Revision]:
    """Return the changes that are kept, the newest first, those that were undone among them."""
    return list(video.revisions.order_by("-pk").defer("storyboard")[: 2 * KEPT])


def choice_of(revisions: list[Revision]) -> Choice:
    """Return what undo and redo would do with a `history`."""
    done = next((one.change for one in revisions if not one.undone), "")
    undone = next((one.change for one in reversed(revisions) if one.undone), "")
    return Choice(done, undone)


def post_changed(video: Video) -> bool:
    """Return whether the storyboard is of a post that is not the same any more."""
    return bool(video.storyboard) and video.post_digest != video.post.digest


def _turn(video: Video, seen: str | None, *, undone: bool) -> str:
    """Exchange the state of the video for the one that a revision holds."""
    with transaction.atomic():
        row = _locked(video, seen)
        revision = row.revisions.filter(undone=undone).order_by("pk" if undone else "-pk").first()
        if revision is None:
            raise BadInput(f"There is nothing to {'redo' if undone else 'undo'}.", means=NOTHING)
        now = {name: getattr(row, name) for name in STATE}
        _set(row, {name: getattr(revision, name) for name in STATE})
        Revision.objects.filter(pk=revision.pk).update(**now, undone=not undone)
    video.refresh_from_db()
    return revision.change


def _locked(video: Video, seen: str | None = None) -> Video:
    row = Video.objects.select_for_update(of=("self",)).select_related("post").filter(pk=video.pk).first()
    if row is None:
        raise Conflict("This video is gone.", means=NOTHING)
    check_seen(row, seen)
    return row


def check_seen(row: Video, seen: str | None) -> None:
    """Raise `Conflict` unless what is stored is what was `seen`; None is whatever there is."""
    if seen is not None and seen != version_of(row):
        raise Conflict(
            "The storyboard was changed meanwhile, by somebody else or in another window.",
            means="Your change was not saved, and nothing was written over.",
            todo="Load what is there now, and change it again.",
        )


def _record(row: Video, values: dict[str, Any], words: str, *, by: str, merge: bool = False) -> None:
    """Keep the state as it was, and write the new one."""
    words, by = clip(words, 200), by[:150]
    row.revisions.filter(undone=True).delete()
    if not (merge and _continues(row.revisions.order_by("-pk").first(), words, by)):
        before = {name: getattr(row, name) for name in STATE}
        Revision.objects.create(video=row, change=words, by=by, **before)
        _trim(row.revisions.order_by("-pk"))
    _set(row, values)


def _continues(last: Revision | None, words: str, by: str) -> bool:
    """Whether a change goes on with the last one: the same, by the same person, a moment ago."""
    if last is None or (last.change, last.by) != (words, by):
        return False
    return clock.now() - last.created_at < timedelta(seconds=ONE_STEP_SECONDS)


def _trim(rows: QuerySet[Revision]) -> None:
    old = list(rows.values_list("pk", flat=True)[KEPT : KEPT + 100])
    if old:
        Revision.objects.filter(pk__in=old).delete()


def _set(row: Video, values: dict[str, Any]) -> None:
    Video.objects.filter(pk=row.pk).update(**values, updated_at=Now())
