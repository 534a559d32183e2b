"""A post's own picture is shown even when none of its sentences speaks of it."""

import pytest

from reelpress.content.models import Image
from reelpress.video.writing import source_of
from tests.factories import a_post
from tests.video.telling import told

PHOTO = {"photo.jpg": "posts/1/photo.jpg"}


def kinds(board):
    return [(scene.kind, scene.picture) for scene in board.scenes]


def test_a_post_of_one_sentence_and_a_photo_shows_the_photo():
    board = told("The bread has risen at last.\n\n![](photo.jpg)", "Bread", images=PHOTO)
    assert kinds(board) == [("image", PHOTO["photo.jpg"]), ("end", "")]
    assert board.scenes[0].narration.startswith("The bread has risen")


def test_a_photo_without_words_goes_beside_the_sentence_next_to_it():
    body = (
        "The oven must be hot before the dough goes in.\n\n## Second\n\nWater turns to steam and lifts the crust.\n\n"
        "![](photo.jpg)\n\n## Third\n\nSalt slows the yeast down and keeps the crumb tight and even."
    )
    board = told(body, "Baking without a machine", images=PHOTO)
    [shown] = [scene for scene in board.scenes if scene.picture]
    assert "steam" in shown.narration and shown.kind == "image"


PARTS = (
    "The oven was cold in 3 of 4 homes.\n\n{}\n\n## Second\n\nWater turns to steam and lifts the crust of each loaf."
    "\n\n## Third\n\nSalt slows the yeast down and keeps the crumb tight and even."
)


def test_the_picture_that_a_post_opens_with_is_shown_though_its_first_words_are_those_of_the_title_card():
    board = told(PARTS.format("![The oven of our house](photo.jpg)"), "Baking without a machine", images=PHOTO)
    assert kinds(board)[:3] == [("title", ""), ("image", PHOTO["photo.jpg"]), ("text", "")]
    assert board.scenes[1].title == "The oven of our house" and "opens with" in board.scenes[1].why


def test_a_cover_that_stands_nowhere_in_the_post_is_shown_where_there_is_no_other_picture():
    board = told(PARTS.format(""), "Baking without a machine", images={"/cover.png": "posts/1/cover.png"})
    assert kinds(board)[1] == ("image", "posts/1/cover.png")
    body = PARTS.format("") + "\n\n![](photo.jpg)"
    board = told(body, "Baking without a machine", images={"/cover.png": "posts/1/cover.png", **PHOTO})
    assert [picture for _, picture in kinds(board) if picture] == [PHOTO["photo.jpg"]]


def test_where_the_first_picture_has_no_plain_words_beside_it_a_later_one_is_shown():
    body = PARTS.format("![](first.jpg)").replace("## Third", "- dough\n- salt\n\n![](photo.jpg)\n\n## Third")
    board = told(body, "Baking without a machine", images={"first.jpg": "posts/1/first.jpg", **PHOTO})
    [shown] = [scene for scene in board.scenes if scene.picture]
    assert shown.picture == PHOTO["photo.jpg"] and "steam" in shown.narration


def test_a_picture_that_its_words_speak_of_is_not_shown_twice():
    body = (
        "The oven must be hot.\n\n![The crust turns brown after twelve minutes in the oven](photo.jpg)\n\nIt is done."
    )
    pictures = [picture for _, picture in kinds(told(body, "Bread", images=PHOTO)) if picture]
    assert pictures == [PHOTO["photo.jpg"]]


def test_a_picture_that_cannot_be_drawn_changes_nothing():
    board = told("The bread has risen at last.\n\n![](photo.svg)", "Bread", images={"photo.svg": "posts/1/photo.svg"})
    assert [kind for kind, _ in kinds(board)] == ["title", "end"]


def test_a_very_long_line_of_code_is_cut_behind_a_word_and_shows_it():
    line = "result = " + " + ".join(f"number_{place}" for place in range(40))
    [shown] = [
        scene.code
        for scene in told(f"This adds all of the numbers up.\n\n```python\n{line}\n```", "Sum").scenes
        if scene.code
    ]
    assert shown.endswith("+…") and line.startswith(shown[:-1]) and len(shown) > 100


@pytest.mark.django_db
def test_icons_and_badges_are_no_pictures_to_show():
    post = a_post()
    for name, size in (("badge", (120, 20)), ("icon", (256, 256)), ("tall", (200, 900)), ("unknown", (0, 0))):
        Image.objects.create(post=post, ref=name, file=f"posts/{name}.png", width=size[0], height=size[1])
    assert [*source_of(post).images] == ["tall", "unknown"]
