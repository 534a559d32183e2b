"""Pictures as files: a scene for the preview, and the thumbnail of a video. Knows no time but one moment of a scene."""

from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from reelpress.lib.files import aside
from reelpress.video.renderer.painter import paint_still
from reelpress.video.renderer.planes import to_rgb
from reelpress.video.visuals.look import Look

QUALITY = 86
MOST_THUMBNAIL_BYTES = 2_000_000


def make_still(look: Look, target: Path, *, width: int) -> None:
    """Write the scene of `look`, as it stands in its middle, as a JPEG that is `width` pixels wide."""
    cv2.setNumThreads(1)
    # Drawn at its own size, then shrunk: at another size the text would break elsewhere.
    pixels = to_rgb(paint_still(look, moment=0.5))
    if width < look.width:
        height = round(look.height * width / look.width)
        pixels = np.asarray(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    with aside(target) as part:
        Image.fromarray(pixels).save(part, "JPEG", quality=QUALITY)


def make_thumbnail(look: Look, target: Path) -> None:
    """Write the title's picture, without captions, as a JPEG of at most 2 MB."""
    cv2.setNumThreads(1)
    picture = Image.fromarray(to_rgb(paint_still(look, moment=0.3)))
    with aside(target) as part:
        for quality in (90, 80, 65, 45):
            picture.save(part, "JPEG", quality=quality, optimize=True, progressive=True)
            if part.stat().st_size <= MOST_THUMBNAIL_BYTES:
                return
