"""Raw HTML becomes blocks; tags never reach the voice."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelpress.content import raw_html


def shape(markup):
    return [(block.kind, block.text) for block in raw_html.read(markup)]


def test_paragraphs_and_headings_are_told_apart():
    found = raw_html.read("<h2>A <em>title</em></h2><p>One &mdash; <b>two</b><br>three</p><div>Four</div>")
    assert [(b.kind, b.text, b.level) for b in found] == [
        ("heading", "A title", 2),
        ("paragraph", "One — two three", 0),
        ("paragraph", "Four", 0),
    ]


def test_scripts_and_styles_leave_with_their_content():
    assert shape("<p>Hi</p><script>alert(1)</script><style>p{}</style><svg><text>no</text></svg>") == [
        ("paragraph", "Hi")
    ]


def test_a_picture_keeps_its_address_and_description():
    (image,) = raw_html.read('<noscript><img alt="a &gt; b" src="my%20pic.png?x=1&amp;y=2" onerror="x()"></noscript>')
    assert (image.kind, image.text, image.ref) == ("image", "a > b", "my%20pic.png?x=1&y=2")


def test_lines_that_only_hold_links_are_navigation():
    assert shape('<div><span>[<a href="x">PNG</a>]</span> <a href="y">SVG</a></div>') == []
    assert shape('<p>Read <a href="x">this</a></p>') == [("paragraph", "Read this")]


def test_nested_lists_become_one():
    (found,) = raw_html.read("<ul><li><p>a</p><ul><li>b</li></ul></li><li>c</li></ul>")
    assert found.items == ("a", "b", "c")


def test_a_table_becomes_rows():
    (found,) = raw_html.read("<table><tr><th>n</th><th>m</th></tr><tr><td>1</td><td><p>2</p></td></tr></table>")
    assert found.rows == (("n", "m"), ("1", "2"))
    assert found.items == ("n: 1, m: 2",)


def test_preformatted_code_stays_verbatim():
    (found,) = raw_html.read('<pre><code class="language-go">if a &lt; b {\n\n  <span>x</span>\n}</code></pre>')
    assert (found.kind, found.language, found.text) == ("code", "go", "if a < b {\n\n  x\n}")


def test_a_quote_stays_a_quote():
    assert shape("<blockquote><p>One.</p><p>Two.</p></blockquote><p>Three.</p>") == [
        ("quote", "One. Two."),
        ("paragraph", "Three."),
    ]


@pytest.mark.parametrize(
    "pattern", ["<div>", "<ul><li>", "<b><i>", "</p>", "<img src=x ", "<table><tr><td>", "<!--", "<"]
)
def test_endless_nesting_takes_linear_time(pattern):
    started = time.process_time()
    raw_html.read(pattern * (100_000 // len(pattern)))
    assert time.process_time() - started < 4


WRITTEN = "<p> </p> <ul> <li> </li> </ul> <table> <tr> <td> </td> <pre> </pre> <a> <img> <h1> </h1> < > &"
TAGS = st.sampled_from(WRITTEN.split())


@given(st.lists(TAGS | st.text(max_size=5), max_size=30).map("".join))
def test_no_markup_raises_and_no_block_is_empty(markup):
    for block in raw_html.read(markup):
        assert block.text or block.ref
