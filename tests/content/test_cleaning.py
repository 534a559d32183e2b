"""Any Markdown becomes blocks that can be spoken and shown; nothing makes it fail or stall."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelpress.content.cleaning import MOST_CHARACTERS, Block, parse

KINDS = {"heading", "paragraph", "list", "quote", "code", "image", "table"}


def shape(body):
    return [(block.kind, block.text) for block in parse(body)]


def test_a_post_becomes_its_blocks_in_order():
    body = (
        "# Title\n\nFirst *line*\nsecond **line**.\n\n- one\n- two\n\n> Said\n> so.\n\n```python\nx = 1\n\n```\n\n"
        "![A cat](cat.png)\n\n| a | b |\n|---|---|\n| 1 | `2` |\n\n***\n\nEnd &mdash; here."
    )
    assert parse(body) == (
        Block("heading", "Title", level=1),
        Block("paragraph", "First line second line."),
        Block("list", "one. two.", items=("one", "two")),
        Block("quote", "Said so."),
        Block("code", "x = 1", language="python"),
        Block("image", "A cat", ref="cat.png"),
        Block("table", "a: 1, b: 2.", items=("a: 1, b: 2",), rows=(("a", "b"), ("1", "2"))),
        Block("paragraph", "End — here."),
    )


def test_links_become_their_text():
    body = "See [the *guide*](http://x.y/z), [docs], [here][1] and <https://a.b/c>.\n\n[docs]: http://q\n[1]: http://r"
    assert shape(body) == [("paragraph", "See the guide, docs, here and a.b.")]


def test_inline_code_is_read_as_it_stands():
    assert shape("Call `a_b(:x:)` or ``c`d``") == [("paragraph", "Call a_b(:x:) or c`d")]


def test_struck_text_is_taken_back():
    assert shape("It is ~~slow~~ fast") == [("paragraph", "It is fast")]


def test_nested_lists_are_flattened_and_what_is_no_text_follows():
    body = "- Parent\n  - Child one\n  - Child two\n\n        code()\n\n1. Next\n   - deeper\n     - deepest"
    assert shape(body) == [
        ("list", "Parent. Child one. Child two."),
        ("code", "code()"),
        ("list", "Next. deeper. deepest."),
    ]


@pytest.mark.parametrize("mark", ["[!NOTE]", "[!warning]-"])
def test_a_note_is_the_authors_own_words_and_no_quote(mark):
    body = f"> {mark}\n> Mind the *gap*.\n>\n> - one\n\n- Item\n  > {mark}\n  > Inside\n\n> Said."
    assert shape(body) == [
        ("paragraph", "Mind the gap."),
        ("list", "one."),
        ("list", "Item Inside."),
        ("quote", "Said."),
    ]


def test_a_task_list_loses_its_boxes():
    assert parse("- [x] done\n- [ ] open")[0].items == ("done", "open")


@pytest.mark.parametrize(
    ("info", "language"),
    [
        ("rust,no_run", "rust"),
        ("{.python .numberLines}", "python"),
        ("js:app.js {1,3}", "js"),
        ("", ""),
        ("C++", "c++"),
    ],
)
def test_a_fence_names_its_language(info, language):
    assert parse(f"```{info}\nx\n```")[0].language == language


def test_code_is_verbatim():
    code = "  if (a < b) {\n\n\t\treturn `{{ x }}`; // &amp; :tada:\n  }"
    assert parse(f"````\n{code}\n````") == (Block("code", code),)


@pytest.mark.parametrize(
    ("body", "ref", "alt"),
    [
        ('![a *b*](<my pic.png> "t")', "my pic.png", "a b"),
        ("![](x%20y.png 'Title')", "x%20y.png", "Title"),
        ("[![A](a.png)](http://x)", "a.png", "A"),
        ('<img src="a.png" alt="A">', "a.png", "A"),
        ("<div>\n<img alt='A' src='/a.png'/>\n</div>", "/a.png", "A"),
        ('{{< figure src="/a.png" alt="A" >}}', "/a.png", "A"),
        ("![A][a]\n\n[a]: a.png", "a.png", "A"),
    ],
)
def test_pictures_are_found_wherever_they_hide(body, ref, alt):
    assert parse(body) == (Block("image", alt, ref=ref),)


def test_a_picture_inside_a_paragraph_follows_it():
    assert shape("Look: ![A](a.png) nice") == [("paragraph", "Look: nice"), ("image", "A")]


@pytest.mark.parametrize(
    "body", ["", "\n\n", "***", "#", "<!-- x -->", "<script>x</script>", "```\n\n```", "- \n- ", "> ", "🎉"]
)
def test_nothing_to_say_is_no_block(body):
    assert parse(body) == ()


def test_mdx_is_read_without_its_program():
    body = "import X from './x'\n\n# Hi\n\n<X data={{a: 1 > 2}}>\n\nText with <Y/> inside.\n\n</X>"
    assert shape(body) == [("heading", "Hi"), ("paragraph", "Text with inside.")]


def test_other_scripts_keep_their_words():
    assert shape("# 見出し\n\n今日は\n良い天気。") == [("heading", "見出し"), ("paragraph", "今日は良い天気。")]


def test_reading_ends_where_no_video_goes():
    (code,) = parse("```\n" + "line of code\n" * (MOST_CHARACTERS // 10))
    assert MOST_CHARACTERS - 50 < len(code.text) <= MOST_CHARACTERS
    assert code.text.endswith("line of code")


@pytest.mark.slow
@pytest.mark.parametrize(
    "pattern",
    [
        "[",
        "![",
        "*a ",
        "<",
        "> ",
        "- ",
        "  - a\n    - b\n",
        "`",
        "`a``b```c",
        "{{",
        "{% ",
        "<A {",
        "<!--",
        "[a](",
        "|",
        " ",
        "\t",
    ],
)
def test_hostile_repetition_takes_linear_time(pattern):
    started = time.process_time()
    parse(pattern * (100_000 // len(pattern)))
    assert time.process_time() - started < 8


def test_long_words_and_long_paragraphs_are_read():
    word = "x" * 4000
    assert shape(f"{word} {word}") == [("paragraph", f"{word} {word}")]
    (long,) = parse("many words " * 20_000)
    assert len(long.text.split()) == 40_000


WRITTEN = (
    "# - 1. > ``` ` * ** _ [ ]( ) ![ | |-| <b> </ <pre> <ul><li> &amp; \\ {{ }} {% %} ~~ :a: https://a.b [^1] é 語"
)
MARKS = st.sampled_from([*WRITTEN.split(), "# ", "- ", "1. ", "> ", "\n", "\n\n", "    ", "\0", "\ud800"])


@settings(max_examples=300)
@given(st.lists(MARKS | st.text(max_size=6), max_size=40).map("".join))
def test_no_text_makes_it_fail(body):
    for block in parse(body):
        assert block.kind in KINDS
        assert block.text or block.ref
        assert block.kind == "code" or block.text == " ".join(block.text.split())
        assert all(block.items) or block.kind not in ("list", "table")


@given(st.lists(st.from_regex(r"[A-Z][a-z]{1,8}( [a-z]{1,8}){0,5}\.", fullmatch=True), min_size=1, max_size=8))
def test_plain_paragraphs_come_back_word_for_word(paragraphs):
    assert [block.text for block in parse("\n\n".join(paragraphs))] == paragraphs
