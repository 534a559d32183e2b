"""What makes the videos of a blog look alike, as data: colours, fonts, logo, captions, intro, outro, music.

Pure and plain: knows no database (a person's own templates are found by `branding`) and draws nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from reelpress.lib.errors import BadInput
from reelpress.video.shipped import BOLD, EDITORIAL, LIGHTS

GROUNDS = ("lights", "paper", "flat")
FONTS = ("inter", "serif", "grotesk", "round", "mono")
CASES = ("as-written", "upper")
SPOKEN = ("colour", "box", "none")
CORNERS = ("top-left", "top-right", "none")
COLOUR = re.compile(r"#[0-9a-f]{6}")
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
DIGEST = re.compile(r"[0-9a-f]{0,64}")
MOST_PALETTES, LONGEST_NAME, LONGEST_LABEL, LONGEST_LINE, LONGEST_PATH = 12, 60, 60, 120, 300
LEAST_CONTRAST = 4.5


@dataclass(frozen=True)
class Colours:
    """Colours that belong together, each "#rrggbb": `lights` (up to 4) are mixed into or drawn on the ground."""

    ground: str
    ink: str
    accent: str
    panel: str
    lights: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fonts:
    """The families of headings and of running text, and how heavy headings are (400..900)."""

    heading: str = "inter"
    text: str = "inter"
    weight: int = 860


@dataclass(frozen=True)
class Logo:
    """A picture of the blog's own: a path below the media folder, named by its bytes; in a corner of every scene."""

    path: str = ""
    digest: str = ""
    corner: str = "top-right"
    size: int = 96  # its height, in pixels at a shorter side of 1080


@dataclass(frozen=True)
class CaptionStyle:
    """How spoken words are shown. `place` is from 0 (top of where captions may stand) to 100 (its bottom)."""

    place: int = 100
    size: int = 84  # pixels at a shorter side of 1080
    font: str = "inter"
    case: str = "as-written"
    ink: str = "#ffffff"
    spoken: str = "colour"  # how the word being spoken is marked
    highlight: str = "#ffd54a"  # its colour, or that of the box behind it
    outline: int = 100  # percent of the usual width; 0 draws none
    outline_colour: str = "#080914"


@dataclass(frozen=True)
class Intro:
    """How the title scene is dressed: `label` is the small pill (empty: the site's name)."""

    label: str = ""
    logo: bool = True


@dataclass(frozen=True)
class Outro:
    """How the end card is dressed: `line` is what it says (empty: what the storyboard says)."""

    line: str = ""
    code: bool = True  # a QR code of the post's address
    logo: bool = True


@dataclass(frozen=True)
class Template:
    """A look for all videos of a blog. Of several palettes each post gets one, by its seed."""

    name: str
    label: str
    ground: str
    palettes: tuple[Colours, ...]
    fonts: Fonts = Fonts()
    logo: Logo = Logo()
    captions: CaptionStyle = CaptionStyle()
    intro: Intro = Intro()
    outro: Outro = Outro()
    music: str = ""  # what is played under the voice: "calm", a file of the music folder, or nothing

    def to_dict(self) -> dict[str, Any]:
        """Return the template as JSON-able data."""
        data = asdict(self)
        data["palettes"] = [{**palette, "lights": list(palette["lights"])} for palette in data["palettes"]]
        return data

    @classmethod
    def from_dict(cls, data: Any) -> "Template":
        """Return the template that `data` holds; raise `BadInput` that says which value is wrong."""
        return checked(cls(**_parts(data)))

    def key(self) -> dict[str, Any]:
        """Return what pictures depend on: no name, no music, and the logo by its bytes, not by where it lies."""
        bare = replace(self, name="", label="", logo=replace(self.logo, path="logo" if self.logo.path else ""))
        return {name: value for name, value in bare.to_dict().items() if name != "music"}


PARTS = {"fonts": Fonts, "logo": Logo, "captions": CaptionStyle, "intro": Intro, "outro": Outro}


def _parts(data: Any) -> dict[str, Any]:
    parts = _fields(Template, data, "The template")
    palettes = parts.get("palettes", ())
    if not isinstance(palettes, list | tuple) or not 1 <= len(palettes) <= MOST_PALETTES:
        raise _wrong("palettes", f"1 to {MOST_PALETTES} sets of colours")
    parts["palettes"] = tuple(_palette(palette) for palette in palettes)
    for name, kind in PARTS.items():
        if name in parts:
            parts[name] = kind(**_fields(kind, parts[name], name))
    return parts


def _fields(kind: Any, data: Any, called: str) -> dict[str, Any]:
    known = {field.name: field for field in fields(kind)}
    if not isinstance(data, Mapping) or not set(data) <= set(known):
        raise _wrong(called, f"an object with the fields {', '.join(known)}")
    needed = {"name", "label", "ground", "palettes"} if kind is Template else set()
    if kind is Colours:
        needed = {"ground", "ink", "accent", "panel"}
    if not needed <= set(data):
        raise _wrong(called, f"an object with {', '.join(sorted(needed))}")
    for name, value in data.items():
        expected = known[name].type
        if expected in (str, int, bool) and type(value) is not expected:
            raise _wrong(name, {str: "a text", int: "a whole number", bool: "true or false"}[expected])
    return dict(data)


def _palette(data: Any) -> Colours:
    parts = _fields(Colours, data, "A set of colours")
    lights = parts.get("lights", ())
    if not isinstance(lights, list | tuple) or len(lights) > 4:
        raise _wrong("lights", "up to 4 colours")
    return Colours(**{**parts, "lights": tuple(lights)})


def checked(template: Template) -> Template:
    """Return `template`; raise `BadInput` for the first value that cannot be drawn or could do harm."""
    if not NAME.fullmatch(template.name) or len(template.name) > LONGEST_NAME:
        raise _wrong("name", f"up to {LONGEST_NAME} small letters, digits and hyphens")
    _short("label", template.label, LONGEST_LABEL)
    _one_of("ground", template.ground, GROUNDS)
    for palette in template.palettes:
        for name in ("ground", "ink", "accent", "panel"):
            _colour(name, getattr(palette, name))
        for light in palette.lights:
            _colour("lights", light)
    _check_fonts(template)
    _check_captions(template.captions)
    _check_logo(template.logo)
    _short("intro label", template.intro.label, LONGEST_LABEL)
    _short("outro line", template.outro.line, LONGEST_LINE)
    _short("music", template.music, LONGEST_LINE)
    if template.music.startswith(".") or "/" in template.music or "\\" in template.music:
        raise _wrong("music", "the name of a file, without its folder")
    return template


def _check_fonts(template: Template) -> None:
    for name in ("heading", "text"):
        _one_of(f"{name} font", getattr(template.fonts, name), FONTS)
    _one_of("caption font", template.captions.font, FONTS)
    _between("weight", template.fonts.weight, 400, 900)


def _check_captions(captions: CaptionStyle) -> None:
    _between("caption place", captions.place, 0, 100)
    _between("caption size", captions.size, 40, 130)
    _between("outline", captions.outline, 0, 200)
    _one_of("case", captions.case, CASES)
    _one_of("spoken", captions.spoken, SPOKEN)
    for name in ("ink", "highlight", "outline_colour"):
        _colour(f"caption {name}", getattr(captions, name))


def _check_logo(logo: Logo) -> None:
    _inside_path("logo", logo.path)
    _one_of("corner", logo.corner, CORNERS)
    _between("logo size", logo.size, 32, 240)
    if not DIGEST.fullmatch(logo.digest):
        raise _wrong("logo digest", "a digest")


def _wrong(what: str, expected: str) -> BadInput:
    return BadInput(
        f"{what} is not {expected}.", means="The template cannot be used.", todo="Correct it and try again."
    )


def _short(what: str, text: str, longest: int) -> None:
    if len(text) > longest or any(ord(character) < 32 for character in text):
        raise _wrong(what, f"one line of up to {longest} characters")


def _one_of(what: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise _wrong(what, f"one of {', '.join(choices)}")


def _between(what: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise _wrong(what, f"between {least} and {most}")


def _colour(what: str, value: Any) -> None:
    if not isinstance(value, str) or not COLOUR.fullmatch(value):
        raise _wrong(what, "a colour like #1a2b3c")


def _inside_path(what: str, path: str) -> None:
    parts = path.split("/")
    if len(path) > LONGEST_PATH or path.startswith("/") or "\\" in path or ".." in parts or "\x00" in path:
        raise _wrong(what, "a path inside its folder")


def luminance(colour: str) -> float:
    """Return the relative luminance of "#rrggbb", as WCAG defines it."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast of two colours, 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


TEMPLATES: dict[str, Template] = {data["name"]: Template.from_dict(data) for data in (LIGHTS, EDITORIAL, BOLD)}
DEFAULT = "lights"


def get_template(name: str = "") -> Template:
    """Return the shipped template `name` ("" is the default); raise `BadInput` with the choices."""
    try:
        return TEMPLATES[name or DEFAULT]
    except KeyError:
        raise BadInput(
            f"There is no template {name!r}.", means="Nothing was made.", todo=f"Choose one of {', '.join(TEMPLATES)}."
        ) from None
