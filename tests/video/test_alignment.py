"""What is written gets the times of what was spoken."""

from hypothesis import given
from hypothesis import strategies as st

from reelpress.video.narrators.alignment import align, proportional
from reelpress.video.narrators.base import Word

TEXTS = st.lists(st.text("abc$9.,—é世", min_size=1, max_size=6), max_size=12)


def spoken(*texts, each=0.5):
    return [Word(text, place * each, place * each + 0.4) for place, text in enumerate(texts)]


def test_equal_words_take_the_time_of_their_twin():
    found = align(["Hello,", "world!"], spoken("Hello,", "world!"))

    assert found == [Word("Hello,", 0.0, 0.4), Word("world!", 0.5, 0.9)]


def test_a_price_is_one_word_that_lasts_as_long_as_all_that_is_said_of_it():
    found = align(["costs", "$9.99", "now"], spoken("costs", "nine", "dollars", "ninety-nine", "cents", "now"))

    assert (found[1].start, round(found[1].end, 6)) == (0.5, 2.4)
    assert found[2].start == 2.5


def test_what_makes_no_sound_takes_no_time():
    found = align(["one", "—", "two"], spoken("one", "two"))

    assert found[1].start == found[1].end == 0.4


def test_words_share_a_time_by_their_letters():
    assert proportional(["a", "bbb"], 0.0, 4.0) == [Word("a", 0.0, 1.0), Word("bbb", 1.0, 4.0)]


@given(TEXTS, TEXTS)
def test_every_written_word_is_there_once_in_order_and_never_goes_back(written, said):
    found = align(written, spoken(*said))

    assert [word.text for word in found] == written
    starts = [word.start for word in found]
    assert starts == sorted(starts)
    assert all(word.start <= word.end for word in found)
