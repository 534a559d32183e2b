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
from reelpress.video.storyboard import UNNUMBERED, Storyboard
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
    "one sentence": "A dog barked all night in the old harbour.",
    "long words": f"The {'b' * 4000} breaks the engine of the boat. The boat sinks to the ground of the lake.",
    "short list": "- one\n- two\n- three\n- four\n- five\n- six",
    "scripts": "<script>\nvar a = 1;\n\nvar b = 2;\n</script>\n\n<iframe src='x'></iframe>\n\n<!-- no -->",
    "formula": "$$E=mc^2$$",
    "controls": "The \x00\x07 bell \u202e rings \u200b twice a day. \ufeff Nobody hears it.",
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
        ("- one\n- two\n- three", "list", "one. two. three."),
        ("![](a.png)\n\n![a-picture-v2.png](a.png)", "image", "A title."),
    ],
)
def test_a_post_without_a_sentence_shows_what_it_has(body: str, kind: str, said: str) -> None:
    board = told(body, title="A title", images={"a.png": "posts/a.png"})
    assert only(board, kind).narration == said
    assert board.scenes[-1].kind == "end"
    assert Storyboard.from_dict(board.to_dict()) == board


RELEASE = (
    "## Added\n\n- `Client.fetch_all()` now accepts `timeout=`\n- `Session.close()` is idempotent\n- Python 3.14\n\n"
    "## Removed\n\n- `--no-cache` flag\n- `legacy_auth()` and `legacy_pool()`\n- Python 3.8\n"
)


def test_a_release_made_of_names_in_code_tells_its_rows_by_their_headings() -> None:
    board = told(RELEASE, title="v2.4.0")
    assert [scene.narration for scene in board.scenes] == [
        "v2.4.0: Session.close() is idempotent.",
        "Added: Client.fetch_all() now accepts timeout=. Session.close() is idempotent. Python 3.14.",
        "Removed: legacy_auth() and legacy_pool(). Python 3.8.",
        "Read the whole post.",
    ]
    assert board.scenes[2].number == UNNUMBERED, "a row that nobody can say is left out, so none is counted"
    assert not [str(one) for one in audit(board, Source("v2.4.0", blocks=parse(RELEASE))) if one.rule in GROUNDED]


def test_the_first_words_of_a_release_follow_its_name() -> None:
    lead = "This release makes the pool of connections safe to share between threads."
    first = told(f"{lead}\n\n{RELEASE}", title="httpz 0.19").scenes[0]
    assert first.narration == f"httpz 0.19. {lead}"
    assert first.source == f"httpz 0.19\n\n{lead}"


def test_a_post_of_nothing_has_no_scenes() -> None:
    assert told("🎉🎉", title="").scenes == ()


@pytest.mark.parametrize(
    ("body", "kinds", "said"),
    [
        ("A dog barked all night in the old harbour.", ["title"], "A dog barked all night in the old harbour."),
        ("```\nprint(1)\n```", [], ""),
        ("$$E=mc^2$$", [], ""),
        ("# One thing\n\n# Another thing", ["title", "list"], "One thing. Another thing."),
        ("![The lake at dawn](a.png)\n\n![a-picture-v2.png](a.png)", ["image"], "The lake at dawn."),
        (
            "| Name | Role |\n|--|--|\n| Ada | writes |\n| Bob | reads |",
            ["title", "list"],
            "Name Role. Ada: writes. Bob: reads.",
        ),
        (HARD["long words"], ["title"], "The boat sinks to the ground of the lake."),
        (HARD["scripts"], [], ""),
    ],
)
def test_a_post_without_a_title_is_called_by_its_first_words_that_can_be_said(
    body: str, kinds: list[str], said: str
) -> None:
    board = told(body, title="", images={"a.png": "posts/a.png"})
    assert [scene.kind for scene in board.scenes] == [*kinds, "end"] if kinds else board.scenes == ()
    assert " ".join(scene.narration for scene in board.scenes[:-1]) == said


def test_scripts_and_styles_of_a_post_are_not_told() -> None:
    body = (
        "<div onclick='x()'><script>alert('pwned')</script><style>p{color:red}</style><p>The engine starts.</p></div>"
    )
    shown = str(told(f"{body}\n\nThe door closes by itself.\n\n{HARD['scripts']}", title="Doors").to_dict())
    assert "The door closes by itself." in shown
    assert not re.search("alert|color|onclick|iframe|var a|<!--", shown)


def varied(kilobytes: int) -> str:
    """Return Markdown of about this size with no two paragraphs alike."""
    names = ("engine", "river", "garden", "query", "cache", "server", "table", "index", "door", "window", "harbour")
    parts: list[str] = []
    for at in range(kilobytes * 1000 // 364):
        one, two, three = names[at % 11], names[at // 11 % 11], names[at * 7 // 3 % 11]
        said = f"The {one} of house {at} keeps every {two} beside the {three} for {at % 97} days."
        parts.append(
            f"## {one.title()} {at}\n\n{said} However, it cost {at % 89}% of the {two}. Nobody saw it break.\n\n"
            f"- **{two}**: {said}\n- Open the {three} {at}\n\n```python\n{one}_{at} = {two}({at})\n```\n\n"
            f"| {one} | Count |\n|--|--|\n| {two} | {at} |\n| {three} | {at * 3} |"
        )
    return "\n\n".join(parts)


@pytest.mark.slow
def test_a_post_of_850_kilobytes_is_told_in_seconds_and_in_full() -> None:
    body = varied(850)
    assert 800_000 < len(body) < 900_000
    seconds: list[float] = []
    while not seconds or (min(seconds) >= 5 and len(seconds) < 3):  # what else runs here slows us at times
        started = time.process_time()
        source = Source("Everything that happened", blocks=parse(body))
        board = write(source)
        seconds.append(time.process_time() - started)
    assert min(seconds) < 5
    assert 48 <= seconds_of(board) <= 72
    assert not [str(one) for one in audit(board, source) if one.rule in GROUNDED]


@pytest.mark.slow
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


GROUNDED = ("empty", "why", "source", "address", "cut", "spoken", "shown", "pieced", "end", "repeated")


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


def test_a_sentence_of_three_words_is_told():
    board = told("Ein Satz nur.", "One", language="de")
    assert [scene.narration for scene in board.scenes][1:2] == ["Ein Satz nur."]


def test_a_list_with_a_row_that_cannot_be_shown_is_never_numbered_wrongly():
    rows = ["Read the plan before you change it", "`x`, `y` & `z` -> `w`", "Count the queries of a page", "Stop early"]
    body = "There are rules that save a night.\n\n" + "\n".join(f"{place}. {row}" for place, row in enumerate(rows, 1))
    lists = [scene for scene in told(body, "Rules").scenes if scene.kind == "list"]
    assert lists and all(
        scene.number == UNNUMBERED or scene.items == tuple(rows[: len(scene.items)]) for scene in lists
    )
