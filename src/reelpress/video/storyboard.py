"""The storyboard: a video as plain data that a person can read and edit. Pure; knows no post and no pixels."""

from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from typing import Any, Self

KINDS = ("title", "number", "list", "quote", "code", "chart", "image", "text", "end")
MOST_SCENES = 60
LONGEST_TEXT = 20_000
UNNUMBERED = "•"


@dataclass(frozen=True)
class Scene:
    """One idea: what is said, what is shown, and where in the post it comes from.

    `items` of a list are its rows, of a chart "label|value".  A list whose `number` is `UNNUMBERED` counts nothing:
    its rows are some of the post's.  `picture` is a path below the media folder.
    `source` is the sentence, heading, list, code or picture of the post; `why` says why the scene is there.
    """

    kind: str
    narration: str
    title: str = ""
    text: str = ""
    items: tuple[str, ...] = ()
    code: str = ""
    language: str = ""
    picture: str = ""
    source: str = ""
    attribution: str = ""
    number: str = ""
    why: str = ""


@dataclass(frozen=True)
class Storyboard:
    """All scenes in order, and what the whole is called. `seed` picks the colours."""

    title: str
    scenes: tuple[Scene, ...]
    language: str = "en"
    url: str = ""
    author: str = ""
    seed: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the storyboard as JSON-able data."""
        data = asdict(self)
        data["scenes"] = [{**scene, "items": list(scene["items"])} for scene in data["scenes"]]
        return data

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Return the storyboard that `data` holds; raise `ValueError` for what is none."""
        if not isinstance(data, Mapping) or not isinstance(data.get("scenes"), list | tuple):
            raise ValueError("it has no list of scenes")
        if len(data["scenes"]) > MOST_SCENES:
            raise ValueError(f"it has more than {MOST_SCENES} scenes")
        scenes = tuple(_scene(scene) for scene in data["scenes"])
        return cls(scenes=scenes, **_texts(cls, {key: value for key, value in data.items() if key != "scenes"}))

    @property
    def narration(self) -> str:
        """All that is said, in order."""
        return " ".join(scene.narration for scene in self.scenes)


def _scene(data: Any) -> Scene:
    if not isinstance(data, Mapping):
        raise ValueError("a scene is not an object")
    items = data.get("items", ())
    if not isinstance(items, list | tuple) or not all(isinstance(item, str) for item in items):
        raise ValueError("the items of a scene are not a list of texts")
    scene = Scene(items=tuple(items), **_texts(Scene, {key: value for key, value in data.items() if key != "items"}))
    if scene.kind not in KINDS:
        raise ValueError(f"{scene.kind!r} is not one of {', '.join(KINDS)}")
    if not scene.narration.strip():
        raise ValueError("a scene says nothing")
    return scene


def _texts(kind: type, data: Mapping[str, Any]) -> dict[str, str]:
    known = {field.name for field in fields(kind)}
    for key, value in data.items():
        if key not in known:
            raise ValueError(f"it has no field {key!r}")
        if not isinstance(value, str) or len(value) > LONGEST_TEXT:
            raise ValueError(f"{key} is not a text of at most {LONGEST_TEXT} characters")
    for field in fields(kind):
        if field.default is MISSING and field.type is str and field.name not in data:
            raise ValueError(f"{field.name} is missing")
    return dict(data)
