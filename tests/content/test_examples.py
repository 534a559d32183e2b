"""The example posts are good posts: they import whole, with everything that a video likes to show."""

from pathlib import Path

from PIL import Image

from reelpress.content.cleaning import parse
from reelpress.content.sources import markdown

EXAMPLES = Path(__file__).parents[2] / "examples"


def posts():
    return {post.slug: post for post in markdown.read(EXAMPLES, max_megabytes=1)}


def test_both_examples_are_read_without_a_note():
    found = posts()
    assert sorted(found) == ["run-it-twice", "the-last-ten-percent"]
    for post in found.values():
        assert post.notes == ()
        assert post.summary and post.author and post.tags and post.published_at
        assert 500 <= len(post.body.split()) <= 800


def test_together_they_show_every_kind_of_block():
    kinds = {block.kind for post in posts().values() for block in parse(post.body)}
    assert kinds == {"heading", "paragraph", "list", "quote", "code", "image", "table"}


def test_the_chart_comes_along_and_is_small():
    (image,) = posts()["the-last-ten-percent"].wanted
    with Image.open(image.path) as chart:
        assert chart.size == (1600, 900)
    assert image.path.stat().st_size < 150_000


def test_the_figures_of_the_post_are_true():
    (table,) = [block for block in parse(posts()["the-last-ten-percent"].body) if block.kind == "table"]
    for busy, wait in table.rows[1:]:
        share = int(busy.rstrip("%"))
        assert round(share / (100 - share)) == int(wait)
