"""The painter: what stands in which frame of a scene."""

import cv2
import numpy as np
import pytest

from reelpress.video.renderer.floating import FIRST_SIZE, Floating
from reelpress.video.renderer.painter import APPEAR, ENTER, Painter, eased, paint_still
from reelpress.video.renderer.planes import Sprite, to_rgb
from reelpress.video.renderer.spec import Line, Segment
from reelpress.video.templates import TEMPLATES
from reelpress.video.visuals.layout import Layout
from reelpress.video.visuals.look import Look
from reelpress.video.visuals.shapes import fill

SIZE = (180, 320)
FIRST = Look(kind="title", width=SIZE[0], height=SIZE[1], seed="s", index=0, title="One")
SECOND = Look(kind="chart", width=SIZE[0], height=SIZE[1], seed="s", index=1, title="Two", items=("a: 4", "b: 9"))
LINE = Line(("spoken", "words"), (20, 30), 40)


def frames_of(segment: Segment) -> list[np.ndarray]:
    painter = Painter(segment)
    return [painter.paint(number).data.copy() for number in range(segment.frames)]


def caption_band(data: np.ndarray) -> np.ndarray:
    layout = Layout(*SIZE)
    return data[layout.caption_y - 12 : layout.caption_y + 12].astype(int)


def test_the_first_frame_already_shows_the_card() -> None:
    first = Painter(Segment(FIRST, None, 30, (), 0, 2)).paint(0)
    still = paint_still(FIRST, moment=0.0)
    card = np.s_[60:200]
    assert np.abs(first.y[card].astype(int) - still.y[card]).mean() < 1


def test_a_scene_comes_in_over_the_last_picture_of_the_one_before() -> None:
    painter = Painter(Segment(SECOND, FIRST, 60, (), 1, 2))
    before = paint_still(FIRST).y.astype(int)
    start = painter.paint(0).y.astype(int).copy()
    given = round(SIZE[1] * eased(1 / ENTER) * 0.25) // 2 * 2
    alike = np.corrcoef(start[20:200].ravel(), before[20 + given : 200 + given].ravel())[0, 1]
    assert alike > 0.95, "the scene before, moved up a little"
    later = painter.paint(ENTER).y.astype(int)
    assert np.corrcoef(later[20:200].ravel(), before[20 + given : 200 + given].ravel())[0, 1] < 0.6


def test_a_scene_brings_what_its_card_begins_with_and_the_rest_follows_at_once() -> None:
    painter = Painter(Segment(SECOND, FIRST, 90, (), 1, 2))
    still = paint_still(SECOND, moment=0.0).y.astype(int)
    title = np.s_[64:78, 8:80]
    coming = [painter.paint(number).y.astype(int) for number in range(6)][-1]
    edge = round(SIZE[1] * (1 - eased(6 / ENTER))) // 2 * 2
    moved = coming[64 + edge : 78 + edge, 8:80]
    assert np.corrcoef(moved.ravel(), still[title].ravel())[0, 1] > 0.95, "its heading comes with it"
    assert painter.still_from <= 2 * APPEAR + ENTER
    painter.paint(painter.still_from)
    one = painter.frame.y[100:180].astype(int).copy()
    painter.paint(painter.still_from + 2)
    two = painter.frame.y[100:180].astype(int).copy()
    assert np.abs(one - two).mean() < 1.5


@pytest.mark.parametrize("kind", ["list", "chart"])
@pytest.mark.parametrize("template", ["lights", "editorial", "bold"])
@pytest.mark.parametrize("size", [(180, 320), (320, 180), (180, 180)], ids=["tall", "wide", "square"])
def test_the_row_that_is_said_stands_out_from_its_first_word_to_that_of_the_next(
    kind: str, template: str, size: tuple[int, int]
) -> None:
    items, starts = ("First|3", "Second|7", "Third|9"), (30, 45, -1)
    look = Look(kind, *size, seed="s", index=1, title="Three", items=items, template=TEMPLATES[template])
    said = Painter(Segment(look, None, 60, (), 1, 2, rows=starts))
    plain = Painter(Segment(look, None, 60, (), 1, 2))
    changed = {}
    for number in range(60):
        apart = np.abs(said.paint(number).y.astype(int) - plain.paint(number).y)
        rows = np.nonzero((apart > 12).any(axis=1))[0]
        changed[number] = (int(rows[0]), int(rows[-1])) if len(rows) else None
    assert {changed[number] for number in range(30)} == {None}
    first, second = changed[30], changed[45]
    assert first and second and first[1] < second[0], "one below the other"
    assert {changed[n] for n in range(30, 45)} == {first} and {changed[n] for n in range(45, 60)} == {second}


def middle_of(light: np.ndarray) -> float:
    """Where the middle of a soft spot lies, along its row."""
    return float((light.sum(axis=0) * np.arange(light.shape[1])).sum() / light.sum())


def test_a_picture_comes_nearer_evenly_to_a_fraction_of_a_pixel() -> None:
    spots = np.zeros((80, 400), np.uint8)
    for x in (60, 340):
        cv2.circle(spots, (x, 40), 16, 235, -1)
    spots = cv2.GaussianBlur(spots, (0, 0), 5)
    sprite = Sprite(fill(np.full_like(spots, 255), (0, 0, 0)), 0, 0, 400, 80)
    sprite.colour[0][:] = spots
    floating = Floating(sprite)
    errors = []
    for share in np.linspace(0, 1, 60):
        shown = floating.at(float(share)).colour[0].astype(float)
        apart = middle_of(shown[:, 200:]) + 200 - middle_of(shown[:, :200])
        errors.append(apart / 2 - 140 * (FIRST_SIZE + (1 - FIRST_SIZE) * share))
    assert np.abs(errors).max() < 0.05
    assert np.array_equal(floating.at(1.0).colour[0], floating.full.colour[0])


def test_captions_stand_only_while_they_are_spoken_and_the_spoken_word_is_lit() -> None:
    with_words = frames_of(Segment(FIRST, None, 50, (LINE,), 0, 1))
    without = frames_of(Segment(FIRST, None, 50, (), 0, 1))
    for number, (spoken, silent) in enumerate(zip(with_words, without, strict=True)):
        changed = np.abs(caption_band(spoken) - caption_band(silent)).max() > 20
        assert changed == (20 <= number < 40), number
    painter = Painter(Segment(FIRST, None, 50, (LINE,), 0, 1))
    lit = {}
    for number in (28, 36):
        rgb = to_rgb(painter.paint(number)).astype(int)
        band = rgb[Layout(*SIZE).caption_y - 12 : Layout(*SIZE).caption_y + 12]
        yellow = (band[..., 0] > 180) & (band[..., 1] > 140) & (band[..., 2] < 120)
        lit[number] = np.nonzero(yellow)[1].mean()
    assert lit[28] < lit[36], "the light moves from the first word to the second"


def test_the_pill_of_the_scene_fills_while_it_plays() -> None:
    painter = Painter(Segment(FIRST, None, 40, (), 0, 2))
    row = Layout(*SIZE).pills_y
    start = int((painter.paint(2).y[row] > 200).sum())
    end = int((painter.paint(38).y[row] > 200).sum())
    assert start < 12 < 60 < end


@pytest.mark.parametrize("count", [1, 9, 400])
def test_any_number_of_scenes_has_its_pills(count: int) -> None:
    painter = Painter(Segment(FIRST, None, 4, (), 0, count))
    assert painter.paint(3).y.shape == (SIZE[1], SIZE[0])


def test_words_that_no_font_can_draw_leave_the_picture_alone() -> None:
    wedge = Line(("\U00012000",), (0,), 10)
    words = frames_of(Segment(FIRST, None, 6, (wedge,), 0, 1))
    plain = frames_of(Segment(FIRST, None, 6, (), 0, 1))
    assert all(np.array_equal(a, b) for a, b in zip(words, plain, strict=True))


def test_movement_starts_fast_and_ends_exactly() -> None:
    assert eased(-1) == 0 and eased(0) == 0 and eased(1) == 1 and eased(2) == 1
    assert eased(0.5) > 0.8


def test_the_key_of_a_segment_names_what_it_shows_and_nothing_else() -> None:
    segment = Segment(SECOND, FIRST, 60, (LINE,), 1, 2, target="/a")
    assert segment.key() == Segment(SECOND, FIRST, 60, (LINE,), 1, 2, target="/b").key()
    others = [
        Segment(FIRST, FIRST, 60, (LINE,), 1, 2),
        Segment(SECOND, None, 60, (LINE,), 1, 2),
        Segment(SECOND, FIRST, 61, (LINE,), 1, 2),
        Segment(SECOND, FIRST, 60, (), 1, 2),
        Segment(SECOND, FIRST, 60, (LINE,), 0, 2),
        Segment(SECOND, FIRST, 60, (LINE,), 1, 3),
        Segment(SECOND, FIRST, 60, (LINE,), 1, 2, rows=(4, 9)),
    ]
    assert len({segment.key(), *(other.key() for other in others)}) == 8
    assert Segment.from_dict(segment.to_dict()) == segment
