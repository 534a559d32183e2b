"""Languages by their tags."""

import pytest

from reelpress.lib.errors import BadInput
from reelpress.video.languages import LANGUAGES, language_name, language_tag, same_language


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("es", "es"),
        (" ES ", "es"),
        ("Spanish", "es"),
        ("pt_br", "pt-BR"),
        ("zh-hant", "zh-Hant"),
        ("", ""),
        ("gsw", "gsw"),
    ],
)
def test_a_language_is_named_by_its_tag_or_its_name(text: str, tag: str) -> None:
    assert language_tag(text) == tag


@pytest.mark.parametrize("text", ["klingonish", "e", "es; DROP", "12", "en-" + "x" * 30, "es-"])
def test_what_is_no_language_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="is no language"):
        language_tag(text)


def test_every_language_that_is_offered_is_one() -> None:
    assert [language_tag(tag) for tag in LANGUAGES] == list(LANGUAGES)
    assert len(set(LANGUAGES.values())) == len(LANGUAGES)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("en", "en-US", True),
        ("en_GB", "en", True),
        ("en-US", "en-GB", False),
        ("pt", "es", False),
        ("zh-Hans", "zh-Hant", False),
    ],
)
def test_a_region_makes_no_translation_but_between_two_regions(first: str, second: str, same: bool) -> None:
    assert same_language(first, second) == same_language(second, first) == same


def test_a_language_has_a_name_that_a_model_understands() -> None:
    assert [language_name(tag) for tag in ("es", "pt-BR", "tlh", "")] == [
        "Spanish",
        "Portuguese (BR)",
        "the language with the tag tlh",
        "the language of the post",
    ]
