"""Words become lines and cues, in every script."""

import re
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import iter_graphemes

from reelpress.video.captions import (
    LONGEST_CUE,
    LONGEST_LINE,
    LONGEST_WORD,
    MOST_WORDS,
    PLAIN,
    caption_lines,
    columns,
    srt_text,
    vtt_text,
)
from reelpress.video.narrators.base import Narration, Word
from reelpress.video.narrators.segmentation import pieces
from reelpress.video.timeline import Timeline


@pytest.fixture(scope="module", autouse=True)
def segmenters():
    """Their dictionaries are loaded once, and not inside of a measured example."""
    pieces("你好 สวัสดี ですか")


def words_of(text, language="en", each=0.3):
    shown = pieces(text, language)
    return tuple(
        Word(word, place * each, place * each + 0.25, glued) for place, (word, glued) in enumerate(shown)
    )  # fmt: skip


def narration_of(text, language="en"):
    words = words_of(text, language)
    return Narration(Path("a.wav"), 24_000, len(words) * 0.3 + 0.1, words)


def shown(text, language="en"):
    return ["".join(line.texts).strip() for line in caption_lines(words_of(text, language))]


SAID = st.lists(
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=30), min_size=1
).map(" ".join)
# What breaks cutters: marks, joiners, flags, conjuncts, wide letters, right-to-left letters.
CLUSTERS = [*"aZ.،-_/é界語、。สวัดีمحनमस्ते्क्षि", "e\u0301", "👨‍👩‍👧‍👦", "🇩🇪", "👍🏽", "\u200d", "க்ஷ"]
HARD = st.lists(st.lists(st.sampled_from(CLUSTERS), min_size=1, max_size=60).map("".join), min_size=1, max_size=8).map(
    " ".join
)
CLEAR = (
    "The answer, in short: measure first.",
    "الإصدار 3.11 أسرع بنسبة 42%، كما يقول التقرير. جرّبه اليوم.",
    "रिपोर्ट दिखाती है कि 42% उपयोगकर्ता संस्करण 3.11 पर चले गए।",
    "报告显示，2024年有1250名用户中的42%升级到了3.11版本。使用 Python 更快。",
    "日本語の文章を、読みます。Reactを使うと速い。",
)


def test_a_line_breaks_after_a_sentence_and_after_a_pause_once_it_is_half_full():
    assert shown("It works. Slowly at first, then all at once.") == [
        "It works.",
        "Slowly at first,",
        "then all at once.",
    ]


@pytest.mark.parametrize("text", CLEAR)
def test_no_line_begins_with_a_sign_that_closes_or_ends_with_one_that_opens(text):
    lines = shown(text)

    assert not [line for line in lines if line[0] in "，。、،.)」" or line[-1] in "（「("]
    assert len(lines) > 1


def test_chinese_breaks_between_words_and_is_written_without_spaces():
    assert shown("报告显示，2024年有1250名用户升级到了新版本。使用 Python 更快。", "zh") == [
        "报告显示，", "2024年有1250名用户", "升级到了新版本。", "使用 Python 更快。",
    ]  # fmt: skip


def test_a_name_in_code_is_cut_at_its_joints():
    lines = caption_lines(words_of("framework.IgnoreNotFound"))

    assert [line.texts for line in lines] == [("framework.",), ("IgnoreNotFound",)]


@pytest.mark.parametrize(
    ("text", "language", "lines"),
    [
        ("Wir haben jetzt 2,5 Mio. Nutzer", "de", ["Wir haben jetzt", "2,5 Mio. Nutzer"]),
        ("Das sind etwa noch 3,5 Mrd. Euro", "de", ["Das sind etwa noch", "3,5 Mrd. Euro"]),
        ("They ran for nearly 10 km", "en", ["They ran for", "nearly 10 km"]),
        ("Just upgrade it to v 3.2 today", "en", ["Just upgrade it", "to v 3.2 today"]),
        ("It now runs on Rust 1.90.0 alone", "en", ["It now runs on", "Rust 1.90.0 alone"]),
        ("Nous avons perdu 62 % des ventes", "fr", ["Nous avons perdu", "62 % des ventes"]),
    ],
)
def test_a_figure_and_its_unit_stand_on_one_line(text, language, lines):
    assert shown(text, language) == lines


@pytest.mark.parametrize(
    ("text", "language", "lines"),
    [
        ("系统并不知道没有人在听。", "zh", ["系统并不知道", "没有人在听。"]),
        ("It never lets you down now.", "en", ["It never lets", "you down now."]),
        ("Stop with a clear conscience.", "en", ["Stop with a", "clear conscience."]),
        ("It works. Done.", "en", ["It works.", "Done."]),
    ],
)
def test_no_short_word_of_a_sentence_is_a_line_of_its_own(text, language, lines):
    assert shown(text, language) == lines


def test_a_long_word_stands_alone_and_a_longer_one_is_hyphenated():
    assert shown("Die Datenschutzgrundverordnung gilt.", "de") == ["Die", "Datenschutzgrundverordnung", "gilt."]
    lines = caption_lines(words_of("Rindfleischetikettierungsüberwachung getElementsByTagNameAndClass", "de"), "de")
    drawn = ["".join(line.shown).strip() for line in lines]
    assert drawn == ["Rindfleischetiket-", "tierungsüberwachung", "getElementsBy", "TagNameAndClass"]


@pytest.mark.parametrize(
    ("text", "language", "lines"),
    [
        (
            "pneumonoultramicroscopicsilicovolcanoconiosis",
            "en",
            ["pneumonoultramic-", "roscopicsilicov-", "olcanoconiosis"],
        ),
        ("internationalization_and_localization", "en", ["international-", "ization_and_", "localization"]),
        ("getUserAuthenticationTokenFromHTTPRequest", "en", ["getUser", "AuthenticationToken", "FromHTTPRequest"]),
    ],
)
def test_a_word_of_several_lines_is_cut_at_syllables_or_humps_into_parts_of_like_length(text, language, lines):
    drawn = ["".join(line.shown).strip() for line in caption_lines([Word(text, 0.0, 3.0)], language)]

    assert drawn == lines
    assert max(map(columns, drawn)) <= LONGEST_LINE


@pytest.mark.parametrize("letter", ["a", "界", "e\u0301", "क्षि", "👨‍👩‍👧‍👦", "🇩🇪"])
def test_a_word_of_thousands_of_letters_is_cut_between_letters_only(letter):
    text = letter * 4000
    lines = ["".join(line.texts) for line in caption_lines([Word(text, 0.0, 9.0)])]

    assert "".join(lines) == text
    assert max(map(columns, lines)) <= LONGEST_LINE
    assert {cluster for line in lines for cluster in iter_graphemes(line)} == {*iter_graphemes(letter)}


@given(st.one_of(SAID, HARD))
def test_lines_hold_every_letter_in_order_and_stay_short(text):
    lines = caption_lines(words_of(text))

    assert "".join("".join(line.texts) for line in lines) == " ".join(text.split())
    assert all(len(line.texts) <= MOST_WORDS for line in lines)
    assert all(fits("".join(line.texts).rstrip()) for line in lines)


def fits(line):
    if PLAIN.fullmatch(line):
        return columns(line) <= LONGEST_WORD
    return sum(map(columns, line.split())) + line.count(" ") <= LONGEST_LINE


@given(HARD)
def test_no_cut_goes_through_what_is_read_as_one_character(text):
    def ends(parts):
        at, found = 0, set()
        for part in parts:
            at += len(part)
            found.add(at)
        return found

    for word in text.split():
        lines = ["".join(line.texts) for line in caption_lines([Word(word, 0.0, 1.0)])]
        assert ends(lines) <= ends(iter_graphemes(word))


@given(st.one_of(SAID, HARD))
def test_a_line_is_gone_before_the_next_one_comes(text):
    lines = caption_lines(words_of(text))

    assert all(before.end <= after.starts[0] for before, after in pairwise(lines))
    assert all(list(line.starts) == sorted(line.starts) for line in lines)


def cues(text):
    """The texts and times (in ms) of a SubRip file."""
    found = re.findall(r"(\d+):(\d+):(\d+),(\d+) --> (\d+):(\d+):(\d+),(\d+)\n(.*?)(?:\n\n|\Z)", text, re.S)
    times = [[int(part) for part in cue[:8]] for cue in found]
    clock = [(((h * 60 + m) * 60 + s) * 1000 + ms, ((h2 * 60 + m2) * 60 + s2) * 1000 + ms2)
             for h, m, s, ms, h2, m2, s2, ms2 in times]  # fmt: skip
    return clock, [cue[8].strip() for cue in found]


def test_the_sidecar_holds_exactly_what_is_said():
    scenes = [narration_of("It works. {not} a <b>tag</b>, nor N\\N."), narration_of("All at once.")]
    timeline = Timeline.of([scene.seconds for scene in scenes])

    clock, texts = cues(srt_text(timeline, scenes))

    assert " ".join(texts) == "It works. {not} a <b>tag</b>, nor N\\N. All at once."
    assert all(start < end for start, end in clock)
    assert all(before[1] <= after[0] for before, after in pairwise(clock))
    assert clock[-1][1] <= timeline.seconds * 1000 + 1


@pytest.mark.parametrize(("text", "language"), [(CLEAR[1], "ar"), (CLEAR[2], "hi"), (CLEAR[3], "zh")])
def test_the_sidecar_of_every_script_is_in_reading_order_and_comfortable(text, language):
    scene = narration_of(text, language)

    clock, texts = cues(srt_text(Timeline.of([scene.seconds]), [scene]))

    plain = [line.removeprefix("\u200f") for line in texts]
    assert "".join("".join(plain).split()) == "".join(text.split())
    assert max(map(columns, plain)) <= LONGEST_CUE
    assert clock == sorted(clock)


def test_a_cue_of_arabic_that_begins_with_a_foreign_name_still_runs_from_the_right():
    scene = narration_of("هذا هو التقرير الكامل. Python أسرع الآن.", "ar")

    _, texts = cues(srt_text(Timeline.of([scene.seconds]), [scene]))

    assert [unicodedata.bidirectional(text[0]) for text in texts] == ["AL", "R"]
    assert texts[1] == "\u200fPython أسرع الآن."


def test_the_sidecar_cuts_a_very_long_word_between_syllables():
    scene = narration_of("Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft ruht.", "de")

    _, texts = cues(srt_text(Timeline.of([scene.seconds]), [scene], "de"))

    assert texts == ["Donaudampfschifffahrtselektrizitätenhaupt", "betriebswerkbauunterbeamtengesellschaft", "ruht."]


def test_the_other_sidecar_is_webvtt():
    scene = narration_of("It works.")

    text = vtt_text(Timeline.of([scene.seconds]), [scene])

    assert text.startswith("WEBVTT")
    assert "It works." in text
