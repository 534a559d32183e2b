"""Colours that belong together: one theme a post, chosen by its seed; one arrangement a scene. Knows no card."""

import hashlib
from dataclasses import dataclass

RGB = tuple[int, int, int]
INK: RGB = (10, 12, 26)
WHITE: RGB = (255, 255, 255)
SPOKEN: RGB = (255, 213, 74)


@dataclass(frozen=True)
class Theme:
    """A dark ground, four lights that are mixed over it, and the colour of accents."""

    name: str
    ground: RGB
    lights: tuple[RGB, RGB, RGB, RGB]
    accent: RGB = SPOKEN


# Lights are deep enough that white type stays readable on each of them.
THEMES = (
    Theme("aurora", (8, 9, 36), ((110, 54, 240), (224, 44, 148), (40, 96, 245), (146, 52, 232))),
    Theme("lagoon", (3, 13, 32), ((14, 134, 226), (10, 150, 136), (42, 82, 238), (8, 112, 168))),
    Theme("ember", (26, 6, 26), ((226, 62, 54), (186, 30, 128), (220, 104, 18), (122, 32, 168)), (255, 216, 110)),
    Theme("forest", (3, 17, 24), ((10, 146, 104), (16, 106, 152), (76, 142, 34), (8, 124, 132)), (255, 222, 96)),
    Theme("dusk", (16, 11, 46), ((94, 76, 232), (222, 62, 118), (226, 104, 50), (128, 46, 190)), (255, 211, 106)),
    Theme("indigo", (6, 8, 38), ((64, 80, 246), (18, 124, 226), (122, 58, 240), (22, 142, 176)), (126, 231, 255)),
    Theme("orchid", (24, 7, 44), ((168, 46, 216), (228, 40, 118), (98, 56, 238), (196, 38, 164)), (255, 207, 116)),
    Theme("slate", (9, 13, 25), ((44, 98, 178), (82, 78, 158), (20, 128, 152), (60, 70, 128)), (134, 239, 172)),
)


def number_of(seed: str) -> int:
    """Return a number that depends on `seed` alone, the same on every machine."""
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:6], "big")


def theme_of(seed: str) -> Theme:
    """Return the theme of a post."""
    return THEMES[number_of(seed) % len(THEMES)]
