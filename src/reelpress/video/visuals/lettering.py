"""Lines of text onto a picture, what stands out in another colour, emoji as they are. Knows no card."""

from functools import lru_cache
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from reelpress.video.visuals import fonts
from reelpress.video.visuals.typeset import Fitted, Style, features_of, length_of, width_of

Colour = tuple[int, int, int] | tuple[int, int, int, int]


def draw_line(
    image: Image.Image,
    x: float,
    baseline: float,
    text: str,
    style: Style,
    size: int,
    fill: Colour,
    *,
    leftward: bool = False,
    mark: tuple[int, int] = (0, 0),
    accent: Colour | None = None,
) -> float:
    """Draw one line with its left end at `x` onto an RGBA picture, emoji in colour; return where it ends.

    The letters from `mark[0]` to `mark[1]` get the `accent`; of joined letters a run gets it whole or not at all.
    An empty picture must have the colour of `fill` under its transparency, or the letters get a dark edge.
    """
    draw = ImageDraw.Draw(image)
    for run in fonts.runs(text, style.family, leftward):
        if run.is_emoji:
            sprite, left, top = _emoji(run.text, size)
            image.alpha_composite(sprite, *_clipped(round(x) + left, round(baseline) + top))
        else:
            used = fonts.font(run.path, style.weight, size, run.index)
            direction = "rtl" if run.leftward else "ltr"
            shaping: dict[str, Any] = {"direction": direction, "features": features_of(style)}
            for text, before, standing_out in _pieces(run, mark if accent else (0, 0)):
                at = x + (float(used.getlength(before, **shaping)) if before else 0)
                ink = accent if standing_out else fill
                draw.text((at, baseline), text, font=used, fill=ink, anchor="ls", **shaping)
        x += length_of(run, style, size)
    return x


def _pieces(run: fonts.Run, mark: tuple[int, int]) -> list[tuple[str, str, bool]]:
    """Cut a run where what stands out begins and ends: each piece, what is before it, and whether it stands out."""
    first, last = (min(max(edge - run.start, 0), len(run.text)) for edge in mark)
    if first >= last:
        return [(run.text, "", False)]
    if run.leftward:
        return [(run.text, "", last - first == len(run.text))]
    cuts = [(0, first, False), (first, last, True), (last, len(run.text), False)]
    return [(run.text[begin:end], run.text[:begin], out) for begin, end, out in cuts if begin < end]


def _clipped(x: int, y: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return where a picture goes, and from where on it is seen, when it begins outside."""
    return (max(0, x), max(0, y)), (max(0, -x), max(0, -y))


@lru_cache(maxsize=64)
def _emoji(cluster: str, size: int) -> tuple[Image.Image, int, int]:
    """Return an emoji as a picture, and where it stands against the start of the baseline."""
    used = fonts.font(fonts.EMOJI, 400, size)
    left, top, right, bottom = (round(edge) for edge in used.getbbox(cluster, anchor="ls"))
    image = Image.new("RGBA", (max(1, right - left + 2), max(1, bottom - top + 2)), (0, 0, 0, 0))
    ImageDraw.Draw(image).text((1 - left, 1 - top), cluster, font=used, embedded_color=True, anchor="ls")
    # What was drawn on nothing is darker where it is thin: give it its colour back.
    pixels = np.asarray(image).astype(np.float32)
    alpha = np.maximum(pixels[..., 3:], 1) / 255
    pixels[..., :3] = np.minimum(pixels[..., :3] / alpha, 255)
    return Image.fromarray((pixels + 0.5).astype(np.uint8)), left - 1, top - 1


def draw_fitted(
    image: Image.Image,
    x: float,
    y: float,
    text: Fitted,
    fill: Colour,
    *,
    centred: float = 0,
    within: float = 0,
    accent: Colour | None = None,
) -> None:
    """Draw the lines with the top of the first at `y`; `centred`: the width to centre them in.

    Lines that are read from the right end where the column of `within` pixels (or the widest line) ends.
    """
    column = within or text.width
    for index, line in enumerate(text.lines):
        width = width_of(line, text.style, text.size)
        shift = (centred - width) / 2 if centred else column - width if text.leftward else 0
        baseline = y + index * text.step + text.step / 2 + text.size * 0.36
        mark = text.marks[index] if text.marks else (0, 0)
        draw_line(
            image,
            x + shift,
            baseline,
            line,
            text.style,
            text.size,
            fill,
            leftward=text.leftward,
            mark=mark,
            accent=accent,
        )
