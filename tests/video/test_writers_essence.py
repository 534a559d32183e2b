"""What of a spoken sentence stands on screen: few words, the post's own, every cut marked, in eight languages."""

import re
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelpress.video.storyboard import Scene
from reelpress.video.writers import words
from reelpress.video.writers.essence import (
    MOST,
    MOST_TITLE,
    WHOLE,
    WHOLE_FIGURE,
    WHOLE_ROW,
    essence,
    headline,
    shown,
)
from reelpress.video.writers.extractive import write
from reelpress.video.writers.tongues.registry import TONGUES, tongue_of
from tests.video.telling import POST, only, post_in, told

WIDEST = WHOLE + 2


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("Every queue will run one of your jobs twice.", "Every queue will run one of your jobs twice."),
        (
            "Publishing now takes the other service in addition to this one, and users need no tokens for it at all.",
            "Publishing now takes the other service in addition to this one…",
        ),
        (
            "While some of its parts appeared in the release before, the new version takes it to another level.",
            "…the new version takes it to another level.",
        ),
        (
            "Releases are still not atomic — errors of the network can still lead to a half released set of packages.",
            "Releases are still not atomic…",
        ),
    ],
)
def test_a_long_sentence_is_shown_by_one_clause_with_its_verb(sentence: str, shown: str) -> None:
    assert essence(sentence, tongue_of("en")) == shown


@pytest.mark.parametrize(
    "sentence",
    [
        "The cache now keeps its pages on disk to avoid repeated work on what does not change between two runs.",
        "One of the goals of such a program is separating direct parts, which the product needs, and indirect parts.",
        "The thing that stood out most to us was the lack of real, first-hand knowledge of having failed to learn it.",
        "In order to improve how it works on a newer machine, the team added the parsers of base64, csv to the core.",
        "The board is made up of directors, who come from the project, and members, who pay for all of its work.",
        "This does not happen because somebody was careless with the tools that the whole team is given at work.",
        "Unless you are using plugins that nobody has adapted to the new version, you should be good to go.",
        "In the vast majority of cases, the new linker is compatible with the old one in all that it does.",
        "When a worker dies in the middle of a job that it had claimed under a lease which it renewed every minute, "
        "the job is claimed anew by another one as soon as the lease has run out, and not a second before that.",
        "Reviewers read names the way that people read the small print of a contract for a telephone which they have "
        "wanted for months and for which they have stood in line since the early hours of a cold and windy morning.",
        "Ein Blick in die Rechnung zeigt sofort, dass die alten Maschinen seit zwei Jahren niemand mehr benutzt hat.",
    ],
)
def test_a_sentence_is_not_cut_where_sense_is_lost(sentence: str) -> None:
    shown = essence(sentence, tongue_of("de" if sentence.startswith("Ein") else "en"))
    assert sentence.endswith(shown.removeprefix("…"))


@pytest.mark.parametrize(
    ("language", "sentence", "shown"),
    [
        (
            "de",
            "Zum Glück hatte der Zahlungsdienst eine eigene Kopie, sodass wir die Rechnungen wiederherstellen konnten.",
            "Zum Glück hatte der Zahlungsdienst eine eigene Kopie…",
        ),
        (
            "es",
            "La tienda estaba vacía desde hacía más de un año, porque nadie había mirado los números de aquella noche.",
            "La tienda estaba vacía desde hacía más de un año…",
        ),
        (
            "fr",
            "Un développeur attendait en moyenne quarante minutes, parce que les tests passaient tous au même endroit.",
            "Un développeur attendait en moyenne quarante minutes…",
        ),
        (
            "pt",
            "A Marta Sousa fez uma coisa simples: imprimiu a conta e colou-a na parede da cozinha da nossa empresa.",
            "…imprimiu a conta e colou-a na parede da cozinha da nossa empresa.",
        ),
        (
            "ar",
            "كان موقعنا يضم أربعة آلاف صفحة كتبها عشرون شخصا من إدارات كثيرة، لأن أحدا لم يراجعها منذ عشر سنوات.",
            "كان موقعنا يضم أربعة آلاف صفحة كتبها عشرون شخصا من إدارات كثيرة…",
        ),
        (
            "hi",
            "मार्च में टीम ने चालीस काम पूरे किए, क्योंकि किसी को भी सुबह की किसी बैठक में बैठना नहीं पड़ा।",
            "मार्च में टीम ने चालीस काम पूरे किए…",
        ),
        (
            "zh",
            "打开你们的报警记录，找出上个月响得最多的五条，然后逐条问一问值班的人：上一次因为它做了什么事情。",
            "打开你们的报警记录，找出上个月响得最多的五条…",
        ),
    ],
)
def test_a_long_sentence_in_any_language_ends_where_a_clause_does(language: str, sentence: str, shown: str) -> None:
    assert essence(sentence, tongue_of(language)) == shown


@pytest.mark.parametrize(
    "sentence",
    [
        "The builds that our developers run on their own machines are not as simple as a compiler being slow.",
        "Nobody in the whole company of four thousand people said the new release was faster than the one before it.",
    ],
)
def test_no_phrase_begins_behind_a_negation(sentence: str) -> None:
    shown = essence(sentence, tongue_of("en"))
    assert not shown.startswith("…") or re.search(r"\b(?:not|nobody)\b", shown, re.IGNORECASE)


def test_a_question_is_shown_to_its_mark() -> None:
    said = "Now that the crate has been built for the first time, what happens if we try to build it once again?"
    assert essence(said, tongue_of("en")) == "…what happens if we try to build it once again?"


def verbatim(shown: str, text: str) -> bool:
    """Return whether `shown` is a run of the words of `text`, marked at each end where words are left out."""
    bare = shown.removeprefix("…").removesuffix("…")
    start = text.find(bare)
    if start < 0:
        return False
    before, behind = text[:start], text[start + len(bare) :]
    left = re.search(r"\w", behind) is not None
    return bool(re.search(r"\w", before)) == shown.startswith("…") and (not left or shown.endswith("…"))


WORDS = st.sampled_from(
    [
        *("the", "a", "of", "and", "or", "but", "because", "without", "is", "are", "can", "not", "never", "we", "you"),
        *("it,", "cache,", "tables;", "engine:", "“slow”", "(fast)", "—", "47%", "1.29", "which", "that", "in", "on"),
        *("for", "to", "with", "der", "und", "nicht", "haben", "que", "y", "sin", "es", "por", "et", "pas", "est", "e"),
        *("não", "में", "है", "कि", "को", "من", "في", "لا", "我们", "报警，", "的", "Between", "both", "allows"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=40).map(" ".join), st.sampled_from(sorted(TONGUES)))
def test_any_text_is_shown_in_few_words_of_its_own_each_cut_marked(text: str, language: str) -> None:
    shown = essence(text, tongue_of(language))
    assert verbatim(shown, text), shown
    assert words.width(shown) <= WIDEST
    assert not shown.removesuffix("…").endswith((",", ";", ":")) or not shown.endswith("…")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300), st.sampled_from(sorted(TONGUES)))
def test_any_characters_are_shown_in_bounds(text: str, language: str) -> None:
    assert words.width(essence(text, tongue_of(language))) <= WIDEST


@settings(max_examples=100, deadline=None)
@given(
    st.lists(WORDS, max_size=20).map(" ".join),
    st.lists(WORDS, max_size=20).map(" ".join),
    st.sampled_from(["8312", "93 %"]),
)
def test_a_figure_that_is_to_be_kept_is_kept(before: str, behind: str, figure: str) -> None:
    shown = essence(f"{before} {figure} {behind}".strip(), tongue_of("en"), whole=WHOLE_FIGURE, keep=figure)
    assert figure in shown
    assert words.width(shown) <= 2 * MOST


@pytest.mark.parametrize("keep", ["", "93 %"])
def test_a_sentence_without_an_end_takes_no_longer_than_a_long_one(keep: str) -> None:
    clause = "the cache holds the rows that we read and the index tells which of them are old when somebody asks, "
    started = process_time()
    shown = essence(f"{clause * 400} which is 93 % of all.", tongue_of("en"), keep=keep)
    assert process_time() - started < 2
    assert keep in shown and 0 < words.width(shown) <= 2 * MOST


@pytest.mark.parametrize("language", [code for code in TONGUES if code != "en"])
def test_no_card_of_a_post_holds_more_than_can_be_read_at_a_glance(language: str) -> None:
    for scene in write(post_in(language)).scenes:
        assert scene.kind == "quote" or words.width(scene.text) <= WIDEST
        assert len(scene.items) <= 5
        assert all(words.width(item) <= WHOLE_ROW for item in scene.items)


def test_the_voice_says_the_whole_of_what_a_card_shows_in_part() -> None:
    said = (
        "The river rose by a metre in one night because the dam above the old town could not hold the rain any longer."
    )
    scene = only(told(f"Rain falls on the just and the unjust.\n\n{said}", title="Rain"), "text")
    assert scene.narration == said
    assert scene.text == "The river rose by a metre in one night…"


def test_rows_of_a_list_are_shown_short_and_told_whole() -> None:
    rows = (
        "- Read the plan of each query that you find on a page while it is slow on your machine\n- Count the queries\n"
    )
    scene = only(told(f"{POST.split('##')[0]}\n\n## Habits\n\n{rows}"), "list")
    assert scene.items == ("Read the plan of each query that you find on a page…", "Count the queries")
    assert "on your machine" in scene.narration


def test_a_row_that_begins_with_a_name_is_shown_by_it() -> None:
    said = "it creates a cluster of a thousand nodes on a laptop before the coffee of the morning is cold"
    scene = shown(Scene("list", "Told.", items=(f"Speed: {said}", "Reach: any client")), tongue_of("en"))
    assert scene.items == ("Speed…", "Reach: any client")


@pytest.mark.parametrize(
    ("heading", "kept"),
    [
        ("The red linker is now the default linker", ""),
        ("What is the linker?", "What is the linker?"),
        ("What changes for your builds", "What changes for your builds"),
    ],
)
def test_a_heading_that_says_what_is_below_it_is_left_off(heading: str, kept: str) -> None:
    said = "By default, every target now uses the red linker."
    assert shown(Scene("text", said, title=heading, text=said, source=said), tongue_of("en")).title == kept


@pytest.mark.parametrize(
    ("reworded", "text"),
    [
        (
            False,
            "The red linker of ours is the default one on each of the machines … that builds the old crates.",
        ),
        (True, "The red linker of ours is the default one on each of the machines that builds the old crates."),
    ],
)
def test_an_aside_that_is_not_said_leaves_a_mark_unless_all_is_reworded(reworded: bool, text: str) -> None:
    said = "The red linker of ours is the default one on each of the machines that builds the old crates."
    source = said.replace("machines", "machines (there are nine)")
    scene = Scene("text", said, text=said, source=source)
    assert shown(scene, tongue_of("en"), reworded=reworded).text == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (
            "It tells people (NOTIFY) and programs (HOOKS) what they need.",
            "It tells people … and programs … what they need.",
        ),
        ("A job (or any) that is cancelled goes on.", "A job … that is cancelled goes on."),
        ("The mail (or note), sent each day, tells it.", "The mail … sent each day, tells it."),
    ],
)
def test_a_short_sentence_has_a_mark_for_each_aside_that_is_not_said(source: str, text: str) -> None:
    said = re.sub(r" \([^)]*\)", "", source)
    assert shown(Scene("text", said, text=said, source=source), tongue_of("en")).text == text
    longer = "whatever the weather is and whoever of them looks, for as long as there are people here who read it"
    scene = Scene("text", f"{said[:-1]} {longer}.", text=f"{said[:-1]} {longer}.", source=f"{source[:-1]} {longer}.")
    assert "…" in shown(scene, tongue_of("en")).text


def test_a_figure_stands_above_what_it_is_a_part_of() -> None:
    scene = only(write(post_in("fr")), "number")
    assert (scene.number, scene.text) == ("62 %", "des échecs venaient de tests fragiles")
    assert scene.narration.startswith("Chez nous, 62 % des échecs")


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("Nobody wants a backup. Everybody wants a restore.", "Nobody wants a backup. Everybody wants a restore."),
        (
            "We had a plan for everything. We had no plan at all for the night on which the plan itself was lost. Its "
            "only copy lay on the server that was gone.",
            "… We had no plan at all for the night on which the plan itself was lost. Its only copy lay on the "
            "server that was gone.",
        ),
    ],
)
def test_a_long_quote_is_shown_by_whole_sentences_and_said_whole(quote: str, text: str) -> None:
    scene = only(told(f"Rain falls on the just and the unjust.\n\nAda Marsh said:\n\n> {quote}", title="Rain"), "quote")
    assert scene.text == text
    assert scene.attribution == "Ada Marsh"
    assert scene.narration == f"Ada Marsh said: “{quote}”"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Why your queries are slow", "Why your queries are slow"),
        (f"The new cache explained: {'what it does and ' * 6}why", "The new cache explained…"),
        (f"A{' very' * 30} long title", f"A{' very' * 17}…"),
    ],
)
def test_a_title_is_shown_whole_or_up_to_its_colon(title: str, shown: str) -> None:
    assert headline(title) == shown
    assert words.width(shown) <= MOST_TITLE
