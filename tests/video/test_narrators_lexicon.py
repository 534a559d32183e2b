"""Dictionaries that are searched as they are packed: they say what they would say unpacked."""

import gzip
import json
from pathlib import Path

import pytest
from hibari.g2p import ASSETS
from hypothesis import given
from hypothesis import strategies as st

from reelpress.video.narrators.lexicon import Lexicon

WORDS = st.text(st.characters(codec="utf-8", exclude_characters='"\\', min_codepoint=32), max_size=6)
SAID = st.one_of(WORDS, st.dictionaries(WORDS, WORDS, min_size=1, max_size=3))


def packed(said: dict[str, object]) -> bytes:
    in_order = {word: said[word] for word in sorted(said)}
    return json.dumps(in_order, ensure_ascii=False, separators=(",", ":")).encode()


@given(st.dictionaries(WORDS, SAID, min_size=1), WORDS)
def test_any_dictionary_says_what_it_says_unpacked(said, word):
    found = Lexicon(packed(said))
    assert {each: found.get(each) for each in [*said, word]} == {each: said.get(each) for each in [*said, word]}


@pytest.mark.parametrize("name", ["gold", "silver"])
def test_so_do_those_of_the_voice_that_comes_along(name):
    path = Path(ASSETS) / f"lexicon_us_{name}.json.gz"
    said, found = json.loads(gzip.decompress(path.read_bytes())), Lexicon.read(path)
    assert len(found.words) == len(said)
    assert all(found.get(word) == said[word] for word in list(said)[::50])
    assert [found.get(word) for word in ("", '"', "\\", "\ud800", "DEFAULT", "zzzzzz")] == [None] * 6


@pytest.mark.parametrize("text", [b"", b"[]", b'{"a\\"b":"c"}', b'{ "a": "b" }', b'{"a":"b"'])
def test_another_kind_of_text_is_refused(text):
    with pytest.raises(ValueError, match="not written as one that can be searched"):
        Lexicon(text)
