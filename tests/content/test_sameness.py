"""Two posts taken for one lose a text: whatever they share, posts that tell different things stay two."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from reelpress.content.models import Post
from reelpress.content.sameness import Import, same_post, says_the_same
from reelpress.content.services import import_address
from reelpress.content.sources import links
from reelpress.content.sources.found import FoundPost
from tests.content.test_arriving import item, rss

ABOUT_BEES = "Bees dance to tell each other where the flowers are, and how far it is to fly there and back again."
ABOUT_TRAINS = "The night train to Vienna leaves at nine, with a dining car and beds that are wide enough for two."
CHINESE = ("蜜蜂跳舞，告诉同伴花在哪里。", "夜车九点开往维也纳。")
_EACH = "Every week we collect what we read, and every week it is more than fits into one letter. Write to us, please. "
WEEKLY = (_EACH + ABOUT_BEES, _EACH + ABOUT_TRAINS)


def found(origin, *, url="", body=ABOUT_BEES, title="Hello world", language="en"):
    return FoundPost(
        origin=origin, slug="hello-world", title=title, author="", summary="", body=body, language=language, tags=(),
        canonical_url=url, published_at=None,
    )  # fmt: skip


def stored(one):
    return Post(
        slug=one.slug, title=one.title, language=one.language, body=one.body, origin=one.origin, digest=one.body[:32],
        canonical_url=one.canonical_url, address_key=links.key(one.canonical_url), published_at=one.published_at,
    )  # fmt: skip


def is_same(new, *old):
    return same_post(new, "another", Import.of([new]), [stored(one) for one in old]) is not None


A, B = "https://a.example/hello-world", "https://b.example/hello-world"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (found("feed:a#1", url=A), found("feed:b#1", url=B, body=ABOUT_TRAINS)),
        (found(A, url=A), found(B, url=B, body=ABOUT_TRAINS)),
        (found("/blog/hello-world.md"), found("feed:b#1", url=B, body=ABOUT_TRAINS)),
        (found("feed:b#1", url=B), found("/blog/hello-world.md", body=ABOUT_TRAINS)),
        (found("/blog/2023/links.md", url=A), found("/blog/2024/links.md", url=A + "-2", body=ABOUT_TRAINS)),
        (found("feed:a#1", url=A, body=CHINESE[0]), found("feed:b#1", url=B, body=CHINESE[1])),
        (found("feed:a#1", url=A, body=WEEKLY[0]), found("feed:a#2", url=A + "-2", body=WEEKLY[1])),
    ],
    ids=["feeds of two blogs", "two pages", "file and feed", "feed and file", "two addresses", "without spaces",
         "a weekly"],
)  # fmt: skip
def test_a_title_that_two_blogs_use_does_not_make_their_posts_one(old, new):
    assert not is_same(new, old)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (found("/blog/hello-world.md"), found("feed:b#1", url=B, body=f"> {ABOUT_BEES}\n\nAnd more [here](x).")),
        (found("feed:a#1", url=A), found("feed:b#1", url=B, body=ABOUT_BEES.replace("dance", "dance a lot"))),
        (found("feed:a#1", url=A), found("feed:a#2", url="http://www.a.example/hello-world/", title="New", body="-")),
        (found("/blog/hello-world.md"), found("/new/hello-world.md", body=ABOUT_TRAINS)),
    ],
    ids=["file and feed", "one post on two sites", "one address", "a file that moved and was edited"],
)
def test_one_post_from_two_places_is_one(old, new):
    assert is_same(new, old)


def test_a_file_of_the_same_name_years_later_is_another_post():
    old, new = (
        replace(found(f"/{year}/hello-world.md"), published_at=datetime(year, 5, 1, tzinfo=UTC))
        for year in (2022, 2024)
    )
    assert not is_same(new, old) and is_same(replace(new, published_at=None), old)


def test_an_address_that_several_posts_have_names_none_of_them():
    first, second = (found(f"feed:a#{n}", url=f"{A}#v{n}", title=f"Version {n}") for n in (1, 2))
    third = replace(first, origin="feed:a#3", title="Version 3", body=ABOUT_TRAINS)
    assert not is_same(third, first, second)
    assert same_post(third, "another", Import.of([second, third]), [stored(first)]) is None


@pytest.mark.parametrize("text", ["", "One", "Two words", "Three short words"])
def test_short_texts_are_compared_whole(text):
    assert says_the_same(text, f"*{text}*") and not says_the_same(text, "Something else is told here")


@pytest.mark.django_db
def test_the_entries_of_a_change_log_on_one_page_stay_apart(site, settings, tmp_path):
    settings.MEDIA_ROOT, settings.ARTEFACTS, settings.IMPORT_PRIVATE = tmp_path, tmp_path, True
    entries = [item(f"Version {n}", f"/changes#v{n}", full=f"<p>{ABOUT_BEES} {n}</p>") for n in range(4)]
    for window in (entries[:2], entries[1:3], entries[2:]):
        import_address(site.put("/feed", rss(*reversed(window)), "application/rss+xml"))
    assert sorted(Post.objects.values_list("title", flat=True)) == [f"Version {n}" for n in range(4)]
