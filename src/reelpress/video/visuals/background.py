"""What lies behind the card: slowly flowing lights, or the picture itself out of focus.

Everything here is soft, so it is computed at an eighth of the size and moved there: motion is exact to a
fraction of a pixel and costs next to nothing. Knows no card and no frame number; `at` takes 0..1.
"""

import math
from typing import Any, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from reelpress.video.visuals.dress import LIGHTS, Dress
from reelpress.video.visuals.palette import RGB, mixed, number_of
from reelpress.video.visuals.shapes import Pixels

SHRINK = 8
KEYS = 9
GROUND_SHARE = 0.9  # how strong the dark ground is against the lights
SCRIM = 0.35
FAINT = 0.35  # how strong lights are on paper and on flat colour
ROUNDED = 5.0  # how sharply lights turn from free to bounded; a corner there would be seen as an edge
CONTRAST = 4.7  # of ink and ground; WCAG asks for 4.5, and the encoder blurs a little
Floats = NDArray[np.float32]


class Background(Protocol):
    """Anything that is a small, soft RGB picture (0..255) at each moment of a scene."""

    def at(self, moment: float) -> Floats:
        """Return the picture at `moment`, 0 at the start of the scene, 1 at its end."""
        ...


def small_size(width: int, height: int) -> tuple[int, int]:
    """Return the size that a background is computed at."""
    return max(8, math.ceil(width / SHRINK)), max(8, math.ceil(height / SHRINK))


def _linear(colour: RGB) -> Floats:
    return np.asarray(np.power(np.array(colour, np.float32) / 255, 2.2), np.float32)


def _brightness(light: Floats) -> Any:
    """Return the relative luminance of linear light."""
    return light[..., 0] * 0.2126 + light[..., 1] * 0.7152 + light[..., 2] * 0.0722


def _softly(share: NDArray[Any]) -> Floats:
    """Return `share`, held within 0 and 1, without a corner at either end."""
    held = np.clip(share, 0, 1)
    return np.asarray(held * held * (3 - 2 * held), np.float32)


def _at_most_one(share: NDArray[Any]) -> Floats:
    """Return a little less than the smaller of `share` and 1, going over from one to the other without an edge."""
    return np.asarray((1 + np.maximum(share, 1e-3) ** -ROUNDED) ** (-1 / ROUNDED), np.float32)


class Lights:
    """A mesh gradient: lights that drift over the ground, mixed in linear light; faint on paper and flat colour."""

    def __init__(self, dress: Dress, seed: str) -> None:
        layout, palette = dress.layout, dress.palette
        self.ground = palette.ground
        self.w, self.h = small_size(layout.width, layout.height)
        self.random = np.random.default_rng(number_of(seed))
        lead = self.random.permutation(4)
        anchors = np.array([(0.9, 0.08), (0.08, 0.42), (0.95, 0.66), (0.3, 1.02)], np.float32)
        if self.random.random() < 0.5:
            anchors[:, 0] = 1 - anchors[:, 0]
        lights = palette.lights or (mixed(palette.ground, palette.ink, 0.06),)
        self.colours = [lights[index % len(lights)] for index in lead]
        self.centres = anchors + self.random.uniform(-0.1, 0.1, (4, 2)).astype(np.float32)
        self.drift = self.random.uniform(-0.2, 0.2, (4, 2)).astype(np.float32)
        self.sizes = np.array([0.27, 0.20, 0.23, 0.31], np.float32) * self.random.uniform(0.85, 1.15, 4).astype(
            np.float32
        )
        self.power = np.array([3.2, 0.8, 1.3, 2.4], np.float32) * (1.0 if dress.kind == LIGHTS else FAINT)
        self.scrim = SCRIM if dress.kind == LIGHTS else 0.0
        self.limit = self._limit(dress)
        self.keys: dict[int, Floats] = {}

    def _limit(self, dress: Dress) -> Floats:
        """Return how bright each row may be (dark ink: must be), so that the ink is read on it: where text stands."""
        rows = (np.arange(self.h, dtype=np.float32) + 0.5) * dress.layout.height / self.h
        above, below = dress.layout.top, dress.layout.height - dress.layout.bottom
        # Outside they may be brighter, the more the farther they are from the text: a steep way is seen as an edge.
        freer = (1 - _softly(rows / above)) * np.log(1 + above / dress.layout.px(400))
        freer = freer + _softly((rows - dress.layout.bottom) / below) * np.log(1 + below / dress.layout.px(400))
        ink = _brightness(_linear(dress.ink))
        self.dark_ink = ink < 0.18
        bound = (ink + 0.05) / CONTRAST - 0.05 if not self.dark_ink else (ink + 0.05) * CONTRAST - 0.05
        room = (1 - bound if self.dark_ink else bound) * np.exp(freer)
        return np.asarray((1 - room if self.dark_ink else room)[:, None, None], np.float32)

    def _key(self, index: int) -> Floats:
        if index not in self.keys:
            self.keys[index] = self._draw(index / (KEYS - 1))
        return self.keys[index]

    def _draw(self, moment: float) -> Floats:
        y, x = np.mgrid[0 : self.h, 0 : self.w].astype(np.float32)
        x, y = x / self.w, y / self.h
        stretch = self.w / self.h
        total = np.full((self.h, self.w, 1), GROUND_SHARE, np.float32)
        mixed_light = total * _linear(self.ground)
        swing = math.sin((moment - 0.5) * 2.2)
        for colour, centre, drift, size, power in zip(
            self.colours, self.centres, self.drift, self.sizes, self.power, strict=True
        ):
            cx, cy = centre + drift * swing
            distance = ((x - cx) ** 2 * stretch + (y - cy) ** 2 / stretch) / (2 * size * size)
            weight = (power * np.exp(-distance))[..., None]
            mixed_light = mixed_light + weight * _linear(colour)
            total = total + weight
        # Darker where the text stands, so that it reads on every theme.
        shade = 1 - self.scrim * np.exp(-(((x - 0.35) / 0.5) ** 2) - ((y - 0.4) / 0.24) ** 2)[..., None]
        return self._bounded(mixed_light / total * shade)

    def _bounded(self, light: Floats) -> Floats:
        """Return `light` as a picture, no brighter (or darker) than its ink allows."""
        bright = np.maximum(_brightness(light)[..., None], 1e-4)
        if self.dark_ink:
            light = 1 - (1 - light) * _at_most_one((1 - self.limit) / np.maximum(1 - bright, 1e-4))
        else:
            light = light * _at_most_one(self.limit / bright)
        return np.asarray(np.power(np.clip(light, 0, 1), 1 / 2.2) * 255, np.float32)

    def at(self, moment: float) -> Floats:
        place = min(max(moment, 0.0), 1.0) * (KEYS - 1)
        first = int(place)
        share = place - first
        if share == 0:
            return self._key(first)
        return np.asarray(cv2.addWeighted(self._key(first), 1 - share, self._key(first + 1), share, 0), np.float32)


class Blurred:
    """A picture, out of focus and darkened, drifting slowly behind its sharp self."""

    def __init__(self, picture: Pixels, width: int, height: int, *, light: bool = False) -> None:
        self.w, self.h = small_size(width, height)
        tall, wide = picture.shape[:2]
        scale = max(self.w * 1.2 / wide, self.h * 1.2 / tall)
        size = (math.ceil(wide * scale), math.ceil(tall * scale))
        sharp = cv2.resize(picture[..., :3], size, interpolation=cv2.INTER_AREA).astype(np.float32)
        small = cv2.GaussianBlur(sharp, (0, 0), self.h / 26)
        grey = small.mean(axis=2, keepdims=True)
        vivid = np.clip(grey + (small - grey) * 1.5, 0, 255)
        dark = 16 + vivid * (92 / max(150.0, float(vivid.mean()) * 1.6))
        # Under dark ink the blur is washed out instead of darkened.
        self.picture = np.asarray(255 - (255 - vivid) * 0.22 if light else dark, np.float32)

    def at(self, moment: float) -> Floats:
        tall, wide = self.picture.shape[:2]
        zoom = 1.0 + 0.10 * moment
        x = (wide - self.w / zoom) * (0.35 + 0.3 * moment)
        y = (tall - self.h / zoom) * (0.6 - 0.2 * moment)
        move = np.array([[1 / zoom, 0, x], [0, 1 / zoom, y]], np.float32)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        warped = cv2.warpAffine(self.picture, move, (self.w, self.h), flags=flags, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(warped, np.float32)
