"""What the storyboard editor shows of a video, as plain values for its templates. Reads only.

What a scene is and may be is known to the video room; here it gets words, addresses and pictures.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse

from reelpress.dashboard import components
from reelpress.dashboard.script_job import writing_of
from reelpress.lib.errors import BadInput, Failure
from reelpress.lib.files import digest
from reelpress.lib.text import clip
from reelpress.lib.text import duration as spoken
from reelpress.video import branding, changes, editing, scene_pictures
from reelpress.video.changes import Pending
from reelpress.video.formats import get_format
from reelpress.video.models import Video
from reelpress.video.music import BUNDLED, SILENCE, files_in
from reelpress.video.narrators.registry import NARRATORS, unfit
from reelpress.video.narrators.voices import piper_voices
from reelpress.video.scene_rules import FIELDS, KINDS, LONGEST, estimated_seconds
from reelpress.video.storyboard import Scene, Storyboard
from reelpress.video.visuals.look import Look
from reelpress.video.voices import setup

SMALL, LARGE = 216, 540  # widths of stills
SHOWN_STEPS = 20


@dataclass(frozen=True)
class Row:
    """A scene in the list."""

    number: int
    holds: str  # names what it holds: a scene that moved is found again by it
    kind: Any
    words: str
    length: str
    still: str
    changed: bool
    current: bool


@dataclass(frozen=True)
class Draft:
    """What a person is at: which scene, whether it is a new one, and what was typed and could not be saved."""

    scene: int = 0
    adding: str = ""  # the kind of a scene that is to come behind the others' `scene`
    typed: Mapping[str, Any] | None = None
    error: str = ""


def screen(video: Video, draft: Draft, *, may_change: bool) -> dict[str, Any]:
    """Return everything that the editor of `video` shows."""
    board = editing.board_of(video)
    kept = board is not None and not (editing.post_changed(video) and not video.edited)
    steps = editing.history(video)
    words = editing.choice_of(steps)
    shown: dict[str, Any] = {
        "video": video,
        "may_change": may_change,
        "version": editing.version_of(video),
        "error": draft.error,
        "steps": [(step, components.moment(step.created_at)) for step in steps[:SHOWN_STEPS]],
        "undo": words.undo,
        "redo": words.redo,
        "kept": kept,
        "post_changed": editing.post_changed(video),
        "making": video.status == Video.Status.MAKING,
        "writing": writing_of(video),
        "language": video.language or video.post.language,
        "ratio": "{0.width} / {0.height}".format(get_format(video.format)),
        "wide": video.format == "youtube",
    }
    if board is None:
        return shown | {"rows": [], "board": None}
    return shown | _about_board(video, board, draft)


def _about_board(video: Video, board: Storyboard, draft: Draft) -> dict[str, Any]:
    index = min(max(draft.scene, 0), len(board.scenes) - 1)
    pending, looks, problem = _plans(video, board)
    rows = [_row(video, board, at, looks, pending, current=at == index) for at in range(len(board.scenes))]
    return {
        "board": board,
        "rows": rows,
        "index": index,
        "target": settings.TARGET_SECONDS,
        "facts": _facts(board, pending),
        "problem": problem,
        "scene": _scene(video, board, index, draft),
        "kinds": KINDS.values(),
        "pictures": [(one, components.media_url(one.file)) for one in scene_pictures.choices(video, board)],
        "templates": _templates(video.template),
        "voices": _voices(video.narrator, board.language),
        "music": _music(video),
        "large": still_url(video, index, LARGE, looks),
    }


def _plans(video: Video, board: Storyboard) -> tuple[Pending | None, tuple[Look, ...], str]:
    """Return what is to be made and what it looks like; a voice or template that is gone is a sentence."""
    looks: tuple[Look, ...] = ()
    try:
        looks = changes.looks_of(video, board)
        return changes.pending(video, board), looks, ""
    except Failure as failure:
        return None, looks, str(failure)


def _row(video: Video, board: Storyboard, at: int, looks: Any, pending: Pending | None, *, current: bool) -> Row:
    scene = board.scenes[at]
    seconds = pending.lengths[at] if pending else estimated_seconds(scene)
    first = {"number": scene.number, "text": scene.text, "quote": scene.text}.get(scene.kind, scene.title)
    shown = first or scene.title or scene.text or scene.narration
    return Row(
        number=at + 1,
        holds=digest("holds", asdict(scene))[:12],
        kind=KINDS[scene.kind],
        words=clip(shown, 90),
        length=_about(seconds),
        still=still_url(video, at, SMALL, looks),
        changed=pending is not None and len(pending.scenes) < pending.total and at in pending.scenes,
        current=current,
    )


def _facts(board: Storyboard, pending: Pending | None) -> dict[str, Any]:
    seconds = pending.seconds if pending else sum(map(estimated_seconds, board.scenes))
    target = settings.TARGET_SECONDS
    share = seconds / target
    return {
        "length": spoken(float(round(seconds))),
        "target": spoken(float(target)),
        "share": min(150, round(share * 100)),
        "width": min(100, round(share * 100 / 1.5)),
        "tone": "green" if 0.8 <= share <= 1.2 else "amber",
        "judged": "about right" if 0.8 <= share <= 1.2 else "long" if share > 1 else "short",
        "made": pending is not None and pending.made,
        "to_do": _to_do(pending),
    }


def _about(seconds: float) -> str:
    """Return a time that is known about: in whole seconds."""
    whole = max(1, round(seconds))
    return f"{whole}s" if whole < 60 else spoken(float(whole))


def _to_do(pending: Pending | None) -> str:
    if pending is None:
        return ""
    if pending.made:
        return "The finished video is exactly this."
    count = len(pending.scenes)
    about = f"about {_about(pending.work_seconds)}"
    if count == pending.total:
        return f"All {count} scenes are to be rendered, {about}."
    if not count:
        return f"Every scene is rendered already; they are joined anew, {about}."
    return f"{count} of {pending.total} scenes changed, {about}."


def _scene(video: Video, board: Storyboard, index: int, draft: Draft) -> dict[str, Any]:
    """Return the form of the scene that is shown: its fields as they are stored, or as they were typed."""
    scene = Scene(kind=draft.adding, narration="", why="") if draft.adding else board.scenes[index]
    if draft.typed is not None:
        known = {name: str(value) for name, value in draft.typed.items() if name in FIELDS and name != "items"}
        rows = tuple(str(draft.typed["items"]).splitlines()) if "items" in draft.typed else scene.items
        scene = replace(scene, **known, items=rows)
    kind = KINDS.get(scene.kind) or KINDS["text"]
    return {
        "kind": kind,
        "values": scene,
        "items": "\n".join(scene.items),
        "fields": kind.fields,
        "longest": LONGEST,
        "picture": components.media_url(scene.picture),
        "number": index + (2 if draft.adding else 1),
        "first": index == 0,
        "last": index == len(board.scenes) - 1,
        "adding": draft.adding,
    }


def _templates(chosen: str) -> list[tuple[str, str]]:
    """Return the templates; a chosen one that is gone stays in the list, so that it can be seen and left."""
    known = [(one.name, one.label) for one in branding.templates()]
    gone = [(chosen, f"{chosen} (gone)")] if chosen and chosen not in dict(known) else []
    return [("", "The blog's own"), *known, *gone]


def _voices(chosen: str, language: str) -> list[tuple[str, str]]:
    """Return who can speak the language here; whoever is chosen stays in the list, so that it can be seen."""
    ours = setup()
    named = [*NARRATORS, *(f"piper:{voice.name}" for voice in piper_voices(ours)[:60])]
    able = [name for name in named if not unfit(name, language, ours)]
    if chosen and chosen not in able:
        able.append(chosen)
    return [("", f"As usual ({able[0]})" if able else "As usual"), *((one, one) for one in able)]


def _music(video: Video) -> list[tuple[str, str]]:
    """Return what can be played here; a file that is chosen and gone stays in the list, so that it can be seen."""
    try:
        usual = branding.template_named(video.template).music
    except BadInput:
        usual = ""
    files = files_in(Path(settings.MUSIC))
    gone = [(video.music, f"{video.music} (gone)")] if video.music not in ("", SILENCE, BUNDLED, *files) else []
    known = [(SILENCE, "None"), (BUNDLED, "Calm (bundled)"), *((name, name) for name in files)]
    return [("", f"The template's ({usual or 'none'})"), *known, *gone]


def still_url(video: Video, index: int, width: int, looks: Any) -> str:
    """Return the address of a scene's picture; it changes when the picture would."""
    address = reverse("dashboard:storyboard-still", args=[video.pk, index])
    key = look_key(looks[index]) if looks else ""
    return f"{address}?w={width}&k={key}"


def look_key(look: Look) -> str:
    """Return a short name of what a scene looks like."""
    return digest("look", look.key())[:16]
