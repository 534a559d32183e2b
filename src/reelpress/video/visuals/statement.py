"""What is said in words alone: titles and sentences, large, with what stands out in the accent.

Sentences follow each other in three settings, so that a talk of many does not look like one long page.
"""

from dataclasses import replace

from reelpress.video.visuals.card import Part, joined, lifted, plate, text_part
from reelpress.video.visuals.dress import PAPER, Dress
from reelpress.video.visuals.shapes import fill, rounded_mask
from reelpress.video.visuals.stress import stressed
from reelpress.video.visuals.typeset import Fitted, fit

STEP = 0.07  # seconds from one line to the next
PLAIN, BARRED, BOXED = range(3)
PARTED = (": ", " – ", " — ", "：")
LONG_TITLE, SHORTEST_PART, LONGEST_PART = 24, 3, 64  # letters


def statement(dress: Dress, text: str, *, room: int, index: int, number: str = "", gap: int = 0) -> Part | None:
    """Return a sentence that is the whole card, at most `room` pixels high; None when nothing of it can be drawn."""
    setting, layout = index % 3, dress.layout
    aside = layout.px({PLAIN: 0, BARRED: 52, BOXED: 52}[setting])
    high = room - (2 * layout.px(56) if setting == BOXED else 0)
    width = layout.inner - aside * (2 if setting == BOXED else 1)
    largest, smallest = layout.px(142), layout.px(48)
    fitted = fit(text, dress.bold, width=width, height=high, limit=320, largest=largest, smallest=smallest)
    if not fitted.lines:
        return None
    shown = fitted.marked(stressed(text, number))
    if setting == BOXED:
        return _boxed(dress, shown, aside, gap)
    words = text_part(dress, shown, gap=gap, delay=0.1, step=STEP)
    return _barred(dress, words, shown, aside) if setting == BARRED else words


def _barred(dress: Dress, words: Part, text: Fitted, aside: int) -> Part:
    """Put an upright bar in the accent beside a sentence."""
    wide = dress.layout.px(12)
    bar = fill(rounded_mask(wide, text.height, 0 if dress.kind == PAPER else wide / 2), dress.accent)
    moved = replace(words, x=words.x + (-aside if dress.leftward else aside))
    return joined(bar, text.height, moved, x=dress.aside(wide), down=0, gap=words.gap)


def _boxed(dress: Dress, text: Fitted, aside: int, gap: int) -> Part:
    """Put a sentence on a panel as wide as the card."""
    layout, above = dress.layout, dress.layout.px(56)
    height = text.height + 2 * above
    words = text_part(dress, text, colour=dress.on_panel, accent=dress.panel_accent, delay=0.1, step=STEP)
    moved = replace(words, x=words.x + (-aside if dress.leftward else aside))
    panel, pad = lifted(dress, plate(dress, layout.inner, height))
    return joined(panel, height, moved, x=0, down=above, gap=gap, pad=pad)


def parted(title: str) -> tuple[str, str]:
    """Return a long title of two parts as these, a short one whole: "Cargo: predictable builds" says two things."""
    for mark in PARTED:
        main, found, rest = title.partition(mark)
        sizes = (len(main.strip()), len(rest.strip()))
        if found and len(title) > LONG_TITLE and min(sizes) >= SHORTEST_PART and sizes[0] <= LONGEST_PART:
            return main.strip(), rest.strip()
    return title, ""
