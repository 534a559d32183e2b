"""The templates that come with the program, as the same data that a person's own are kept in. Pure."""

from typing import Any

DARK_INK, DARK_PANEL = "#ffffff", "#0a0c1a"


def _lights(ground: str, lights: tuple[str, ...], accent: str = "#ffd54a") -> dict[str, Any]:
    return {"ground": ground, "ink": DARK_INK, "accent": accent, "panel": DARK_PANEL, "lights": lights}


# Lights are deep enough that white type stays readable on each of them.
LIGHTS: dict[str, Any] = {
    "name": "lights",
    "label": "Lights",
    "ground": "lights",
    "palettes": [
        _lights("#080924", ("#6e36f0", "#e02c94", "#2860f5", "#9234e8")),
        _lights("#030d20", ("#0e86e2", "#0a9688", "#2a52ee", "#0870a8")),
        _lights("#1a061a", ("#e23e36", "#ba1e80", "#dc6812", "#7a20a8"), "#ffd86e"),
        _lights("#031118", ("#0a9268", "#106a98", "#4c8e22", "#087c84"), "#ffde60"),
        _lights("#100b2e", ("#5e4ce8", "#de3e76", "#e26832", "#802ebe"), "#ffd36a"),
        _lights("#060826", ("#4050f6", "#127ce2", "#7a3af0", "#168eb0"), "#7ee7ff"),
        _lights("#18072c", ("#a82ed8", "#e42876", "#6238ee", "#c426a4"), "#ffcf74"),
        _lights("#090d19", ("#2c62b2", "#524e9e", "#148098", "#3c4680"), "#86efac"),
    ],
}

# Warm paper, a serif, one ink and one colour: a magazine.
EDITORIAL: dict[str, Any] = {
    "name": "editorial",
    "label": "Editorial",
    "ground": "paper",
    "palettes": [
        {"ground": "#f6f1e7", "ink": "#1d1a16", "accent": "#9d2b1f", "panel": "#fffdf8", "lights": ("#eadfca",)},
        {"ground": "#eff2ee", "ink": "#14201b", "accent": "#1b5e4a", "panel": "#fcfdfb", "lights": ("#d9e4dc",)},
        {"ground": "#eef1f6", "ink": "#161b29", "accent": "#28499a", "panel": "#fcfdff", "lights": ("#d8e0ee",)},
    ],
    "fonts": {"heading": "serif", "text": "serif", "weight": 700},
    "captions": {
        "font": "inter",
        "size": 76,
        "ink": "#1d1a16",
        "spoken": "box",
        "highlight": "#f2c94c",
        "outline": 100,
        "outline_colour": "#fffdf8",
    },
    "music": "calm",
}

# Flat colour, large shapes, very heavy type.
BOLD: dict[str, Any] = {
    "name": "bold",
    "label": "Bold",
    "ground": "flat",
    "palettes": [
        {"ground": "#ffd60a", "ink": "#111111", "accent": "#c1121f", "panel": "#fff6cf", "lights": ("#ffc300",)},
        {"ground": "#1746d1", "ink": "#ffffff", "accent": "#ffe45c", "panel": "#0f2f93", "lights": ("#2356ec",)},
        {"ground": "#c2185b", "ink": "#ffffff", "accent": "#ffe066", "panel": "#86103f", "lights": ("#cf2368",)},
        {"ground": "#0b6e4f", "ink": "#ffffff", "accent": "#ffd166", "panel": "#074a35", "lights": ("#0f7d5b",)},
    ],
    "fonts": {"heading": "grotesk", "text": "grotesk", "weight": 900},
    "captions": {"font": "grotesk", "case": "upper", "size": 88, "spoken": "box", "highlight": "#ffffff"},
}
