"""HTML becomes Markdown with its structure; nothing that runs or steers becomes text."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelpress.content.cleaning import parse
from reelpress.content.sources import markup


def written(text, **options):
    return markup.to_markdown(text, base="https://b.example/p/", **options)


def kinds(text):
    return [(block.kind, block.text or block.ref) for block in parse(text)]


def test_structure_survives():
    found = written(
        "<h2>Head</h2><p>A <b>bold</b> <code>x*y</code></p><ul><li>one</li><li>two</li></ul>"
        "<blockquote><p>Said.</p></blockquote><table><tr><th>A</th></tr><tr><td>1</td></tr></table>"
    )
    assert [kind for kind, _ in kinds(found)] == ["heading", "paragraph", "list", "quote", "table"]


@pytest.mark.parametrize(
    "bad",
    [
        "<script>steal()</script>",
        "<style>steal()</style>",
        "<template>steal()</template>",
        "<iframe>steal()</iframe>",
        "<svg><script>steal()</script></svg>",
        "<p onclick='steal()'></p>",
        "<a href='javascript:steal()'>x</a>",
        "<!-- steal() -->",
        "<nav>steal()</nav>",
        "<SCRIPT\n>steal()</SCRIPT >",
    ],
)
def test_nothing_that_runs_or_steers_becomes_text(bad):
    assert "steal" not in written(f"<p>Before</p>{bad}<p>After</p>")


def test_words_that_look_like_markup_stay_words():
    found = written("<p>Use &lt;b&gt; and *stars* and # signs</p>")
    assert kinds(found) == [("paragraph", "Use <b> and *stars* and # signs")]


@pytest.mark.parametrize(
    "code",
    [
        '<pre><code class="language-go">x &lt; 1</code></pre>',
        '<div class="language-go highlighter-rouge"><div><pre><code>x &lt; 1</code></pre></div></div>',
        '<div class="highlight highlight-source-go"><pre>x &lt; 1</pre></div>',
        '<pre><code data-lang="go"><span>x</span> &lt; 1</code></pre>',
        '<table class="lntable"><tr><td><pre><span class="lnt">1</span></pre></td><td><pre><code class="language-go">'
        "x &lt; 1</code></pre></td></tr></table>",
    ],
)
def test_code_keeps_its_text_and_its_language(code):
    (block,) = parse(written(code))
    assert (block.kind, block.text, block.language) == ("code", "x < 1", "go")


@pytest.mark.parametrize(
    "image",
    [
        '<img src="/a.png" alt="A">',
        '<img src="data:image/gif;base64,R0" data-src="/a.png" alt="A">',
        '<img class="lazy" src="/theme/small-blurred.jpg" data-src="/a.png" alt="A">',
        '<img class="lazyload" src="/blur.jpg" data-src="data:image/gif;base64,R0" data-srcset="/a.png 2x" alt="A">',
        '<img src="https://c.example/1x1.gif" srcset="/small.png 100w, /a.png 900w" alt="A">',
        '<img src="/a.png" data-src="true" srcset="/other.png 900w" data-original=\'{"w":1.5}\' alt="A">',
        '<img src="" srcset="/small.png 100w, /a.png 900w" alt="A">',
        '<noscript><img src="../a.png" alt="A"></noscript>',
        '<figure><img src="/a.png"><figcaption>A</figcaption></figure>',
    ],
)
def test_a_picture_has_its_whole_address_and_its_words(image):
    (block,) = parse(written(image))
    assert (block.kind, block.text, block.ref) == ("image", "A", "https://b.example/a.png")


def test_cards_that_show_other_pages_go():
    assert "Other" not in written('<p>Mine</p><figure class="kg-card kg-bookmark-card"><a>Other</a></figure>')


@pytest.mark.parametrize(
    "wrapper", ['<article class="post line-numbers">', '<div class="gutter">', '<section class="ln">']
)
def test_a_class_of_listings_takes_no_text_away(wrapper):
    assert kinds(written(f"{wrapper}<p>Words in 2026</p>")) == [("paragraph", "Words in 2026")]


def test_the_numbers_of_a_listing_go():
    found = written('<div><div class="gutter"><span>1</span>\n<span>2</span></div><pre><code>x = 1</code></pre></div>')
    assert kinds(found) == [("code", "x = 1")]


@pytest.mark.parametrize(
    "heading",
    [
        '<h2><a class="header-anchor" href="#h"><span>Heading</span></a></h2>',
        '<h2><a class="header-anchor" href="#h">Heading</a><!-- a --></h2>',
        '<a class="headerlink" href="#h"><h2>Heading</h2></a>',
        '<h2 class="heading-anchor">Heading</h2>',
        '<h2><a class="header-anchor" href="#h">#</a> Heading</h2>',
        '<h2><span>Heading</span><a class="headerlink" href="#h"><i>Permalink</i></a></h2>',
    ],
)
def test_an_anchor_goes_but_no_heading_with_it(heading):
    assert kinds(written(f"<div>{heading}<p>x</p></div>")) == [("heading", "Heading"), ("paragraph", "x")]


def test_a_heading_that_repeats_the_title_goes():
    assert written("<h1>The  Title!</h1><p>x</p>", title="The Title").strip() == "x"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("é".encode(), ""),
        ("é".encode("latin-1"), "text/html; charset=iso-8859-1"),
        (b'<meta charset="iso-8859-1">' + "é".encode("latin-1"), "text/html"),
        ("é".encode("cp1252"), "text/html; charset=nonsense"),
        ("é".encode("utf-16"), ""),
    ],
)
def test_every_encoding_is_read(body, said):
    assert markup.decoded(body, said).endswith("é")


PIECES = ["<p>", "</p>", "<b>", "<table>", "<td>", "<pre>", "<img src=x>", "<a href=//[>", "&lt;", "x", "\0", "<li>"]
PIECES += ["<!--", "-->", "<svg>", "</", "`", "\ud800", "<script>", "é"]


@settings(max_examples=60)
@given(st.lists(st.sampled_from(PIECES)))
def test_no_markup_breaks_it(pieces):
    assert isinstance(written("".join(pieces)), str)


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["<div>", "<table>", "<ul><li>", "<pre>", "<b>", "&lt;", "<", "<p>a b</p>"])
def test_a_megabyte_of_anything_takes_seconds(piece):
    begun = time.process_time()
    written(piece * (850_000 // len(piece)))
    assert time.process_time() - begun < 20
