"""A caption line as pictures: one for each word that is being spoken. Knows no time.

A word that ends with a space is followed by one; Chinese words and the pieces of a long name are not.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from reelpress.video.templates import CaptionStyle, get_template
from reelpress.video.visuals.bidi import mostly_leftward
from reelpress.video.visuals.clusters import drawable
from reelpress.video.visuals.layout import Layout
from reelpress.video.visuals.lettering import draw_line
from reelpress.video.visuals.palette import RGB, contrast, ink_on, rgb
from reelpress.video.visuals.shapes import Pixels, blank, blurred, fill, over, rounded_mask
from reelpress.video.visuals.typeset import Style, width_of

WEIGHT = 900
SMALLEST = 4
BASELINE, DEEP = 1.1, 1.6  # shares of the size: where letters stand, and what marks above and below take
SIDE, TIGHT = 0.16, 0.03  # shares of the size: how far the box of a spoken word reaches over it
MIDDLE = 0.34  # how far the middle of letters is above their baseline, as a share of the size
BOXED = 7.0  # the contrast of a spoken word on its box; with less it is black or white there


@dataclass(frozen=True)
class CaptionLine:
    """The pictures of one line, `states[i]` with word i highlighted, all to be placed at (x, y)."""

    states: tuple[Pixels, ...]
    x: int
    y: int


@dataclass(frozen=True)
class Setting:
    """How one line is set: its words, type, size, and the picture that it takes."""

    words: tuple[str, ...]
    style: Style
    size: int
    pad: int
    width: int
    height: int
    leftward: bool
    stroke: int


def draw_caption(layout: Layout, words: tuple[str, ...], look: CaptionStyle | None = None) -> CaptionLine | None:
    """Return the states of a line, centred in the frame; None when nothing of it can be drawn."""
    style = look or get_template().captions
    setting = _setting(layout, words, style)
    if setting is None:
        return None
    inks = {index: _word(setting, index, place, rgb(style.ink)) for index, place in _places(setting).items()}
    alpha = np.maximum.reduce([ink[..., 3] for ink in inks.values()])
    under = _outlined(setting, alpha, style)
    plain = under.copy()
    for ink in inks.values():
        over(plain, ink)
    states = []
    for index in range(len(setting.words)):
        states.append(_spoken(setting, index, plain, under, inks, style) if index in inks else plain)
    x = (layout.width - setting.width) // 2
    return CaptionLine(tuple(states), x, _top(layout, setting, style))


def _setting(layout: Layout, words: tuple[str, ...], look: CaptionStyle) -> Setting | None:
    cased = [word.upper() if look.case == "upper" else word for word in words]
    shown = tuple(drawable(word, look.font).lstrip() for word in cased)
    shown = tuple(word.rstrip() + " " * word[-1:].isspace() if word.strip() else "" for word in shown)
    line = "".join(shown).strip()
    if not line:
        return None
    style = Style(WEIGHT, 1.0, look.font)
    size = layout.px(look.size * (1.0 if layout.tall else 0.84))
    room = layout.width - 2 * layout.px(90)
    size = max(SMALLEST, min(size, int(size * room / max(1.0, width_of(line, style, size)))))
    stroke = round(size * 0.085 * look.outline / 100)
    # The box of a spoken word and the shadow reach over the letters.
    pad = max(stroke * 4, round(size * 0.3))
    width = min(layout.width, int(width_of(line, style, size)) + 2 * pad)
    return Setting(shown, style, size, pad, width, round(size * DEEP) + 2 * pad, mostly_leftward(line), stroke)


def _places(setting: Setting) -> dict[int, float]:
    """Return where each word begins; lines that are read from the right are laid out from the right."""
    places: dict[int, float] = {}
    x = float(setting.width - setting.pad if setting.leftward else setting.pad)
    for index, word in enumerate(setting.words):
        if not word:
            continue
        wide = width_of(word.rstrip(), setting.style, setting.size)
        places[index] = x - wide if setting.leftward else x
        x += width_of(word, setting.style, setting.size) * (-1 if setting.leftward else 1)
    return places


def _word(setting: Setting, index: int, x: float, ink: RGB) -> Pixels:
    """Return one word at its place, on a transparent picture of the whole line."""
    image = Image.new("RGBA", (setting.width, setting.height), (*ink, 0))
    word, baseline = setting.words[index].rstrip(), setting.pad + setting.size * BASELINE
    draw_line(image, x, baseline, word, setting.style, setting.size, ink, leftward=setting.leftward)
    return np.asarray(image)


def _outlined(setting: Setting, letters: Pixels, look: CaptionStyle) -> Pixels:
    """Return the outline of the letters over its own soft shadow."""
    if not setting.stroke:
        return blank(setting.width, setting.height)
    stroke, colour = setting.stroke, rgb(look.outline_colour)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * stroke + 1, 2 * stroke + 1))
    edge = np.asarray(cv2.GaussianBlur(cv2.dilate(letters, kernel), (0, 0), 0.8), np.uint8)
    under = fill(blurred(np.roll(edge, stroke, axis=0), stroke * 1.3), colour, 0.62)
    over(under, fill(edge, colour))
    return under


def _spoken(
    setting: Setting, index: int, plain: Pixels, under: Pixels, inks: dict[int, Pixels], look: CaptionStyle
) -> Pixels:
    """Return the line with word `index` marked as the template has it."""
    state = plain.copy()
    place, colour = _places(setting)[index], rgb(look.highlight)
    if look.spoken == "colour":
        over(state, _word(setting, index, place, colour))
    elif look.spoken == "box":
        state = under.copy()
        left, right = _sides(setting, index)
        wide = round(width_of(setting.words[index].rstrip(), setting.style, setting.size)) + left + right
        tall = round(setting.size * 1.22)
        box = fill(rounded_mask(wide, tall, setting.size * 0.18), colour)
        over(state, box, round(place) - left, setting.pad + round(setting.size * (BASELINE - MIDDLE)) - tall // 2)
        boxed = rgb(look.ink) if contrast(rgb(look.ink), colour) >= BOXED else ink_on(colour)
        for other, ink in inks.items():
            over(state, ink if other != index else _word(setting, index, place, boxed))
    return state


def _sides(setting: Setting, index: int) -> tuple[int, int]:
    """Return how far the box of a word reaches over it, left and right: hardly, where no space is beside it."""
    words = setting.words
    free = (index == 0 or words[index - 1].endswith(" "), index == len(words) - 1 or words[index].endswith(" "))
    before, behind = (round(setting.size * (SIDE if one else TIGHT)) for one in free)
    return (behind, before) if setting.leftward else (before, behind)


def _top(layout: Layout, setting: Setting, look: CaptionStyle) -> int:
    """Return where the picture of a line begins: between the middle of the frame and the usual place."""
    middle = layout.height * 0.5
    y = middle + (layout.caption_y - middle) * look.place / 100
    top = y - setting.pad - setting.size * (BASELINE - MIDDLE)
    return round(min(top, layout.height * 0.985 - setting.height + setting.pad * 0.5))
