"""Planes: colours survive the way there and back, and laying one picture on another is what Pillow would do."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelpress.video.renderer.ground import Ground
from reelpress.video.renderer.planes import Frame, Sprite, to_rgb, to_yuv
from reelpress.video.visuals.background import Lights
from reelpress.video.visuals.dress import Dress
from reelpress.video.visuals.look import Look
from reelpress.video.visuals.shapes import fill, over

WIDTH, HEIGHT = 64, 36


def plain(rgb: tuple[int, int, int], width: int = WIDTH, height: int = HEIGHT) -> Frame:
    """A frame of one colour."""
    frame = Frame.blank(width, height)
    values = to_yuv(np.array([[rgb]], np.float32))
    for (plane, _), value in zip(frame.planes, values, strict=True):
        plane[:] = round(float(value[0, 0]))
    return frame


# BT.709 in limited range, worked out from the recommendation.
@pytest.mark.parametrize(
    ("rgb", "yuv"),
    [
        ((0, 0, 0), (16, 128, 128)),
        ((255, 255, 255), (235, 128, 128)),
        ((255, 0, 0), (63, 102, 240)),
        ((0, 255, 0), (173, 42, 26)),
        ((0, 0, 255), (32, 240, 118)),
    ],
)
def test_colours_are_those_of_bt_709_in_limited_range(rgb: tuple[int, int, int], yuv: tuple[int, int, int]) -> None:
    found = [round(float(plane[0, 0])) for plane in to_yuv(np.array([[rgb]], np.float32))]
    assert found == pytest.approx(yuv, abs=1)


@settings(deadline=None)
@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_a_colour_comes_back(rgb: tuple[int, int, int]) -> None:
    assert np.abs(to_rgb(plain(rgb))[3, 3].astype(int) - rgb).max() <= 3


def test_the_planes_lie_as_the_encoder_wants_them() -> None:
    frame = Frame.blank(WIDTH, HEIGHT)
    frame.y[:], frame.u[:], frame.v[:] = 1, 2, 3
    flat = frame.data.reshape(-1)
    size = WIDTH * HEIGHT
    assert (flat[:size] == 1).all() and (flat[size : size * 5 // 4] == 2).all() and (flat[size * 5 // 4 :] == 3).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(-30, 70), st.integers(-20, 40), st.integers(1, 50), st.integers(1, 50), st.integers(0, 255))
def test_a_sprite_at_any_place_looks_as_it_was_drawn(x: int, y: int, wide: int, tall: int, alpha: int) -> None:
    picture = fill(np.full((tall, wide), alpha, np.uint8), (200, 30, 90))
    expected = fill(np.full((HEIGHT, WIDTH), 255, np.uint8), (20, 90, 160))
    over(expected, picture, x, y)
    frame = plain((20, 90, 160))
    Sprite(picture, x, y, WIDTH, HEIGHT).lay(frame)
    # Chroma has half the resolution, so only the brightness is exact to the pixel.
    luma = to_yuv(expected[..., :3].astype(np.float32))[0]
    assert np.abs(frame.y.astype(float) - luma).max() <= 3


def test_merged_sprites_look_like_one_after_the_other() -> None:
    random = np.random.default_rng(3)
    pictures = [random.integers(0, 256, (14, 20, 4), np.uint8) for _ in range(3)]
    sprites = [Sprite(picture, 3 + 7 * i, 2 + 5 * i, WIDTH, HEIGHT) for i, picture in enumerate(pictures)]
    singly, at_once = plain((40, 50, 60)), plain((40, 50, 60))
    for sprite in sprites:
        sprite.lay(singly)
    Sprite.merge(sprites).lay(at_once)
    assert np.abs(singly.data.astype(int) - at_once.data).max() <= 3


def test_a_fading_sprite_is_between_nothing_and_all() -> None:
    sprite = Sprite(fill(np.full((20, 20), 255, np.uint8), (255, 255, 255)), 10, 10, WIDTH, HEIGHT)
    levels = []
    for alpha in (0.0, 0.5, 1.0):
        frame = plain((0, 0, 0))
        sprite.lay(frame, alpha=alpha)
        levels.append(int(frame.y[20, 20]))
    assert levels[0] == 16 and levels[2] == 235
    assert levels[1] == pytest.approx(125, abs=2)


def test_a_growing_sprite_shows_only_its_first_columns() -> None:
    frame = plain((0, 0, 0))
    Sprite(fill(np.full((10, 40), 255, np.uint8), (255, 255, 255)), 10, 10, WIDTH, HEIGHT).lay(frame, width=16)
    assert frame.y[15, 25] == 235 and frame.y[15, 26] == 16


def test_a_sprite_outside_the_frame_lays_nothing() -> None:
    sprite = Sprite(fill(np.full((10, 10), 255, np.uint8), (255, 255, 255)), 100, 100, WIDTH, HEIGHT)
    frame = plain((0, 0, 0))
    sprite.lay(frame)
    assert sprite.empty and (frame.y == 16).all()


def test_a_background_moves_slowly_and_without_bands() -> None:
    look = Look(kind="text", width=320, height=560, seed="seed", index=0)
    ground = Ground(Lights(Dress.of(look), "seed"), 320, 560)
    frame = Frame.blank(320, 560)
    ground.draw(0.50, frame)
    first = frame.y.astype(int)
    ground.draw(0.505, frame)
    second = frame.y.astype(int)
    assert 0 < np.abs(first - second).mean() < 2
    # Without dither, a slow gradient has long runs of one value; with it, neighbours differ often.
    assert (np.diff(first, axis=1) != 0).mean() > 0.25
