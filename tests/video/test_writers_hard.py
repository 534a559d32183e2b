"""No post brings the extractive writer down, and none makes it say what the post does not."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelpress.content.blocks import Block
from reelpress.content.cleaning import parse
from reelpress.content.sentences import sentences
from reelpress.video.audit import audit
from reelpress.video.storyboard import Storyboard
from reelpress.video.writers import words
from reelpress.video.writers.base import Source
from reelpress.video.writers.extractive import write
from reelpress.video.writers.pace import seconds_of
from tests.video.telling import POST, all_text, only, told

HARD = {
    "nothing": "",
    "emoji": "🎉🎉 🚀",
    "code": "```\nprint(1)\n```",
    "pictures": "![](a.png)\n\n![b](b.svg)",
    "table": "| a | b |\n|--|--|\n| 1 | 2 |",
    "empty headings": "#\n\n##\n\n###",
    "headings": "# One thing\n\n# Another thing",
    "markup": "<div><script>alert(1)</script><p>Hello there, my good friend.</p></div>",
    "japanese": "データベースは遅いです。インデックスを作りましょう。\n\n- りんごを食べる\n- みかんを食べる",
    "long word": "a" * 4000,
    "long sentence": "word " * 4000 + ".",
    "address": "https://example.org/a/b/c",
}


@pytest.mark.parametrize("body", HARD.values(), ids=HARD.keys())
@pytest.mark.parametrize("title", ["", "A title", "🎉", "x" * 30_000])
def test_hard_posts_make_a_valid_storyboard(body: str, title: str) -> None:
    board = told(body, title=title, images={"a.png": "posts/a.png"})
    assert Storyboard.from_dict(board.to_dict()) == board
    assert all(words.has_letters(scene.narration) for scene in board.scenes)
    if words.has_letters(title):
        assert board.scenes


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        ("```\nprint(1)\n```", "code", "A title."),
        ("![The lake at dawn](a.png)\n\n![](a.png)", "image", "The lake at dawn."),
        ("![](a.png)", "image", "A title."),
        ("| Item | Price |\n|--|--|\n| Tea | $2 |\n| Coffee | $3 |", "chart", "Price: Tea $2, Coffee $3."),
        ("| Name | Role |\n|--|--|\n| Ada | writes |\n| Bob | reads |", "list", "Ada: writes. Bob: reads."),
        ("# One thing\n\n# Another thing", "list", "One thing. Another thing."),
    ],
)
def test_a_post_without_a_sentence_shows_what_it_has(body: str, kind: str, said: str) -> None:
    board = told(body, title="A title", images={"a.png": "posts/a.png"})
    assert only(board, kind).narration == said
    assert board.scenes[-1].kind == "end"
    assert Storyboard.from_dict(board.to_dict()) == board


def test_a_post_of_nothing_has_no_scenes() -> None:
    assert told("🎉🎉", title="").scenes == ()


def test_a_changelog_of_a_megabyte_is_read_within_seconds() -> None:
    version = "## Version {0}.0\n\n"
    version += "The engine number {0} starts in {0} seconds on a cold day.\n\n- Fixed door {0}\n- Painted wall {0}\n\n"
    blocks = parse("".join(version.format(number) for number in range(1500))) * 5
    started = time.process_time()
    board = write(Source("Changelog", blocks=blocks))
    assert time.process_time() - started < 8
    assert 3 <= len(board.scenes) <= 9


PIECES = st.sampled_from(
    [
        *POST.strip().split("\n\n"),
        *HARD.values(),
        "This is why they left. It also rained. But nobody cared about the weather.",
        "See https://example.org and www.example.org for the rest of the story, my friend.",
        "> “Stay hungry, stay foolish.” — Somebody Wise",
        "1. Open the door\n2. Close the door: slowly\n3. Lock it",
        "Prices rose by 12 percent, and $3 million were lost in 2019.",
    ]
)
BODIES = st.one_of(
    st.lists(PIECES, max_size=14).map("\n\n".join),
    st.text(max_size=400),
    st.lists(st.text(alphabet="abcde FGH .,:;?!()\"'-#>*|`\n", max_size=60), max_size=8).map("\n\n".join),
)


GROUNDED = ("empty", "why", "source", "address", "cut", "spoken", "shown", "end", "repeated")


@settings(max_examples=150, deadline=None)
@given(body=BODIES, title=st.one_of(st.sampled_from(["", "Why your queries are slow"]), st.text(max_size=80)))
def test_any_post_is_told_in_its_own_words_once_and_within_the_time(body: str, title: str) -> None:
    source = Source(title, blocks=parse(body), images={"a.png": "posts/a.png", "wait.png": "posts/wait.png"})
    board = write(source)
    text = all_text(source)
    assert seconds_of(board) <= 72
    assert not board.scenes or not [str(one) for one in audit(board, source) if one.rule in GROUNDED]
    assert len(board.scenes) <= 9
    said: list[str] = []
    for scene in board.scenes:
        assert words.has_letters(scene.narration)
        assert scene.why
        assert scene.source
        assert all(" ".join(part.split()) in text for part in scene.source.split("\n\n"))
        assert not re.search(r"https?:|www\.", scene.narration)
        assert not scene.narration.rstrip().endswith(":")
        said += sentences(scene.narration)
    assert len(said) == len(set(said))


@settings(max_examples=60, deadline=None)
@given(
    texts=st.lists(
        st.tuples(st.sampled_from(["heading", "paragraph", "quote", "image", "code", "list"]), st.text(max_size=80))
    )
)
def test_any_blocks_are_told_or_passed_over(texts: list[tuple[str, str]]) -> None:
    blocks = tuple(
        Block(kind, text, ref="a.png" if kind == "image" else "", items=(text, text[::-1]) if kind == "list" else ())
        for kind, text in texts
    )
    source = Source("", blocks=blocks, images={"a.png": "posts/a.png"})
    board = write(source)
    assert all(words.has_letters(scene.narration) for scene in board.scenes)
    if board.scenes:
        assert not [str(finding) for finding in audit(board, source) if finding.rule in GROUNDED]
