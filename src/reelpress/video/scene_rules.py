"""What each kind of scene shows, how much of it there may be, and how long it will take to say. Pure.

Knows no post, no database and no pixels. What a writer wrote is never refused: only what a person changes is judged.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from reelpress.lib.errors import BadInput
from reelpress.video.storyboard import Scene
from reelpress.video.timeline import LEAD_IN, LEAD_OUT


@dataclass(frozen=True)
class Kind:
    """One kind of scene: what people call it, what it is for, and the fields that it shows besides its narration."""

    name: str
    label: str
    purpose: str
    symbol: str
    fields: tuple[str, ...]


KINDS = {
    kind.name: kind
    for kind in (
        Kind("title", "Title", "Opens the video", "title", ("title", "text")),
        Kind("text", "Text", "One sentence, large", "short_text", ("text", "title")),
        Kind("number", "Number", "One figure, huge", "tag", ("number", "text", "title")),
        Kind("list", "List", "Rows that come in one by one", "format_list_numbered", ("title", "items")),
        Kind("quote", "Quote", "Somebody's own words", "format_quote", ("text", "attribution")),
        Kind("code", "Code", "A window with source code", "code", ("title", "code", "language")),
        Kind("chart", "Chart", "Bars that can be compared", "bar_chart", ("title", "items")),
        Kind("image", "Picture", "A picture, with a caption", "image", ("picture", "title", "text")),
        Kind("end", "End", "Says where the post can be read", "flag", ("title", "text")),
    )
}
# In characters; of items, of each row.
LONGEST = {
    "narration": 1_500, "title": 200, "text": 800, "items": 240, "code": 6_000, "language": 40,
    "picture": 300, "attribution": 200, "number": 40,
}  # fmt: skip
FIELDS = ("kind", *LONGEST)
MOST_ROWS = 12
NAMES = {
    "kind": "kind", "narration": "narration", "title": "title", "text": "text", "items": "rows", "code": "code",
    "language": "language", "picture": "picture", "attribution": "source of the quote", "number": "number",
}  # fmt: skip
NOT_SAVED = "It was not saved."
WORDS_A_SECOND, UNSPACED_A_SECOND = 2.45, 4.5
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
FIGURE = re.compile(r"\d")


def check_scene(scene: Scene, changed: Iterable[str]) -> None:
    """Raise `BadInput`, naming what to do, when one of the `changed` fields makes no scene of its kind."""
    changed = set(changed)
    for name in sorted(changed & set(LONGEST)):
        _check_size(scene, name)
    if not scene.narration.strip():
        raise BadInput("The scene says nothing.", means=NOT_SAVED, todo="Write what is said.")
    kind = KINDS.get(scene.kind)
    if kind is None:
        raise BadInput(f"There is no kind of scene {scene.kind!r}.", means=NOT_SAVED, todo="Choose one of the list.")
    if changed & {"kind", *kind.fields}:
        _check_content(scene)


def _check_size(scene: Scene, name: str) -> None:
    value = getattr(scene, name)
    if name == "items":
        if len(value) > MOST_ROWS:
            raise BadInput(f"A scene shows at most {MOST_ROWS} rows; these are {len(value)}.", means=NOT_SAVED)
        value = max(value, key=len, default="")
    if len(value) > LONGEST[name]:
        what = "A row" if name == "items" else f"The {NAMES[name]}"
        raise BadInput(
            f"{what} has {len(value):,} characters; {LONGEST[name]:,} fit.", means=NOT_SAVED, todo="Shorten it."
        )


def _check_content(scene: Scene) -> None:
    sentence = ""
    if scene.kind in ("title", "text", "end") and not (scene.title.strip() or scene.text.strip()):
        sentence = "This scene shows nothing: write a title or a text."
    elif scene.kind == "number" and not scene.number.strip():
        sentence = "A number scene needs its number."
    elif scene.kind == "quote" and not scene.text.strip():
        sentence = "A quote needs the words that are quoted."
    elif scene.kind == "list" and not any(item.strip() for item in scene.items):
        sentence = "A list needs at least one row."
    elif scene.kind == "code" and not scene.code.strip():
        sentence = "A code scene needs code."
    elif scene.kind == "chart":
        sentence = _chart_lacks(scene)
    elif scene.kind == "image" and not scene.picture:
        sentence = "A picture scene needs a picture: choose or upload one."
    if sentence:
        raise BadInput(sentence, means=NOT_SAVED)


def _chart_lacks(scene: Scene) -> str:
    if len(scene.items) < 2:
        return "A chart needs at least two rows."
    for number, item in enumerate(scene.items, 1):
        label, bar, value = item.partition("|")
        if not (label.strip() and bar and FIGURE.search(value)):
            return f"Row {number} of the chart needs a label and a number, like: Celery | 4,200."
    return ""


def estimated_seconds(scene: Scene) -> float:
    """Return about how long the scene will last: nobody has spoken it yet."""
    unspaced = len(UNSPACED.findall(scene.narration))
    words = len(UNSPACED.sub(" ", scene.narration).split())
    return LEAD_IN + words / WORDS_A_SECOND + unspaced / UNSPACED_A_SECOND + LEAD_OUT
