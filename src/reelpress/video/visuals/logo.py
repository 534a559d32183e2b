"""The blog's logo: small in a corner of every scene, larger on the title and the end card."""

from pathlib import Path

import numpy as np
from PIL import Image

from reelpress.video.visuals.card import Layer, Part
from reelpress.video.visuals.dress import Dress
from reelpress.video.visuals.look import Look
from reelpress.video.visuals.shapes import Pixels

WIDEST = 3.6  # how many times wider than high a logo is shown


def open_logo(look: Look, height: int) -> Pixels | None:
    """Return the logo, `height` pixels high at most; None when there is none or it is no picture."""
    folder, path = Path(look.media).resolve(), look.template.logo.path
    if not path or not look.media:
        return None
    file = (folder / path).resolve()
    if not file.is_relative_to(folder):
        return None
    try:
        with Image.open(file) as opened:
            if opened.width * opened.height > 25_000_000:
                return None
            picture = opened.convert("RGBA")
    except (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError):
        return None
    box = picture.getchannel("A").getbbox()
    picture = picture.crop(box) if box else picture
    scale = min(height / picture.height, height * WIDEST / picture.width)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return np.asarray(picture.resize(size, Image.Resampling.LANCZOS))


def corner_logo(look: Look, dress: Dress) -> tuple[Layer, ...]:
    """Return the logo under the pills; none where the card itself shows it."""
    layout, template = dress.layout, look.template
    shown_large = (look.kind == "title" and template.intro.logo) or (look.kind == "end" and template.outro.logo)
    if template.logo.corner == "none" or shown_large:
        return ()
    space = layout.px(20)
    room = layout.top - layout.pills_y - 2 * space
    logo = open_logo(look, min(layout.px(template.logo.size), room))
    if logo is None:
        return ()
    side = layout.pills_left
    x = side if template.logo.corner == "top-left" else layout.width - side - logo.shape[1]
    return (Layer(logo, x, layout.pills_y + space),)


def logo_part(look: Look, dress: Dress) -> Part | None:
    """Return the logo as the first part of a card."""
    logo = open_logo(look, dress.layout.px(max(120, look.template.logo.size)))
    if logo is None:
        return None
    return Part(logo, logo.shape[0], x=dress.aside(logo.shape[1]))
