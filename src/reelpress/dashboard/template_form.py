"""The form of a template: colours, type, captions, logo, title, end, music. The template itself judges the values."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget, UnfoldBooleanWidget

from reelpress.lib.errors import BadInput
from reelpress.video.music import BUNDLED, files_in
from reelpress.video.templates import LEAST_CONTRAST, Colours, Template, contrast

FONTS = (
    ("inter", "Inter"),
    ("serif", "Source Serif"),
    ("grotesk", "Bricolage Grotesque"),
    ("round", "Nunito"),
    ("mono", "JetBrains Mono"),
)
GROUNDS = (("lights", "Flowing lights"), ("paper", "Paper"), ("flat", "Flat colour"))
CASES = (("as-written", "As written"), ("upper", "CAPITALS"))
SPOKEN = (("colour", "In colour"), ("box", "In a box"), ("none", "Not marked"))
CORNERS = (("top-right", "Top right"), ("top-left", "Top left"), ("none", "Nowhere but title and end"))
LIGHTS = ("light1", "light2", "light3", "light4")


def _colour(label: str, *, required: bool = True) -> forms.CharField:
    widget = forms.TextInput({"type": "color", "class": "tp-colour"})
    return forms.CharField(label=label, widget=widget, required=required, max_length=7)


def _choice(label: str, choices: tuple[tuple[str, str], ...]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=UnfoldAdminSelectWidget)


def _range(label: str, least: int, most: int, step: int = 1) -> forms.IntegerField:
    widget = forms.NumberInput({"type": "range", "min": least, "max": most, "step": step, "class": "tp-range"})
    return forms.IntegerField(label=label, min_value=least, max_value=most, widget=widget)


def _line(label: str, longest: int, hint: str) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=longest, widget=UnfoldAdminTextInputWidget, help_text=hint
    )


def _yes(label: str) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, widget=UnfoldBooleanWidget)


class TemplateForm(forms.Form):
    """All that a person can set of a template."""

    label = forms.CharField(label="Name", max_length=60, widget=UnfoldAdminTextInputWidget)
    ground = _choice("Kind of ground", GROUNDS)
    ground_colour = _colour("Ground colour")
    ink = _colour("Type")
    accent = _colour("Accent")
    panel = _colour("Panels")
    light1, light2 = _colour("Light 1", required=False), _colour("Light 2", required=False)
    light3, light4 = _colour("Light 3", required=False), _colour("Light 4", required=False)
    vary = _yes("Other colours for each post")
    heading_font = _choice("Headings", FONTS)
    text_font = _choice("Running text", FONTS)
    weight = _range("Weight of headings", 400, 900, 20)
    caption_font = _choice("Font", FONTS)
    caption_size = _range("Size", 40, 130, 2)
    caption_place = _range("Place, from the middle down", 0, 100, 5)
    caption_case = _choice("Letters", CASES)
    caption_ink = _colour("Words")
    spoken = _choice("The spoken word", SPOKEN)
    highlight = _colour("Its colour")
    outline = _range("Outline", 0, 200, 10)
    outline_colour = _colour("Outline colour")
    logo = forms.FileField(
        label="Logo",
        required=False,
        widget=forms.FileInput({"accept": "image/*"}),
        help_text="PNG with a transparent ground is best. Shown after saving.",
    )
    no_logo = _yes("Remove the logo")
    corner = _choice("Place", CORNERS)
    logo_size = _range("Size", 32, 240, 4)
    intro_label = _line("Label over the title", 60, "Empty: the name of the site.")
    intro_logo = _yes("Logo on the title")
    outro_line = _line("What the end card says", 120, "Empty: what the storyboard says.")
    outro_code = _yes("QR code of the address")
    outro_logo = _yes("Logo on the end card")
    music = forms.ChoiceField(label="Under the voice", required=False, widget=UnfoldAdminSelectWidget)

    GROUPS = (
        ("Colours", ("ground", "ground_colour", "ink", "accent", "panel", *LIGHTS, "vary")),
        ("Type", ("heading_font", "text_font", "weight")),
        (
            "Captions",
            (
                "caption_font",
                "caption_size",
                "caption_place",
                "caption_case",
                "caption_ink",
                "spoken",
                "highlight",
                "outline",
                "outline_colour",
            ),
        ),
        ("Logo", ("logo", "no_logo", "corner", "logo_size")),
        ("Title and end", ("intro_label", "intro_logo", "outro_line", "outro_code", "outro_logo")),
        ("Music", ("music",)),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["music"].choices = _music(self.initial.get("music", ""))  # type: ignore[attr-defined]
        self.fields["music"].help_text = f"It sinks while somebody speaks. Files of your own go into {settings.MUSIC}."

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields by what they are about, for the page."""
        return [(title, [self[name] for name in names]) for title, names in self.GROUPS]


def values_of(template: Template) -> dict[str, Any]:
    """Return what the form of `template` shows at first."""
    colours, captions = template.palettes[0], template.captions
    lights = ((colours.lights or (colours.ground,)) * 4)[:4]  # fewer are used in turn
    return {
        "label": template.label,
        "ground": template.ground,
        "ground_colour": colours.ground,
        "ink": colours.ink,
        "accent": colours.accent,
        "panel": colours.panel,
        **dict(zip(LIGHTS, lights, strict=True)),
        "vary": len(template.palettes) > 1,
        "heading_font": template.fonts.heading,
        "text_font": template.fonts.text,
        "weight": template.fonts.weight,
        "caption_font": captions.font,
        "caption_size": captions.size,
        "caption_place": captions.place,
        "caption_case": captions.case,
        "caption_ink": captions.ink,
        "spoken": captions.spoken,
        "highlight": captions.highlight,
        "outline": captions.outline,
        "outline_colour": captions.outline_colour,
        "corner": template.logo.corner,
        "logo_size": template.logo.size,
        "intro_label": template.intro.label,
        "intro_logo": template.intro.logo,
        "outro_line": template.outro.line,
        "outro_code": template.outro.code,
        "outro_logo": template.outro.logo,
        "music": template.music,
    }


def _music(chosen: str) -> list[tuple[str, str]]:
    """Return what can be chosen now, and what is chosen though it is no longer there."""
    files = files_in(Path(settings.MUSIC))
    lost = [(chosen, f"{chosen} (not in the music folder)")] if chosen not in ("", BUNDLED, *files) else []
    return [("", "No music"), (BUNDLED, "Calm (bundled)"), *((name, name) for name in files), *lost]


def template_of(base: Template, given: dict[str, Any]) -> Template:
    """Return `base` with the form's values; raises `BadInput` for what cannot be drawn."""
    lights = tuple(dict.fromkeys(light for name in LIGHTS if (light := given[name])))
    colours = Colours(given["ground_colour"], given["ink"], given["accent"], given["panel"], lights)
    captions = {name: given[f"caption_{name}"] for name in ("font", "size", "place", "case", "ink")} | {
        name: given[name] for name in ("spoken", "highlight", "outline", "outline_colour")
    }
    changed = replace(
        base,
        label=given["label"],
        ground=given["ground"],
        palettes=(colours, *base.palettes[1:]) if given["vary"] else (colours,),
        fonts=replace(base.fonts, heading=given["heading_font"], text=given["text_font"], weight=given["weight"]),
        captions=replace(base.captions, **captions),
        logo=replace(base.logo, corner=given["corner"], size=given["logo_size"]),
        intro=replace(base.intro, label=given["intro_label"], logo=given["intro_logo"]),
        outro=replace(base.outro, line=given["outro_line"], code=given["outro_code"], logo=given["outro_logo"]),
        music=given["music"],
    )
    return Template.from_dict(changed.to_dict())


def check_readable(template: Template) -> None:
    """Raise `BadInput` when the type of a set of colours could not be read on its ground or its panels."""
    for colours in template.palettes:
        for name, ground in (("the ground", colours.ground), ("the panels", colours.panel)):
            found = contrast(colours.ink, ground)
            if found < LEAST_CONTRAST:
                raise BadInput(
                    f"The type has a contrast of {found:.1f} on {name}; it needs {LEAST_CONTRAST}.",
                    means="Nothing was saved.",
                    todo="Make one lighter or the other darker.",
                )
