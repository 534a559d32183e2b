"""Whatever a server sends for a feed or a page: posts come in, or three sentences say why not; nothing else happens."""

import json

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from reelpress.content.services import import_address, import_text
from reelpress.content.sources import articles, feeds, markup
from reelpress.content.sources.pictures import Unusable
from reelpress.lib.errors import Failure
from tests.content.test_arriving import TEXT, html, item, rss

RSS = rss(
    item("One", "/one", full=f'<p>{TEXT}</p><pre><code class="language-py">x</code></pre>'),
    item("Two", "/two"),
    head='<atom:link rel="next" href="/feed?2"/>',
)
ATOM = (
    '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="/x/">'
    '<title type="html">Blog &lt;b&gt;</title><entry><id>1</id><title>Eins</title><link href="/eins"/>'
    "<published>2021-09-06T16:45:00+02:00</published><summary>Kurz</summary>"
    f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{TEXT}</p></div></content></entry></feed>'
)
STRAY = RSS.replace("</link>", "</link><gml:pos>1 2</gml:pos>")  # the library breaks at it
DATA = '<script type="application/ld+json">{"@graph": [{"headline": "A", "datePublished": "2021-09-06"}]}</script>'
PAGE = html(
    "One", canonical="/one", head=f'<meta property="og:image" content="/c.png"><base href="/p/">{DATA}'
).replace(
    "<script>evil", '<figure><img src="a.png" srcset="b.png 2w"><figcaption>Cap</figcaption></figure><script>evil'
)
NASTY = [
    *("&#xD800;", "&#55296", "&#x110000;", "&#99999999999999999999;", "&#0;", "&#1;", "&nbsp;", "&a;", "&", ";"),
    *("<![CDATA[", "]]>", "<!--", "-->", "<?xml", "?>", "<", ">", '"', "'", "=", "\0", "\x0b", "\u202e", "\ufffe"),
    *("<item>", "</item>", "<entry>", "</channel>", "<pre>&#1;", "<svg>", "<math>", "<table><tr>", "<div>" * 300),
    *("http://[", "http://a:99999/", "javascript:x", "data:image/png;base64,A", "<base href='http://['>"),
    *("encoding='idna'", "encoding='hex'", "charset=undefined", "9999-99-99T99:99:99Z", "<time datetime='x'>"),
    *("<georss:point>1</georss:point>", "<georss:box>1 2 3 4</georss:box>", "<media:content url='x'>"),
    "<!DOCTYPE x [<!ENTITY a 'aaaa'>]>",
]
TYPES = ("application/rss+xml", "text/html", "text/xml; charset=idna", "text/html; charset=utf-16", "", "x")
AT = st.integers(0, 3000)
EDITS = st.lists(
    st.tuples(AT, st.integers(0, 40), st.sampled_from([piece.encode() for piece in NASTY]) | st.binary(max_size=4)),
    max_size=8,
)


def edited(document, edits):
    """Return a document after some of its bytes were replaced, here and there, by others."""
    data = bytearray(document.encode())
    for place, length, piece in edits:
        at = place % (len(data) + 1)
        data[at : at + length] = piece
    return bytes(data)


FEEDS = st.builds(edited, st.sampled_from([RSS, ATOM]), EDITS) | st.binary(max_size=200)
PAGES = st.builds(edited, st.just(PAGE), EDITS) | st.binary(max_size=200)


def test_the_documents_are_sound_before_they_are_edited():
    assert [one["title"] for one in feeds.read(RSS.encode(), "", "https://b.example/")["items"]] == ["One", "Two"]
    assert [one["title"] for one in feeds.read(ATOM.encode(), "", "https://b.example/")["items"]] == ["Eins"]
    assert TEXT.strip() in articles.read(PAGE, "https://b.example/one")["body"]


@hypothesis_settings(max_examples=80, deadline=None)
@given(FEEDS, st.sampled_from(TYPES))
@example(RSS.replace("Blog", "&#xD800;").encode(), "application/rss+xml")
@example(STRAY.encode(), "application/rss+xml")
def test_every_feed_is_read_or_called_damaged(body, content_type):
    try:
        said = feeds.read(body, content_type, "https://b.example/feed")
    except Unusable:
        return
    json.dumps(said, ensure_ascii=False).encode()  # every database takes it


@hypothesis_settings(max_examples=50, deadline=None)
@given(PAGES, st.sampled_from(TYPES))
@example(PAGE.replace("<p>", "<pre>&#1;&#xD800;</pre><p>").encode(), "text/html")
def test_every_page_is_read(body, content_type):
    said = articles.read(markup.decoded(body, content_type), "https://b.example/one")
    json.dumps(said, ensure_ascii=False).encode()


def test_a_reference_to_half_a_character_costs_one_sign():
    feed = RSS.replace(TEXT, f"A &amp;#xD800; B &#xD800; C {TEXT}").replace("<title>One", "<title>One &#xDFFF;!")
    (one, _) = feeds.read(feed.encode(), "application/rss+xml", "https://b.example/feed")["items"]
    assert one["title"] == "One \ufffd!"
    assert TEXT.strip() in one["body"]


def told(act):
    """Return the posts that `act` brought; what else it may do is to fail in three sentences."""
    try:
        return act()
    except Failure as failure:
        said = failure.explanation
        assert said.happened and said.means == "Nothing was imported." and said.todo, said
        return []


@pytest.mark.django_db
@hypothesis_settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(FEEDS | PAGES, st.sampled_from(TYPES))
@example(RSS.replace("Blog", "&#xD800;").encode(), "application/rss+xml")
@example(STRAY.encode(), "application/rss+xml")
def test_whatever_an_address_answers_is_imported_or_explained(site, settings, tmp_path, caplog, body, content_type):
    settings.MEDIA_ROOT, settings.ARTEFACTS, settings.IMPORT_PRIVATE = tmp_path / "media", tmp_path, True
    for one in told(lambda: import_address(site.put("/x", body, content_type))):
        one.post.refresh_from_db()
        assert one.post.title and one.post.body.strip() and one.post.slug
    assert not [record for record in caplog.records if "raised" in record.getMessage()]


@pytest.mark.django_db
@hypothesis_settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PAGES, st.sampled_from(["", "markdown", "html"]))
def test_whatever_is_pasted_is_imported_or_explained(settings, tmp_path, caplog, body, kind):
    settings.MEDIA_ROOT, settings.ARTEFACTS = tmp_path / "media", tmp_path
    text = body.decode("utf-8", "surrogateescape")
    for one in told(lambda: import_text(text, kind=kind, download=False)):
        one.post.refresh_from_db()
        assert one.post.title and one.post.body.strip() and one.post.slug
    assert not [record for record in caplog.records if "raised" in record.getMessage()]
