"""Cards fill their frame: what has room is large, nothing is cut without need, and columns stand beside each other."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from reelpress.video.renderer.planes import Frame, Sprite
from reelpress.video.templates import TEMPLATES
from reelpress.video.visuals import card, illustrated
from reelpress.video.visuals.background import Lights
from reelpress.video.visuals.card import WIPE, WIPE_BACK, Layer, Part, capitals, label
from reelpress.video.visuals.cards import draw
from reelpress.video.visuals.dress import Dress
from reelpress.video.visuals.layout import Layout
from reelpress.video.visuals.look import Look, thumbnail_look
from reelpress.video.visuals.pictures import open_picture
from reelpress.video.visuals.statement import parted, statement
from reelpress.video.visuals.typeset import Fitted
from tests.video.test_cards import assert_inside, look_of, solid_box

TALL, WIDE, SQUARE = (1080, 1920), (1920, 1080), (1080, 1080)
LONG_LABEL = "unused_must_use no longer warns about the results of a call"


def dress_of(size: tuple[int, int] = TALL, title: str = "Title", template: str = "lights") -> Dress:
    look = Look(kind="text", width=size[0], height=size[1], seed="s", index=1, title=title)
    return Dress.of(replace(look, template=TEMPLATES[template]))


def plain(text: str, size: tuple[int, int] = TALL) -> Look:
    """A sentence alone on the ground."""
    return replace(look_of("text", "", size, text=text), index=0)


def widest(layers: tuple[Layer, ...]) -> int:
    return max(int(layer.pixels.shape[1]) for layer in layers)


# --- Sentences and titles ---------------------------------------------------------------------------------
def height_of_type(text: str, size: tuple[int, int] = TALL) -> int:
    """How much of the card a sentence takes."""
    drawn = draw(plain(text, size))
    box = solid_box(drawn, size)
    assert box is not None
    return box[3] - box[1]


@pytest.mark.parametrize("size", [TALL, WIDE, SQUARE])
def test_a_short_sentence_is_set_as_large_as_a_long_one_is_high(size: tuple[int, int]) -> None:
    layout = Layout(*size)
    assert height_of_type("Caching is now on by default", size) > 0.24 * (layout.bottom - layout.top)


def test_sentences_follow_each_other_in_three_settings() -> None:
    parts = [statement(dress_of(), "Run the tests in parallel", room=800, index=at) for at in range(4)]
    looks = [(part.pixels.shape, len(part.extra)) for part in parts if part]
    assert len(set(looks)) == 3 and looks[3] == looks[0]


def test_the_lines_of_a_sentence_come_one_after_the_other() -> None:
    drawn = draw(plain("One line and then another line and a third"))
    delays = [layer.delay for layer in drawn.layers]
    assert len(delays) > 2 and delays == sorted(delays) and delays[0] < delays[-1]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Cargo: predictable dependency management", ("Cargo", "predictable dependency management")),
        ("Introducing KWOK: Kubernetes WithOut Kubelet", ("Introducing KWOK", "Kubernetes WithOut Kubelet")),
        ("Rust 1.90: faster", ("Rust 1.90: faster", "")),
        ("A title of no parts that is rather long", ("A title of no parts that is rather long", "")),
        ("std::vec and what became of it since then", ("std::vec and what became of it since then", "")),
    ],
)
def test_a_long_title_of_two_parts_is_shown_as_two(title: str, expected: tuple[str, str]) -> None:
    assert parted(title) == expected


# --- Labels -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("template", TEMPLATES)
def test_a_long_label_takes_two_lines_and_is_not_cut(template: str) -> None:
    one, two = (label(dress_of(template=template), text) for text in ("Updating", LONG_LABEL))
    assert one and two and two.height > one.height * 1.4
    cut = label(dress_of(template=template), LONG_LABEL[:-4] + "…")
    assert cut is not None and not np.array_equal(cut.pixels, two.pixels)


@pytest.mark.parametrize("text", ["crates.io", "WithName and WithValues", "macro_export", "ein Maß"])
def test_capitals_misspell_no_name(text: str) -> None:
    assert capitals(text) == text


def test_other_labels_are_set_in_capitals() -> None:
    assert capitals("Jakub Beránek") == "JAKUB BERÁNEK" and capitals("KWOK or not") == "KWOK OR NOT"


# --- Lists and charts -------------------------------------------------------------------------------------
def test_what_is_left_out_of_a_list_is_told_below_it_without_a_number() -> None:
    layers = draw(look_of("list", "", TALL, items=("one", "two", "… and 2 more"), title="")).layers
    assert len(layers) == 3
    assert layers[-1].pixels.shape[1] < widest(layers) / 2, "it stands on a panel of its own"


@pytest.mark.parametrize("kind", ["list", "chart"])
def test_in_a_wide_frame_a_panel_stands_beside_its_heading(kind: str) -> None:
    items = ("Setup: 70%", "Bodies: 17%", "Rest: 13%")
    for title, side in (("Where the time goes", 1), ("أين يذهب كل هذا الوقت منا", -1)):
        drawn = draw(look_of(kind, title, WIDE, items=items, text=title))
        assert_inside(drawn, WIDE)
        heading, panel = drawn.layers[0], max(drawn.layers, key=lambda layer: layer.pixels.size)
        assert (panel.x - heading.x) * side > WIDE[0] * 0.2


def test_bars_grow_from_the_side_from_which_the_card_is_read() -> None:
    for title, effect in (("Visits", WIPE), ("الزيارات في كل شهر", WIPE_BACK)):
        drawn = draw(look_of("chart", title, TALL, items=(f"{title}: 12", f"{title}: 24"), text=title))
        assert [layer.effect for layer in drawn.layers if layer.effect in (WIPE, WIPE_BACK)] == [effect, effect]


def test_a_sprite_that_grows_backward_begins_at_its_right_end() -> None:
    frame = Frame.blank(64, 16)
    frame.y[:], frame.u[:], frame.v[:] = 16, 128, 128
    Sprite(np.full((8, 40, 4), 255, np.uint8), 10, 4, 64, 16).lay(frame, width=12, backward=True)
    lit = np.flatnonzero(frame.y[8] > 100)
    assert (lit.min(), lit.max()) == (38, 49)


# --- Thumbnails and grounds -------------------------------------------------------------------------------
@pytest.mark.parametrize("size", [TALL, WIDE, SQUARE])
def test_no_word_of_a_thumbnail_is_broken_or_cut(size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    title = "Contextual logging in Kubernetes 1.29: Better troubleshooting and enhanced logging"
    seen: list[Fitted] = []

    def text_part(dress: Dress, fitted: Fitted, **more: Any) -> Part:
        seen.append(fitted)
        return card.text_part(dress, fitted, **more)

    monkeypatch.setattr(illustrated, "text_part", text_part)
    draw(thumbnail_look([look_of("title", "", size, title=title)]))
    shown = [" ".join(fitted.lines) for fitted in seen]
    assert sorted(shown) == sorted(parted(title)), "a word is broken, cut or left out"
    assert all(fitted.size >= Layout(*size).px(72) for fitted in seen)


@pytest.mark.parametrize("seed", ["one", "two", "three", "four"])
def test_the_light_behind_a_card_has_no_edge(seed: str) -> None:
    for template in TEMPLATES:
        ground = Lights(dress_of(template=template), seed).at(0.5)
        bends = np.abs(np.diff(ground, n=2, axis=0)).max()
        assert bends < 1.5, f"{template}: {bends:.1f}"


# --- Pictures ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("drawn", "paper", "shape"),
    [
        ((200, 150, 600, 350), (255, 255, 255, 255), (240, 440)),
        ((200, 150, 600, 350), (0, 0, 0, 0), (240, 440)),
        ((390, 240, 410, 260), (255, 255, 255, 255), (500, 800)),
        ((0, 0, 800, 250), (255, 255, 255, 255), (500, 800)),
    ],
    ids=["white paper", "no paper", "a dot alone", "drawn to the corners"],
)
def test_the_empty_paper_around_a_drawing_is_left_off(
    drawn: tuple[int, int, int, int], paper: tuple[int, ...], shape: tuple[int, int], tmp_path: Path
) -> None:
    image = Image.new("RGBA", (800, 500), paper)
    image.paste((30, 60, 200, 255), drawn)
    image.save(tmp_path / "chart.png")
    pixels = open_picture(tmp_path / "chart.png", width=shape[1], height=shape[0])
    assert pixels is not None and pixels.shape[:2] == shape
