"""The fields of a post are found under the names that every dialect has for them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelpress.content.sources import fields

BARE = fields.Name("my-file")
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates() | st.datetimes() | st.times(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KNOWN = "title date slug author authors description tags categories taxonomies canonical_url url language lang path"
KEYS = st.sampled_from([*KNOWN.split(), "draft", "published", "cover", "image", "images", "extra", "header", "status"])


@pytest.mark.parametrize(
    ("stem", "slug", "day"),
    [
        ("2019-08-19-jekyll-released", "jekyll-released", datetime(2019, 8, 19, tzinfo=UTC)),
        ("2025-1-7_hello", "hello", datetime(2025, 1, 7, tzinfo=UTC)),
        ("hello", "hello", None),
        ("2019-99-99-odd", "2019-99-99-odd", None),
        ("Rust-1.90.0", "Rust-1.90.0", None),
    ],
)
def test_a_file_name_says_date_and_slug(stem, slug, day):
    name = fields.name_of(stem)
    assert (name.slug, name.published_at) == (slug, day)


def test_a_file_name_says_the_language():
    assert fields.name_of("bonjour.fr") == fields.Name("bonjour", None, "fr")


@pytest.mark.parametrize(
    ("meta", "body", "title"),
    [
        ({"title": "  Two   words "}, "", "Two words"),
        ({"title": 2024}, "", "2024"),
        ({"title": date(2024, 1, 5)}, "", "2024-01-05"),
        ({"title": ["a"]}, "# From the text", "From the text"),
        ({}, "Intro\n\n# The *real* one #\n", "The real one"),
        ({}, "Setext\n======\n", "Setext"),
        ({}, "```\n# a comment\n```\n", "My file"),
        ({"title": "null"}, "no heading", "My file"),
        (
            {"title": "Why `git rebase -i` and ``a ` b`` return `Option<T>`"},
            "",
            "Why git rebase -i and a ` b return Option<T>",
        ),
        ({"title": "One ` alone, __init__ and 2 * 3 * 4"}, "", "One ` alone, __init__ and 2 * 3 * 4"),
        ({"title": "` `"}, "", "` `"),
        ({"title": "\ud800\x00Odd\u200b"}, "", "Odd"),
    ],
)
def test_the_title_is_found(meta, body, title):
    assert fields.title(meta, body, BARE) == title


def test_a_title_that_no_row_could_hold_is_cut_visibly():
    title = fields.title({"title": "word " * 200}, "", BARE)
    assert len(title) <= 300
    assert title.endswith("…")


@pytest.mark.parametrize(
    ("meta", "slug"),
    [
        ({"slug": "Given Slug"}, "given-slug"),
        ({"path": "2025/09/18/Rust-1.90.0"}, "rust-1-90-0"),
        ({"permalink": "/blog/hello/"}, "hello"),
        ({"url": "/a/b.html"}, "b"),
        ({"url": "https://example.com/elsewhere/"}, "my-file"),
        ({"permalink": "/:year/:title/"}, "my-file"),
        ({"slug": "!!!"}, "my-file"),
        ({"slug": 2048}, "post-2048"),
        ({"slug": "김정환"}, "김정환"),
        ({}, "my-file"),
    ],
)
def test_the_slug_is_found(meta, slug):
    assert fields.slug(meta, BARE) == slug


def test_a_file_of_signs_only_still_gets_a_slug():
    assert fields.slug({}, fields.Name("!!!")) == "post"


@pytest.mark.parametrize(
    ("meta", "author"),
    [
        ({"author": "Ada"}, "Ada"),
        ({"authors": ["Ada", "Grace"]}, "Ada, Grace"),
        ({"authors": [{"name": "Ada", "url": "x"}, {"name": "Grace"}]}, "Ada, Grace"),
        ({"author": {"name": "Ada"}}, "Ada"),
        ({"taxonomies": {"authors": ["Ada"]}}, "Ada"),
        ({"author": {"email": "x"}}, ""),
        ({}, ""),
    ],
)
def test_the_author_is_found(meta, author):
    assert fields.author(meta) == author


@pytest.mark.parametrize(
    ("meta", "tags"),
    [
        ({"tags": ["a", "B", "A"]}, ("a", "B")),
        ({"tags": "a, long tag"}, ("a", "long tag")),
        ({"tags": "a b"}, ("a", "b")),
        ({"category": "release notes"}, ("release notes",)),
        ({"tags": ["#a"], "categories": ["b"], "taxonomies": {"tags": ["c"]}}, ("a", "b", "c")),
        ({"tags": [{"name": "Ghost"}, {"slug": "hash-x"}]}, ("Ghost", "hash-x")),
        ({"tags": None}, ()),
    ],
)
def test_tags_are_found_once_each(meta, tags):
    assert fields.tags(meta) == tags


@pytest.mark.parametrize(
    ("meta", "url"),
    [
        ({"canonical_url": "https://example.com/a"}, "https://example.com/a"),
        ({"canonicalURL": "http://example.com"}, "http://example.com"),
        ({"url": "/a/b"}, ""),
        ({"canonical_url": "javascript:alert(1)"}, ""),
        ({"canonical_url": "https://[broken"}, ""),
        ({"canonical_url": "https://example.com/" + "a" * 1000}, ""),
    ],
)
def test_only_a_whole_address_is_canonical(meta, url):
    assert fields.canonical_url(meta) == url


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2019-08-20 10:00:00 -0500", datetime(2019, 8, 20, 15, tzinfo=UTC)),
        ("2023-12-20T09:30:00-08:00", datetime(2023, 12, 20, 17, 30, tzinfo=UTC)),
        ("2023-12-20T09:30:00Z", datetime(2023, 12, 20, 9, 30, tzinfo=UTC)),
        ("2023-12-20T09:30:00.123Z", datetime(2023, 12, 20, 9, 30, 0, 123000, tzinfo=UTC)),
        ("2023-12-20 09:30 UTC", datetime(2023, 12, 20, 9, 30, tzinfo=UTC)),
        ("2025-09-12", datetime(2025, 9, 12, tzinfo=UTC)),
        ("2025/09/12", datetime(2025, 9, 12, tzinfo=UTC)),
        ("January 15, 2024", datetime(2024, 1, 15, tzinfo=UTC)),
        (date(2024, 1, 15), datetime(2024, 1, 15, tzinfo=UTC)),
        ("2024-13-45", None),
        ("soon", None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_dates_are_read_in_every_usual_notation(written, moment):
    assert fields.moment(written) == moment


@pytest.mark.parametrize(
    ("meta", "told"),
    [
        ({"date": "2025-13-45"}, "2025-13-45"),
        ({"date": "soon", "created": "2025-01-05"}, ""),
        ({"published": "false"}, ""),
        ({"date": ["2025-01-05"]}, ""),
        ({}, ""),
    ],
    ids=["impossible", "another key has one", "a yes or no", "not a text", "none"],
)
def test_a_date_that_cannot_be_read_is_told(meta, told):
    assert fields.no_date(meta) == told


@given(st.datetimes(timezones=st.timezones(), min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1)))
def test_every_iso_date_is_read_back(when):
    assert fields.moment(when.isoformat()) == when.astimezone(UTC)


@pytest.mark.parametrize("key", ["date_published", "datePublished"])
def test_the_date_that_exporters_of_ghost_write_is_the_day_of_the_post(key):
    assert fields.published_at({key: "2023-11-02T09:00:00.000Z"}, BARE) == datetime(2023, 11, 2, 9, tzinfo=UTC)


def test_the_path_of_a_page_dates_it():
    assert fields.published_at({"path": "2025/09/12/x"}, BARE) == datetime(2025, 9, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("meta", "body", "language"),
    [
        ({"language": "de"}, "", "de"),
        ({"lang": "pt_BR"}, "", "pt-BR"),
        ({"locale": "en_US.UTF-8"}, "", "en-US"),
        ({"lang": "Klingon!"}, "Plain words", ""),
        ({}, "今日は良い天気です。", "ja"),
        ({}, "今天天气很好。", "zh"),
        ({}, "오늘은 날씨가 좋다", "ko"),
        ({}, "Сегодня хорошая погода", "ru"),
        ({}, "Сьогодні гарна погода, і ще їжа", "uk"),
        ({}, "Kafka, 東京, and other words of an English text", ""),
        ({}, "", ""),
    ],
)
def test_the_language_is_found(meta, body, language):
    assert fields.language(meta, body, BARE) == language


@pytest.mark.parametrize("meta", [{"draft": "true"}, {"draft": True}, {"published": "false"}, {"status": "draft"}])
def test_drafts_are_known(meta):
    assert fields.is_draft(meta)


@pytest.mark.parametrize("meta", [{}, {"draft": "false"}, {"published": "2024-01-05"}, {"published": True}])
def test_posts_are_no_drafts(meta):
    assert not fields.is_draft(meta)


@pytest.mark.parametrize(
    ("meta", "covers"),
    [
        ({"image": "a.png", "image_alt": "An A"}, [("a.png", "An A")]),
        ({"cover": {"image": "a.png", "alt": "An A"}}, [("a.png", "An A")]),
        ({"extra": {"cover": "a.png"}}, [("a.png", "")]),
        ({"images": ["a.png", "b.png", "a.png"]}, [("a.png", ""), ("b.png", "")]),
        ({"cover": ["a.png"]}, []),
    ],
)
def test_pictures_of_the_front_matter_are_found(meta, covers):
    assert fields.covers(meta) == covers


@given(st.dictionaries(KEYS, JUNK, max_size=6), st.text(max_size=100), st.text(max_size=20))
def test_no_value_of_any_kind_does_harm(meta, body, stem):
    name = fields.name_of(stem)
    slug = fields.slug(meta, name)
    assert slug == slug.strip("-")
    assert 0 < len(slug) <= 110
    texts = [fields.title(meta, body, name), fields.author(meta), fields.language(meta, body, name), slug]
    texts += [*fields.tags(meta), fields.canonical_url(meta), *(ref for ref, _ in fields.covers(meta))]
    for text in texts:
        text.encode()
        assert "\0" not in text
    assert fields.title(meta, body, name)
    when = fields.published_at(meta, name)
    assert when is None or when.tzinfo is not None


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("How it <b>stopped</b>", "How it stopped"),
        ('A <a href="x">link</a> and <br/>more', "A link and more"),
        ("Option<T> and Vec<String>", "Option<T> and Vec<String>"),
        ("<script>alert(1)</script>", "alert(1)"),
        ("<b></b>", "<b></b>"),
    ],
)
def test_tags_of_html_are_no_part_of_a_title(written, said):
    assert fields.title({"title": written}, "", BARE) == said
