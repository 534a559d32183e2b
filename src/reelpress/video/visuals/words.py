"""A caption line as pictures: one for each word that is being spoken. Knows no time."""

from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageDraw

from reelpress.video.visuals import fonts
from reelpress.video.visuals.layout import Layout
from reelpress.video.visuals.palette import SPOKEN, WHITE
from reelpress.video.visuals.shapes import Pixels, blurred, fill, over
from reelpress.video.visuals.typeset import Style, draw_line, width_of

STYLE = Style(900, 1.0)
OUTLINE = (8, 9, 20)


@dataclass(frozen=True)
class CaptionLine:
    """The pictures of one line, `states[i]` with word i highlighted, all to be placed at (x, y)."""

    states: tuple[Pixels, ...]
    x: int
    y: int


def draw_caption(layout: Layout, words: tuple[str, ...]) -> CaptionLine | None:
    """Return the states of a line, centred in the frame; None when nothing of it can be drawn."""
    shown = [fonts.drawable(word).strip() for word in words]
    line = " ".join(word for word in shown if word)
    if not line:
        return None
    size = _size(layout, line)
    stroke = max(2, round(size * 0.085))
    pad = stroke * 4
    width, height = int(width_of(line, STYLE, size)) + 2 * pad, round(size * 1.3) + 2 * pad
    masks = _word_masks(shown, line, size, pad, (width, height))
    letters = np.maximum.reduce(list(masks.values()))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * stroke + 1, 2 * stroke + 1))
    edge = np.asarray(cv2.GaussianBlur(cv2.dilate(letters, kernel), (0, 0), 0.8), np.uint8)
    under = fill(blurred(np.roll(edge, stroke, axis=0), stroke * 1.3), OUTLINE, 0.62)
    over(under, fill(edge, OUTLINE))
    over(under, fill(letters, WHITE))
    states = []
    for index in range(len(shown)):
        state = under if index not in masks else under.copy()
        if index in masks:
            over(state, fill(masks[index], SPOKEN))
        states.append(state)
    return CaptionLine(tuple(states), (layout.width - width) // 2, layout.caption_y - height // 2)


def _size(layout: Layout, line: str) -> int:
    room = layout.width - 2 * layout.px(70)
    size = layout.caption_size
    return max(12, min(size, int(size * room / max(1.0, width_of(line, STYLE, size)))))


def _word_masks(shown: list[str], line: str, size: int, pad: int, frame: tuple[int, int]) -> dict[int, Pixels]:
    """Return where the letters of each word are; right-to-left lines are laid out from the right."""
    from_left = not fonts.is_leftward(line)
    space = width_of(" ", STYLE, size)
    masks: dict[int, Pixels] = {}
    x = float(pad) if from_left else float(frame[0] - pad)
    for index, word in enumerate(shown):
        if not word:
            continue
        wide = width_of(word, STYLE, size)
        image = Image.new("L", frame, 0)
        left = x if from_left else x - wide
        draw_line(ImageDraw.Draw(image), left, pad + size * 1.0, word, STYLE, size, (255,))  # type: ignore[arg-type]
        masks[index] = np.asarray(image)
        x += (wide + space) * (1 if from_left else -1)
    return masks
