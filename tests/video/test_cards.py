"""Cards: whatever a post holds, something readable stands inside the safe area."""

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from reelpress.video.visuals.background import Blurred, Lights
from reelpress.video.visuals.cards import Drawn, draw
from reelpress.video.visuals.layout import Layout
from reelpress.video.visuals.look import Look

KINDS = ("title", "number", "list", "quote", "code", "chart", "image", "text", "end")
SIZES = ((270, 480), (480, 270), (270, 270))
HOSTILE = {
    "empty": "",
    "a 4,000-letter word": "x" * 4000,
    "a 4,000-letter code point run": "9" * 4000,
    "emoji": "🚀 👩‍💻 🇮🇳 ❤️ done",
    "only emoji": "🚀🚀🚀",
    "Chinese": "你好,世界。这是一个测试。" * 20,
    "Arabic": "مرحبا بالعالم 2026 هذا اختبار " * 8,
    "controls": "a\x00b\x1b[31mc\u202ed\ufeff\ud800",
    "a thousand words": "word " * 1000,
    "lines": "\n\n\n".join("line" for _ in range(200)),
    "combining": "Z" + "\u0301" * 300,
}


def look_of(kind: str, words: str, size: tuple[int, int] = (270, 480), **more: object) -> Look:
    fields = dict.fromkeys(("title", "text", "code", "number", "attribution", "label"), words)
    fields |= {"items": (words, f"{words}: 4", "b | 3"), "language": "python"} | more
    return Look(kind=kind, width=size[0], height=size[1], seed="seed", index=1, **fields)  # type: ignore[arg-type]


def solid_box(drawn: Drawn, size: tuple[int, int]) -> tuple[int, int, int, int] | None:
    """The box around everything that is more than a shadow: left, top, right, bottom."""
    boxes = []
    for layer in drawn.layers:
        rows, columns = np.nonzero(layer.pixels[..., 3] > 190)
        if len(rows):
            boxes.append((layer.x + columns.min(), layer.y + rows.min(), layer.x + columns.max(), layer.y + rows.max()))
    if not boxes:
        return None
    return tuple(f(box[i] for box in boxes) for i, f in enumerate((min, min, max, max)))  # type: ignore[return-value]


def assert_inside(drawn: Drawn, size: tuple[int, int]) -> None:
    layout = Layout(*size)
    box = solid_box(drawn, size)
    if box is None:
        return
    slack = layout.px(8)
    assert box[0] >= layout.left - slack and box[2] <= layout.right + slack, "it leaves the safe area at a side"
    assert box[1] >= layout.top - slack, "it reaches the pills"
    assert box[3] <= layout.bottom + slack, "it reaches the captions"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_stays_inside_the_safe_area(kind: str, name: str) -> None:
    for size in SIZES if name in ("a 4,000-letter word", "a thousand words") else SIZES[:1]:
        assert_inside(draw(look_of(kind, HOSTILE[name], size)), size)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(KINDS), st.text(max_size=300), st.sampled_from(SIZES))
@example("title", "0\u00cf", (270, 480))
@example("title", "\ufe0f", (270, 480))
def test_any_text_can_be_drawn(kind: str, text: str, size: tuple[int, int]) -> None:
    assert_inside(draw(look_of(kind, text, size)), size)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", KINDS)
def test_an_ordinary_scene_shows_something_in_every_format(kind: str, size: tuple[int, int]) -> None:
    drawn = draw(look_of(kind, "Run the tests in parallel", size))
    assert_inside(drawn, size)
    assert solid_box(drawn, size) is not None


def test_a_long_list_is_counted_on_its_last_row() -> None:
    many = tuple(f"item {number}" for number in range(40))
    few = draw(look_of("list", "", items=many[:6]))
    assert len(draw(look_of("list", "", items=many)).layers) == len(few.layers)


def test_a_chart_needs_two_figures_and_else_becomes_a_list() -> None:
    chart = draw(look_of("chart", "T", items=("Setup: 70%", "Bodies: 17%")))
    words = draw(look_of("chart", "T", items=("no figure here", "nor here")))
    assert any(layer.effect == "wipe" for layer in chart.layers)
    assert not any(layer.effect == "wipe" for layer in words.layers)


# --- Pictures ---------------------------------------------------------------------------------------------
def saved(path: Path, image: Image.Image, **options: object) -> Path:
    image.save(path, **options)  # type: ignore[arg-type]
    return path


def colourful(size: tuple[int, int]) -> Image.Image:
    return Image.merge(
        "RGB", [Image.linear_gradient("L").resize(size), Image.new("L", size, 40), Image.new("L", size, 190)]
    )


def image_look(path: Path) -> Look:
    return look_of("image", "Heading", text="", picture=str(path))


def test_a_picture_stands_over_its_own_blur(tmp_path: Path) -> None:
    drawn = draw(image_look(saved(tmp_path / "a.png", colourful((800, 600)))))
    assert isinstance(drawn.background, Blurred)
    assert_inside(drawn, (270, 480))


def test_a_grey_chart_does_not_make_a_grey_background(tmp_path: Path) -> None:
    drawn = draw(image_look(saved(tmp_path / "a.png", Image.new("L", (800, 600), 240))))
    assert isinstance(drawn.background, Lights)
    assert solid_box(drawn, (270, 480)) is not None


@pytest.mark.parametrize("shape", [(4000, 130), (130, 4000), (600, 600)])
def test_pictures_of_any_shape_stay_inside(tmp_path: Path, shape: tuple[int, int]) -> None:
    assert_inside(draw(image_look(saved(tmp_path / "a.jpg", colourful(shape)))), (270, 480))


def test_a_turned_photo_is_turned_back(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = saved(tmp_path / "a.jpg", colourful((400, 200)), exif=exif)
    shown = max(draw(image_look(path)).layers, key=lambda layer: layer.pixels.size)
    assert shown.pixels.shape[0] > shown.pixels.shape[1]


def broken_files(folder: Path) -> dict[str, Path]:
    whole = io.BytesIO()
    colourful((900, 900)).save(whole, "JPEG")
    contents = {
        "truncated.jpg": whole.getvalue()[: len(whole.getvalue()) // 3],
        "text.png": b"this is not a picture",
        "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "empty.gif": b"",
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    saved(folder / "icon.png", Image.new("RGB", (2, 2)))
    saved(folder / "bomb.png", Image.new("1", (9000, 9000)))
    names = [*contents, "icon.png", "bomb.png", "absent.png"]
    return {name: folder / name for name in names}


def test_what_cannot_be_shown_becomes_a_text_card(tmp_path: Path) -> None:
    text = draw(look_of("text", "Heading", text=""))
    for name, path in broken_files(tmp_path).items():
        drawn = draw(image_look(path))
        assert len(drawn.layers) == len(text.layers), name
        assert all(np.array_equal(a.pixels, b.pixels) for a, b in zip(drawn.layers, text.layers, strict=True)), name


def test_an_animation_shows_its_first_picture(tmp_path: Path) -> None:
    first, second = Image.new("RGB", (300, 300), "red"), Image.new("RGB", (300, 300), "blue")
    first.save(tmp_path / "a.gif", save_all=True, append_images=[second])
    shown = max(draw(image_look(tmp_path / "a.gif")).layers, key=lambda layer: layer.pixels.size)
    middle = shown.pixels[shown.pixels.shape[0] // 2, shown.pixels.shape[1] // 2]
    assert middle[0] > 200 and middle[2] < 60


def test_equal_looks_give_equal_pictures_and_each_post_its_own() -> None:
    one, same = draw(look_of("title", "Hello")), draw(look_of("title", "Hello"))
    assert np.array_equal(one.background.at(0.4), same.background.at(0.4))
    other = draw(Look(kind="title", width=270, height=480, seed="another", index=1, title="Hello"))
    assert not np.array_equal(one.background.at(0.4), other.background.at(0.4))
