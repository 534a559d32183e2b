"""Templates: data that survives a round trip, refuses what cannot be drawn, and can be read by anybody."""

import json

import pytest

from reelpress.lib.errors import BadInput
from reelpress.video.templates import LEAST_CONTRAST, TEMPLATES, Template, contrast, get_template


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_survives_being_written_as_json(name: str) -> None:
    template = TEMPLATES[name]
    assert Template.from_dict(json.loads(json.dumps(template.to_dict()))) == template


def test_the_empty_name_is_the_default_and_an_unknown_one_is_refused_with_the_choices() -> None:
    assert get_template("") is TEMPLATES["lights"]
    with pytest.raises(BadInput, match="lights, editorial, bold"):
        get_template("../lights")


HOSTILE = {
    "colour": {"palettes": [{"ground": "red;}", "ink": "#ffffff", "accent": "#ffffff", "panel": "#000000"}]},
    "no palette": {"palettes": []},
    "too many palettes": {"palettes": [TEMPLATES["bold"].to_dict()["palettes"][0]] * 13},
    "palettes of text": {"palettes": "#ffffff"},
    "a palette without ink": {"palettes": [{"ground": "#000000"}]},
    "too many lights": {"palettes": [{**TEMPLATES["bold"].to_dict()["palettes"][0], "lights": ["#000000"] * 5}]},
    "unknown field": {"script": "x"},
    "unknown ground": {"ground": "lava"},
    "unknown font": {"fonts": {"heading": "/etc/passwd"}},
    "weight of text": {"fonts": {"weight": "900"}},
    "weight": {"fonts": {"weight": 9000}},
    "logo outside": {"logo": {"path": "../../etc/passwd"}},
    "logo absolute": {"logo": {"path": "/etc/passwd"}},
    "logo digest": {"logo": {"digest": "../x"}},
    "caption size": {"captions": {"size": 100000}},
    "caption size as a truth": {"captions": {"size": True}},
    "caption place": {"captions": {"place": -1}},
    "captions of text": {"captions": "big"},
    "label with a line break": {"label": "a\nb"},
    "long label": {"label": "a" * 61},
    "long line": {"outro": {"line": "a" * 121}},
    "music outside": {"music": "../song.mp3"},
    "music elsewhere": {"music": "/etc/passwd"},
    "music in a hidden file": {"music": ".song.mp3"},
    "music with a line break": {"music": "a\nb.mp3"},
    "music as a truth": {"music": True},
    "a field that nobody knows": {"sauce": "x"},
    "name with a slash": {"name": "a/b"},
    "not an object": None,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_value_is_refused(name: str) -> None:
    change = HOSTILE[name]
    with pytest.raises(BadInput):
        Template.from_dict({**TEMPLATES["lights"].to_dict(), **change} if change is not None else change)


def test_the_key_knows_no_name_and_no_music_but_every_colour() -> None:
    base = TEMPLATES["bold"].to_dict()
    key = Template.from_dict(base).key()
    assert Template.from_dict({**base, "name": "x", "label": "y", "music": "z.mp3"}).key() == key
    assert Template.from_dict({**base, "palettes": base["palettes"][:1]}).key() != key


@pytest.mark.parametrize("name", TEMPLATES)
def test_declared_colours_can_be_read_on_what_they_stand_on(name: str) -> None:
    for colours in TEMPLATES[name].palettes:
        for ink, ground in (("ink", "ground"), ("ink", "panel"), ("accent", "panel")):
            found = contrast(getattr(colours, ink), getattr(colours, ground))
            assert found >= (LEAST_CONTRAST if ink == "ink" else 3.0), (ink, ground, found)
