"""Colours as numbers: which of a template's sets a post gets, and what can be read on what. Knows no card."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from reelpress.video import templates
from reelpress.video.templates import Template

RGB = tuple[int, int, int]
INK: RGB = (10, 12, 26)
WHITE: RGB = (255, 255, 255)


@dataclass(frozen=True)
class Palette:
    """The colours of one post."""

    ground: RGB
    ink: RGB
    accent: RGB
    panel: RGB
    lights: tuple[RGB, ...]


def number_of(seed: str) -> int:
    """Return a number that depends on `seed` alone, the same on every machine."""
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:6], "big")


def rgb(colour: str) -> RGB:
    """Return "#rrggbb" as numbers."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def palette_of(template: Template, seed: str) -> Palette:
    """Return the colours that the post with `seed` gets."""
    chosen = template.palettes[number_of(seed) % len(template.palettes)]
    lights = tuple(rgb(light) for light in chosen.lights)
    return Palette(rgb(chosen.ground), rgb(chosen.ink), rgb(chosen.accent), rgb(chosen.panel), lights)


def contrast(one: RGB, other: RGB) -> float:
    """Return the WCAG contrast of two colours, 1 to 21."""
    return templates.contrast("#{:02x}{:02x}{:02x}".format(*one), "#{:02x}{:02x}{:02x}".format(*other))


def ink_on(ground: RGB) -> RGB:
    """Return ink or white, whichever is read better on `ground`."""
    return max((INK, WHITE), key=lambda ink: contrast(ink, ground))


def mixed(one: RGB, other: RGB, share: float) -> RGB:
    """Return `one` with `share` of `other`."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


@lru_cache(maxsize=1024)
def readable(colour: RGB, ground: RGB, least: float = 4.5) -> RGB:
    """Return `colour`, moved towards ink or white as far as it needs to be read on `ground`."""
    best = ink_on(ground)
    for step in range(11):
        tried = mixed(colour, best, step / 10)
        if contrast(tried, ground) >= least:
            return tried
    return best
