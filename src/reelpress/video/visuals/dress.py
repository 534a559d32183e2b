"""A template put on a scene: the colours, type and shapes that every part of its card is drawn with. Draws nothing."""

from dataclasses import dataclass
from functools import cached_property

from reelpress.video.templates import Template
from reelpress.video.visuals.bidi import mostly_leftward
from reelpress.video.visuals.layout import Layout
from reelpress.video.visuals.look import Look
from reelpress.video.visuals.palette import RGB, Palette, ink_on, mixed, palette_of, readable
from reelpress.video.visuals.typeset import Style

LIGHTS, PAPER, FLAT = "lights", "paper", "flat"
RADIUS = {LIGHTS: 30, PAPER: 6, FLAT: 14}
SHADOW = {LIGHTS: 0.5, PAPER: 0.16, FLAT: 0.0}


@dataclass(frozen=True)
class Dress:
    """What the parts of one card have in common."""

    layout: Layout
    template: Template
    palette: Palette
    leftward: bool
    locale: str
    tall_script: bool = False  # letters with marks above and below need more room between lines

    @classmethod
    def of(cls, look: Look, layout: Layout | None = None) -> "Dress":
        """Return the dress of `look`."""
        words = " ".join((look.title, look.text, *look.items, look.attribution if look.kind == "quote" else ""))
        palette = palette_of(look.template, look.seed)
        placed = layout or Layout(look.width, look.height)
        tall = any(ord(character) > 0x52F for character in words[:600])
        return cls(placed, look.template, palette, mostly_leftward(words[:600]), look.locale, tall)

    @property
    def kind(self) -> str:
        return self.template.ground

    @cached_property
    def heavy(self) -> Style:
        """Titles."""
        leading = 1.0 if self.kind == FLAT and not self.tall_script else 1.1
        return Style(self.template.fonts.weight, leading, self.template.fonts.heading, self.locale)

    @cached_property
    def bold(self) -> Style:
        """Sentences that are the whole card."""
        weight = min(self.template.fonts.weight, 720)
        return Style(weight, 1.2, self.template.fonts.heading, self.locale)

    @cached_property
    def text(self) -> Style:
        """Running text."""
        return Style(520, 1.32, self.template.fonts.text, self.locale)

    @cached_property
    def row(self) -> Style:
        """Rows of a list and names in a chart."""
        return Style(640, 1.24, self.template.fonts.text, self.locale)

    @property
    def ink(self) -> RGB:
        return self.palette.ink

    @cached_property
    def accent(self) -> RGB:
        """The accent, as far moved as large type on the ground needs."""
        return readable(self.palette.accent, self.palette.ground, 3.0)

    @cached_property
    def panel_accent(self) -> RGB:
        return readable(self.palette.accent, self.palette.panel, 3.0)

    @cached_property
    def on_accent(self) -> RGB:
        return ink_on(self.palette.accent)

    @cached_property
    def on_panel(self) -> RGB:
        return readable(self.palette.ink, self.palette.panel)

    @cached_property
    def faint(self) -> RGB:
        """What is there but not looked at: unlit bars, hairlines, names of languages."""
        return mixed(self.palette.panel, self.on_panel, 0.5)

    @property
    def panel_alpha(self) -> float:
        return 0.82 if self.kind == LIGHTS else 1.0

    @property
    def shadow(self) -> float:
        """How dark the shadow of panels is."""
        return SHADOW[self.kind]

    @property
    def glow(self) -> float:
        """How dark the halo of type is; type on a plain ground needs none."""
        return 0.42 if self.kind == LIGHTS else 0.0

    @cached_property
    def radius(self) -> int:
        return self.layout.px(RADIUS[self.kind])

    def aside(self, width: int) -> int:
        """Return where a part of `width` pixels begins: at the side from which the card is read."""
        return self.layout.inner - width if self.leftward else 0
