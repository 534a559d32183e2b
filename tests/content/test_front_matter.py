"""Front matter is split off and read; whatever is wrong with it is said in one sentence."""

import string
import tomllib
from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from reelpress.content.sources import front_matter

KEYS = st.text(string.ascii_lowercase, min_size=1, max_size=12)
LINES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)


def test_yaml_between_dashes_is_read():
    meta, body = front_matter.split("---\ntitle: Hello\ntags: [a, b]\n---\n\nText\n")
    assert meta == {"title": "Hello", "tags": ["a", "b"]}
    assert body.strip() == "Text"


def test_toml_between_pluses_is_read():
    meta, body = front_matter.split('+++\ntitle = "Hello"\ndate = 2025-03-01\n[extra]\nteam = "x"\n+++\nText')
    assert meta == {"title": "Hello", "date": date(2025, 3, 1), "extra": {"team": "x"}}
    assert body.strip() == "Text"


def test_yaml_values_stay_as_the_author_wrote_them():
    meta, _ = front_matter.split("---\nversion: 1.10\nanswer: no\nyear: 2024\nday: 2024-01-05\ntime: 12:30\n---\nx")
    assert meta == {"version": "1.10", "answer": "no", "year": "2024", "day": "2024-01-05", "time": "12:30"}


def test_windows_line_ends_are_read():
    assert front_matter.split("---\r\ntitle: Hello\r\n---\r\nText") == ({"title": "Hello"}, "\nText")


def test_yaml_may_end_with_dots():
    assert front_matter.split("---\na: b\n...\nText")[0] == {"a": "b"}


@pytest.mark.parametrize("text", ["Text only", "", "# Title\n\n---\nmore\n---\n", "----\na: b\n---\n", "--- a\nb: c"])
def test_text_without_front_matter_is_all_body(text):
    assert front_matter.split(text) == ({}, text)


def test_rules_around_a_paragraph_are_no_front_matter():
    text = "---\nJust a paragraph.\n---\n\nMore"
    assert front_matter.split(text) == ({}, text)


def test_a_rule_in_the_first_line_is_no_front_matter():
    text = "---\nJust a paragraph, and then nothing"
    assert front_matter.split(text) == ({}, text)


@pytest.mark.parametrize("text", ["---\n---\nText", "---\n# a comment\n---\nText", "+++\n+++\nText"])
def test_empty_front_matter_is_none(text):
    meta, body = front_matter.split(text)
    assert meta == {}
    assert body.strip().endswith("Text")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("---\ntitle: [a\n---\nx", "is not valid YAML in line"),
        ("---\ntitle: a: b\n---\nx", "is not valid YAML in line 2: a text that holds a colon must stand in quotes"),
        ("---\ntags:\n\t- a\n---\nx", "in line 3: it is indented by a tab, where only spaces may stand"),
        ("---\ntitle: a: b\n---\nx", "line 2"),
        ("---\ntitle: a\n", "begins with --- and never ends"),
        ("+++\ntitle = 'a'\n", "begins with +++ and never ends"),
        ("+++\ntitle = \n+++\nx", "is not valid TOML: Invalid value (at line 2"),
        ("+++\na = 1\na = 2\n+++\nx", "is not valid TOML"),
        ("---\n- a: 1\n- b: 2\n---\nx", "is not a list of keys and values"),
        ("---\n- a\n- b\n---\nx", "is not a list of keys and values"),
        ("---\na: \x07\n---\nx", "holds a character that YAML does not allow (U+0007)"),
        ("---\na: *nobody\n---\nx", "is not valid YAML"),
        ("---\n? [a, b]\n: c\nd: e\n---\nx", "is not valid YAML"),
        ("---\na: " + "[" * 5000 + "\n---\nx", "is nested too deeply"),
        ("+++\na = " + "[" * 5000 + "\n+++\nx", "is nested too deeply"),
        ("+++\n" + ".".join("a" * 20_000) + " = 1\n+++\nx", "is nested too deeply"),
        ("+++\na = " + "9" * 5000 + "\n+++\nx", "is not valid TOML"),
        ("---\na: b\n" + "# filler\n" * 9000 + "---\nx", "is longer than 64 KB"),
    ],
)
def test_broken_front_matter_says_why(text, why):
    with pytest.raises(front_matter.Broken) as broken:
        front_matter.split(text)
    assert why in str(broken.value)
    assert "\n" not in str(broken.value)


def test_a_bomb_of_aliases_is_refused():
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    with pytest.raises(front_matter.Broken, match="aliases"):
        front_matter.split("---\n" + "\n".join(lines) + "\n---\nx")


def test_an_honest_alias_is_read():
    meta, _ = front_matter.split("---\nauthor: &me Ada\neditor: *me\n---\nx")
    assert meta == {"author": "Ada", "editor": "Ada"}


@given(st.dictionaries(KEYS, LINES, max_size=6), st.text(st.characters(exclude_characters="\r"), max_size=80))
def test_what_yaml_writes_is_read_back(data, body):
    text = f"---\n{yaml.safe_dump(data, allow_unicode=True) if data else ''}---\n{body}"
    meta, rest = front_matter.split(text)
    # Only what YAML itself cannot hold in one line comes back otherwise.
    assert meta == yaml.load(yaml.safe_dump(data, allow_unicode=True), yaml.BaseLoader)
    assert rest == f"\n{body}"


@given(st.dictionaries(KEYS, st.text(string.printable.replace("\r", ""), max_size=60), max_size=6))
def test_what_toml_writes_is_read_back(data):
    import json

    lines = [f"{key} = {json.dumps(value)}" for key, value in data.items()]
    text = "+++\n" + "\n".join(lines) + "\n+++\nbody"
    try:
        expected = tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError:
        return
    assert front_matter.split(text)[0] == expected


@given(st.text(st.sampled_from("-+=:\n[]{}&*!|>'\"#? ab.1,%@`")))
def test_no_text_does_worse_than_broken(text):
    for fence in ("---", "+++"):
        try:
            meta, body = front_matter.split(f"{fence}\n{text}\n{fence}\n")
        except front_matter.Broken:
            continue
        assert isinstance(meta, dict)
        assert isinstance(body, str)
