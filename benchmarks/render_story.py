"""The video that is rendered for a measurement: eight scenes, a minute, one of each kind that costs differently."""

import json
from pathlib import Path

import numpy as np
from PIL import Image

from reelpress.video.storyboard import Storyboard

PHOTO = "bench-photo.jpg"
BOARD = Path(__file__).with_suffix(".json")
SENTENCE = "Change one sentence, and only that one scene is made anew."
EDITED = "Edit one sentence, and only its own scene is made again."


def write_photo(folder):
    """Write a picture with the statistics of a photograph: as much of each scale as of any other (a 1/f spectrum)."""
    random = np.random.default_rng(4)
    height, width = 1000, 1500
    rows, columns = np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None, :]
    scale = 1 / np.maximum(np.hypot(rows, columns), 1 / width) ** 1.2
    colours = []
    for weight, middle in ((70, 150), (60, 130), (50, 110)):
        plane = np.fft.irfft2(np.fft.rfft2(random.standard_normal((height, width))) * scale, (height, width))
        colours.append(np.clip((plane - plane.mean()) / plane.std() * weight + middle, 0, 255))
    path = Path(folder) / PHOTO
    Image.fromarray(np.stack(colours, axis=2).astype(np.uint8)).save(path, quality=92)
    return path


def board(edited=False):
    """The storyboard; `edited`: with one sentence of the fifth scene said otherwise."""
    told = BOARD.read_text("utf-8")
    return Storyboard.from_dict(json.loads(told.replace(SENTENCE, EDITED) if edited else told))
