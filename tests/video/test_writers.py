"""The extractive writer: what it says, what it shows, and that no post brings it down."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelpress.content.blocks import Block
from reelpress.content.cleaning import parse
from reelpress.content.sentences import sentences
from reelpress.video.storyboard import Scene, Storyboard
from reelpress.video.writers import words
from reelpress.video.writers.base import Source
from reelpress.video.writers.extractive import write

POST = """
Every slow query hides in plain sight. Your users find it before you do.

A slow query rarely looks slow on a laptop. The table there has a hundred rows, and a hundred rows fit anywhere.

## Measure before you guess

Around 47% of the time a request takes is spent in the database. However, this is an average. Measure the slowest
requests first, because they are the ones that people remember.

```sql
SELECT query, mean_exec_time
FROM pg_stat_statements;
```

## Three habits that pay

You need three small habits:

- **Read the plan.** It tells you which index is used.
- **Count the queries.** One page should need ten of them at most.
- **Test with real data.** An empty table answers every question at once.

## What we measured

An index makes the difference between a walk and a jump.

| Rows | Seconds |
|------|---------|
| 100  | 1       |
| 1000 | 12      |

![The wait grows with every row until an index stops it](wait.png)

Grace Hopper said it well:

> One accurate measurement is worth a thousand expert opinions.

## See also

Check out https://example.org/tuning for more. The database does not forgive what a laptop forgets.
"""


def told(body: str, title: str = "Why your queries are slow", seconds: int = 60, **more: object) -> Storyboard:
    source = Source(title, blocks=parse(body), target_seconds=seconds, **more)  # type: ignore[arg-type]
    return write(source)


def only(board: Storyboard, kind: str) -> Scene:
    found = [scene for scene in board.scenes if scene.kind == kind]
    assert len(found) == 1, [scene.kind for scene in board.scenes]
    return found[0]


def all_text(source: Source) -> str:
    parts = [source.title, source.summary]
    for block in source.blocks:
        parts += [block.text, *block.items, *(cell for row in block.rows for cell in row)]
    return " ".join(" ".join(parts).split())


def test_a_video_opens_with_the_posts_own_words_under_its_title() -> None:
    first = told(POST, summary="Find the slow query before your users do.").scenes[0]
    assert first.kind == "title"
    assert first.title == "Why your queries are slow"
    assert first.text == "Find the slow query before your users do."
    assert first.narration.startswith("Every slow query hides in plain sight.")


def test_a_dull_beginning_gives_way_to_the_title() -> None:
    board = told("We are happy to announce that the release of version two is finally done.", title="Version two")
    assert board.scenes[0].narration == "Version two."


def test_a_video_ends_by_naming_the_post_and_never_reads_its_address() -> None:
    board = told(POST, url="https://example.org/slow")
    assert board.scenes[-1].kind == "end"
    assert board.scenes[-1].narration == "Read the whole post: Why your queries are slow."
    assert board.url == "https://example.org/slow"
    assert "example" not in board.narration


def test_the_last_card_speaks_the_language_of_the_post() -> None:
    board = told("Jede Abfrage kostet Zeit und Geld.", title="Langsam", language="de-AT")
    assert board.scenes[-1].title == "Den ganzen Beitrag lesen"


def test_a_minute_has_six_to_nine_scenes_in_the_order_of_the_post() -> None:
    board = told(POST)
    assert 6 <= len(board.scenes) <= 9
    text = all_text(Source("", blocks=parse(POST)))
    places = [text.find(sentences(" ".join(scene.source.split()))[0]) for scene in board.scenes[1:-1]]
    assert -1 not in places
    assert places == sorted(places)


def test_a_figure_is_shown_large_with_what_it_counts() -> None:
    scene = only(told(POST), "number")
    assert scene.number == "47%"
    assert scene.text == "of the time a request takes is spent in the database"
    assert scene.narration.startswith("Around 47% of the time")


def test_one_end_of_a_range_is_no_figure() -> None:
    board = told("From 90 to 95 percent you gain five points of use.\n\nQueues grow in silence.")
    assert "number" not in [scene.kind for scene in board.scenes]


def test_a_list_is_shown_in_short_rows_and_told_with_its_lead_in() -> None:
    scene = only(told(POST), "list")
    assert scene.title == "Three habits that pay"
    assert scene.items == ("Read the plan", "Count the queries", "Test with real data")
    assert scene.narration.startswith("You need three small habits: Read the plan.")


def test_a_long_list_says_how_much_it_leaves_out() -> None:
    body = "## Things to do\n\n" + "\n".join(
        f"- Water the {name} plant" for name in ["red", "green", "blue", "grey", "pink", "teal"]
    )
    scene = only(told(body), "list")
    assert len(scene.items) == 5
    assert scene.items[-1] == "… and 2 more"


def test_a_table_of_contents_is_no_list() -> None:
    board = told("- First part here\n- Second part here\n\n## First part here\n\nA.\n\n## Second part here\n\nB.")
    assert "list" not in [scene.kind for scene in board.scenes]


def test_a_quote_stays_verbatim_and_names_who_said_it() -> None:
    scene = only(told(POST), "quote")
    assert scene.text == "One accurate measurement is worth a thousand expert opinions."
    assert scene.attribution == "Grace Hopper"


def test_code_is_shown_verbatim_and_never_read_aloud() -> None:
    scene = only(told(POST, seconds=120), "code")
    assert scene.code == "SELECT query, mean_exec_time\nFROM pg_stat_statements;"
    assert scene.language == "sql"
    assert "SELECT" not in scene.narration


def test_long_code_is_cut_visibly() -> None:
    body = (
        "Nobody likes to wait for a loop.\n\n## Loops\n\nRun the loop and wait for it.\n\n```python\n"
        + "\n".join(f"step_{i}()" for i in range(30))
        + "\n```\n"
    )
    lines = only(told(body), "code").code.split("\n")
    assert len(lines) == 12
    assert lines[-1] == "…"
    assert lines[0] == "step_0()"


def test_a_table_of_figures_becomes_a_chart() -> None:
    body = (
        "Nobody likes to wait for a page.\n\n## Speed\n\nAn index makes the difference between a walk and a jump.\n\n"
    )
    body += "| Rows | Seconds |\n|--|--|\n| 100 | 1 |\n| 1000 | 12 |\n"
    scene = only(told(body), "chart")
    assert scene.items == ("100|1", "1000|12")
    assert scene.title == "Rows → Seconds"
    assert scene.narration == "An index makes the difference between a walk and a jump."


def test_a_table_of_words_becomes_no_chart() -> None:
    board = told("| Name | Colour |\n|--|--|\n| Rose | red |\n| Lily | white |\n")
    assert "chart" not in [scene.kind for scene in board.scenes]


@pytest.mark.parametrize(("file", "kinds"), [("posts/wait.png", 1), ("posts/wait.svg", 0), ("", 0)])
def test_only_a_picture_that_came_along_and_has_pixels_is_shown(file: str, kinds: int) -> None:
    board = told(POST, seconds=120, images={"wait.png": file} if file else {})
    assert [scene.kind for scene in board.scenes].count("image") == kinds


def test_a_picture_is_told_by_its_description() -> None:
    scene = only(told(POST, seconds=120, images={"wait.png": "posts/wait.png"}), "image")
    assert scene.picture == "posts/wait.png"
    assert scene.narration == "The wait grows with every row until an index stops it."


def test_nothing_points_to_what_a_listener_cannot_see() -> None:
    assert "Check out" not in told(POST, seconds=300).narration


def test_no_scene_begins_in_the_middle_of_a_thought() -> None:
    board = told(POST, seconds=300)
    assert not [scene for scene in board.scenes if scene.narration.startswith(("However", "This", "It ", "But"))]


def test_no_scene_is_added_for_the_sake_of_length() -> None:
    board = told("Rain falls on the just and the unjust.", title="Rain")
    assert [scene.kind for scene in board.scenes] == ["title", "end"]


def part(number: int) -> str:
    """Return a part of a post that shares few words with the others."""
    names = []
    for at in range(number * 6, number * 6 + 6):
        names.append("bdfgklmnpr"[at // 100] + "a" + "stvwzbdfgk"[at // 10 % 10] + "o" + "lmnprstvwz"[at % 10])
    first, second, third, fourth, fifth, sixth = names
    return (
        f"## About {first}\n\nThe {first} of {second} waits beside old {third}. "
        f"Every {fourth} turns to {fifth} before the {sixth} is done."
    )


def test_a_longer_target_gives_a_longer_video() -> None:
    body = "\n\n".join(part(number) for number in range(40))
    lengths = [words.count(told(body, seconds=seconds).narration) for seconds in (30, 60, 120)]
    assert lengths == sorted(lengths)
    assert lengths[0] <= 80
    assert 130 <= lengths[1] <= 160
    assert 260 <= lengths[2] <= 320


def test_the_same_post_gives_the_same_storyboard() -> None:
    assert told(POST) == told(POST)


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


def test_a_post_of_nothing_has_no_scenes() -> None:
    assert told("🎉🎉", title="").scenes == ()


def test_a_changelog_of_a_megabyte_is_read_within_seconds() -> None:
    version = "## Version {0}.0\n\n"
    version += "The engine number {0} starts in {0} seconds on a cold day.\n\n- Fixed door {0}\n- Painted wall {0}\n\n"
    blocks = parse("".join(version.format(number) for number in range(1500))) * 5
    started = time.process_time()
    board = write(Source("Changelog", blocks=blocks))
    assert time.process_time() - started < 4
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


@settings(max_examples=150, deadline=None)
@given(body=BODIES, title=st.one_of(st.sampled_from(["", "Why your queries are slow"]), st.text(max_size=80)))
def test_any_post_is_told_in_its_own_words_once_and_within_the_time(body: str, title: str) -> None:
    source = Source(title, blocks=parse(body), images={"a.png": "posts/a.png", "wait.png": "posts/wait.png"})
    board = write(source)
    text = all_text(source)
    assert words.count(board.narration) <= 160
    assert len(board.scenes) <= 9
    said: list[str] = []
    for scene in board.scenes:
        assert words.has_letters(scene.narration)
        assert scene.why
        assert scene.source
        assert " ".join(scene.source.split()) in text
        assert not re.search(r"https?:|www\.", scene.narration)
        assert not scene.narration.rstrip().endswith(":")
        said += sentences(scene.narration)
    assert len(said) == len(set(said))


@settings(max_examples=60, deadline=None)
@given(
    texts=st.lists(st.tuples(st.sampled_from(["heading", "paragraph", "quote", "image", "code"]), st.text(max_size=80)))
)
def test_any_blocks_are_told_or_passed_over(texts: list[tuple[str, str]]) -> None:
    blocks = tuple(Block(kind, text, ref="a.png" if kind == "image" else "") for kind, text in texts)
    board = write(Source("", blocks=blocks, images={"a.png": "posts/a.png"}))
    assert all(words.has_letters(scene.narration) for scene in board.scenes)
