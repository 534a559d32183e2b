"""What a person does to a storyboard, one step each: a storyboard goes in, a new one and words for it come out.

Pure; knows no database. Scenes are counted from 0 here and from 1 in words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from reelpress.lib.errors import BadInput
from reelpress.lib.text import storable
from reelpress.video.scene_rules import FIELDS, KINDS, NAMES, NOT_SAVED, check_scene
from reelpress.video.storyboard import LONGEST_TEXT, MOST_SCENES, Scene, Storyboard

ABOUT = {"title": 300, "author": 300, "url": 1_000}  # what can be changed of the whole, and how long it may be
ADDED = "Added by a person."


@dataclass(frozen=True)
class Edited:
    """A storyboard after a step: what was done in words, and which scene to look at now."""

    board: Storyboard
    words: str
    scene: int = 0


def edit(board: Storyboard, index: int, given: Mapping[str, Any]) -> Edited:
    """Change the `given` fields of a scene; raise `BadInput` for what the scene's kind cannot show."""
    before = _scene(board, index)
    after = replace(before, **_values(given))
    changed = [field.name for field in fields(Scene) if getattr(before, field.name) != getattr(after, field.name)]
    if not changed:
        return Edited(board, "", index)
    check_scene(after, changed)
    what = f"the {NAMES[changed[0]]}" if len(changed) == 1 else f"{len(changed)} fields"
    if changed[0] == "kind":
        words = f"Changed scene {index + 1} from {_called(before)} to {_called(after)}"
        return Edited(_with(board, index, after), words, index)
    return Edited(_with(board, index, after), f"Changed {what} of scene {index + 1}", index)


def move(board: Storyboard, index: int, to: int) -> Edited:
    """Put a scene at the place `to`; the others close up."""
    _scene(board, index)
    to = min(max(to, 0), len(board.scenes) - 1)
    if to == index:
        return Edited(board, "", index)
    rest = board.scenes[:index] + board.scenes[index + 1 :]
    scenes = (*rest[:to], board.scenes[index], *rest[to:])
    return Edited(replace(board, scenes=scenes), f"Moved scene {index + 1} to place {to + 1}", to)


def delete(board: Storyboard, index: int) -> Edited:
    """Take a scene out; the last one stays, because a video needs one."""
    _scene(board, index)
    if len(board.scenes) == 1:
        raise BadInput("This is the only scene, and a video needs one.", means="It was not deleted.")
    scenes = board.scenes[:index] + board.scenes[index + 1 :]
    return Edited(replace(board, scenes=scenes), f"Deleted scene {index + 1}", min(index, len(scenes) - 1))


def add(board: Storyboard, place: int, given: Mapping[str, Any]) -> Edited:
    """Put a new scene at `place`; raise `BadInput` when it shows or says nothing."""
    _room(board)
    values = _values(given)
    scene = replace(Scene(kind="", narration="", why=ADDED), **values)
    check_scene(scene, FIELDS)
    place = min(max(place, 0), len(board.scenes))
    scenes = (*board.scenes[:place], scene, *board.scenes[place:])
    return Edited(replace(board, scenes=scenes), f"Added scene {place + 1} ({_called(scene)})", place)


def duplicate(board: Storyboard, index: int) -> Edited:
    """Put a copy of a scene behind it."""
    _room(board)
    scenes = (*board.scenes[: index + 1], _scene(board, index), *board.scenes[index + 1 :])
    return Edited(replace(board, scenes=scenes), f"Duplicated scene {index + 1}", index + 1)


def describe(board: Storyboard, given: Mapping[str, Any]) -> Edited:
    """Change what the whole video says of itself: its title, its author, the address on its end card."""
    values: dict[str, Any] = {name: _text(name, given[name]).strip() for name in ABOUT if name in given}
    for name, value in values.items():
        if len(value) > ABOUT[name]:
            raise BadInput(f"The {name} has {len(value):,} characters; {ABOUT[name]} fit.", means=NOT_SAVED)
    if values.get("title") == "":
        raise BadInput("The video needs a title.", means=NOT_SAVED)
    changed = [name for name, value in values.items() if getattr(board, name) != value]
    if not changed:
        return Edited(board, "")
    # The seed picks the colours: they stay when the title changes.
    seed = board.seed or board.title
    names = {"title": "title", "author": "author", "url": "address"}
    words = f"Changed the {' and the '.join(names[name] for name in changed)} of the video"
    return Edited(replace(board, **values, seed=seed), words)


def _values(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a scene among `given`, as a storyboard holds them."""
    values: dict[str, Any] = {}
    for name in FIELDS:
        if name == "items" and name in given:
            rows = given[name] if isinstance(given[name], list | tuple) else _text(name, given[name]).split("\n")
            values[name] = tuple(row for item in rows[:1000] if (row := " ".join(_text(name, item).split())))
        elif name in given:
            values[name] = _text(name, given[name]) if name == "code" else _text(name, given[name]).strip()
    return values


def _text(name: str, value: Any) -> str:
    """Return a text with the line ends of this program; browsers send others."""
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise BadInput(f"The {NAMES.get(name, name)} is not a text of at most {LONGEST_TEXT:,} characters.",
                       means=NOT_SAVED)  # fmt: skip
    return storable(value).replace("\r\n", "\n").replace("\r", "\n")


def _scene(board: Storyboard, index: int) -> Scene:
    if not 0 <= index < len(board.scenes):
        raise BadInput(f"There is no scene {index + 1}.", means="Nothing was changed.", todo="Reload the page.")
    return board.scenes[index]


def _called(scene: Scene) -> str:
    return KINDS[scene.kind].label.lower()


def _room(board: Storyboard) -> None:
    if len(board.scenes) >= MOST_SCENES:
        raise BadInput(f"A video has at most {MOST_SCENES} scenes.", means="Nothing was added.")


def _with(board: Storyboard, index: int, scene: Scene) -> Storyboard:
    return replace(board, scenes=(*board.scenes[:index], scene, *board.scenes[index + 1 :]))
