"""The same post comes in by two ways at the same moment, and is one post. On PostgreSQL the two imports truly meet."""

import threading
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db.models.signals import pre_save

from reelpress.content import services
from reelpress.content.models import Post
from reelpress.content.services import import_address, import_path
from reelpress.content.storing import store
from tests.content.test_arriving import html, item, rss
from tests.content.test_sameness import A, B, found
from tests.jobs.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    settings.MEDIA_ROOT, settings.ARTEFACTS = tmp_path / "media", tmp_path / "artefacts"
    settings.IMPORT_PRIVATE = True


@pytest.fixture(autouse=True)
def _meeting(monkeypatch):
    """Two imports begin to write together; before a new post is written, each gives the other time to look as well."""
    begun, looked = threading.Barrier(2), threading.Barrier(2)

    def write(posts):
        begun.wait(30)
        return store(posts)

    def wait(sender, **_):
        with suppress(threading.BrokenBarrierError):
            looked.wait(0.3)

    monkeypatch.setattr(services, "store", write)
    pre_save.connect(wait, Post)
    yield
    pre_save.disconnect(wait, Post)


def test_page_and_feed_of_one_post_make_one_post(site):
    page = site.put("/post", html("One - Blog", canonical=f"{site.url}/?p=1"))
    feed = site.put("/feed", rss(item("One", "/?p=1", full="<p>Words</p>")), "application/rss+xml")

    outcomes = [one[0].outcome for one in at_once(lambda: import_address(page), lambda: import_address(feed))]

    assert sorted(outcomes) == ["created", "updated"]
    assert Post.objects.count() == 1


def test_one_file_imported_by_two_makes_one_post(tmp_path):
    path = tmp_path / "a.md"
    path.write_text("Words")

    outcomes = [one[0].outcome for one in at_once(*[lambda: import_path(path)] * 2)]

    assert sorted(outcomes) == ["created", "unchanged"]
    assert Post.objects.count() == 1


def test_posts_that_are_alike_by_their_words_only_are_one_too():
    when = datetime(2024, 5, 1, tzinfo=UTC)
    file = replace(found("/blog/a.md"), published_at=when)
    feed = replace(found("feed:b#1", url=B), published_at=when, slug="another-slug")

    at_once(*[lambda way=way: services.store([way]) for way in (file, feed)])

    assert Post.objects.count() == 1


def test_different_posts_are_not_held_up_by_each_other():
    ways = (found("feed:a#1", url=A), found("feed:b#1", url=B, title="Another", body="Other words"))

    at_once(*[lambda way=way: services.store([way]) for way in ways])

    assert sorted(Post.objects.values_list("slug", flat=True)) == ["hello-world", "hello-world-2"]
