"""The end card: what it says, and where the post can be read, as a button and as a code for a phone's camera."""

import io

import numpy as np
from PIL import Image

from reelpress.video.visuals.card import Part, lifted, plate, text_part
from reelpress.video.visuals.clusters import drawable
from reelpress.video.visuals.dress import FLAT, PAPER, Dress
from reelpress.video.visuals.lettering import draw_fitted
from reelpress.video.visuals.look import Look
from reelpress.video.visuals.palette import WHITE
from reelpress.video.visuals.shapes import Pixels, blank, fill, over, rounded_mask, with_shadow
from reelpress.video.visuals.statement import STEP
from reelpress.video.visuals.typeset import Style, fit, width_of

LONGEST_ADDRESS = 240  # a longer one makes a code too fine for a video


def ending(look: Look, dress: Dress) -> list[Part]:
    """Return the words of the end card: what to do, and on a panel which post it is about."""
    layout = dress.layout
    said = look.template.outro.line or look.title or look.text
    room = (layout.bottom - layout.top) * (0.36 if layout.tall else 0.34)
    most, least = layout.px(150 if layout.tall else 132), layout.px(56)
    fitted = fit(said, dress.heavy, width=layout.inner, height=room, limit=120, largest=most, smallest=least)
    words = text_part(dress, fitted, delay=0.05, step=STEP) if fitted.lines else None
    below = _post(dress, look.text) if said != look.text else None
    return [part for part in (words, below) if part is not None]


def _post(dress: Dress, title: str) -> Part | None:
    """Return the title of the post on a panel with an edge in the accent."""
    layout = dress.layout
    edge, side, above = layout.px(18), layout.px(44), layout.px(36)
    width, high = layout.inner - edge - 2 * side, layout.px(220 if layout.tall else 130)
    most, least = layout.px(62 if layout.tall else 54), layout.px(38)
    fitted = fit(title, dress.row, width=width, height=high, limit=140, largest=most, smallest=least)
    if not fitted.lines:
        return None
    height = fitted.height + 2 * above
    picture = plate(dress, layout.inner, height)
    mask = rounded_mask(layout.inner, height, dress.radius)
    stripe = mask[:, -edge:] if dress.leftward else mask[:, :edge]
    over(
        picture, fill(np.ascontiguousarray(stripe), dress.palette.accent), layout.inner - edge if dress.leftward else 0
    )
    image = Image.fromarray(picture)
    left = side + (0 if dress.leftward else edge)
    across = left + width - int(fitted.width) if dress.leftward else left
    draw_fitted(image, across, above, fitted, dress.on_panel)
    raised, pad = lifted(dress, np.asarray(image))
    return Part(raised, height, gap=layout.px(52), pad=pad, delay=0.25)


def address(look: Look, dress: Dress) -> Part | None:
    """Return the address as a button, and before it its code."""
    layout = dress.layout
    code = qr_code(look.attribution, layout.px(350 if layout.tall else 250)) if look.template.outro.code else None
    before = code.shape[1] + layout.px(40) if code is not None else 0
    button = _button(look.attribution, dress, layout.inner - before)
    if button is None:
        return None
    wide = before + button.shape[1]
    tall = button.shape[0] if code is None else max(button.shape[0], code.shape[0])
    picture = blank(wide, tall)
    over(picture, button, 0 if dress.leftward else before, (tall - button.shape[0]) // 2)
    if code is not None:
        over(picture, code, wide - code.shape[1] if dress.leftward else 0, tall - code.shape[0])
    raised, pad = picture, 0
    if dress.shadow:
        raised, pad = with_shadow(picture, sigma=layout.px(22), alpha=dress.shadow * 0.8, drop=layout.px(10))
    return Part(raised, tall, gap=layout.px(52), pad=pad, x=dress.aside(wide), delay=0.35)


def _button(url: str, dress: Dress, room: int) -> Pixels | None:
    """Return the address on the accent, so that it cannot be missed."""
    layout = dress.layout
    shown = "".join(url.split()).split("://")[-1].removeprefix("www.").rstrip("/")
    style, side, size = Style(760, 1.1), layout.px(44), layout.px(50)
    inner = room - 2 * side
    if width_of(drawable(shown[:200]), style, layout.px(38)) > inner:
        shown = shown.split("/")[0]  # a long path is not read; the site is remembered
    fitted = fit(shown, style, width=inner, height=size * 1.1, largest=size, smallest=layout.px(28), limit=90)
    if not fitted.lines:
        return None
    width, height = int(fitted.width) + 2 * side, fitted.height + layout.px(56)
    rounding = layout.px({PAPER: 6, FLAT: 12}.get(dress.kind, 56))
    image = Image.fromarray(fill(rounded_mask(width, height, min(height / 2, rounding)), dress.palette.accent))
    draw_fitted(image, side, layout.px(28), fitted, dress.on_accent)
    return np.asarray(image)


def qr_code(url: str, size: int) -> Pixels | None:
    """Return a code of `url`, at most `size` pixels wide, dark on a white plate; None when it would be too fine."""
    if not url.startswith(("http://", "https://")) or len(url.encode()) > LONGEST_ADDRESS:
        return None
    import segno  # loads a web client with it; only the last card needs it

    code = segno.make(url, error="m", micro=False)
    modules = code.symbol_size(border=3)[0]
    drawn = io.BytesIO()
    code.save(drawn, kind="png", border=3, scale=max(1, size // modules))
    dots = np.asarray(Image.open(drawn).convert("L"))
    plate = fill(rounded_mask(dots.shape[1], dots.shape[0], dots.shape[0] / 16), WHITE)
    plate[..., :3] = np.where(dots[..., None] < 128, np.uint8(12), np.uint8(255))
    return plate
