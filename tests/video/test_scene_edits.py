"""The steps of an editor on a storyboard as data: what each does, what each refuses, in words. No database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelpress.lib.errors import BadInput
from reelpress.video import scene_edits, scene_rules
from reelpress.video.storyboard import KINDS, Scene, Storyboard

BOARD = Storyboard("How the press works", tuple(Scene("text", f"Sentence {n}.", text=f"Text {n}") for n in (1, 2, 3)))
FILLED = {
    "narration": "Said.", "title": "Shown", "text": "Shown", "items": "A|1\nB|2", "code": "x = 1",
    "picture": "posts/a.png", "number": "42",
}  # fmt: skip


def said(edited):
    return [scene.narration[-2] for scene in edited.board.scenes]


def test_every_kind_of_a_storyboard_has_its_rules():
    assert set(scene_rules.KINDS) == set(KINDS)


def test_a_scene_is_moved_deleted_and_doubled():
    assert said(scene_edits.move(BOARD, 0, 2)) == ["2", "3", "1"]
    assert said(scene_edits.move(BOARD, 2, -5)) == ["3", "1", "2"]
    assert said(scene_edits.delete(BOARD, 1)) == ["1", "3"]
    assert said(scene_edits.duplicate(BOARD, 1)) == ["1", "2", "2", "3"]
    assert scene_edits.move(BOARD, 0, 2).words == "Moved scene 1 to place 3"
    assert scene_edits.delete(BOARD, 2).scene == 1, "the scene before is shown when the last one goes"


def test_what_changes_nothing_is_no_step():
    assert scene_edits.move(BOARD, 1, 1).words == ""
    assert scene_edits.edit(BOARD, 1, {"narration": "Sentence 2. "}).words == ""
    assert scene_edits.describe(BOARD, {"title": BOARD.title}).words == ""


def test_a_step_is_named_for_what_it_changed():
    assert scene_edits.edit(BOARD, 0, {"narration": "Else."}).words == "Changed the narration of scene 1"
    assert scene_edits.edit(BOARD, 0, {"narration": "Else.", "text": "Else"}).words == "Changed 2 fields of scene 1"
    assert scene_edits.edit(BOARD, 0, {"kind": "quote"}).words == "Changed scene 1 from text to quote"
    assert scene_edits.add(BOARD, 1, FILLED | {"kind": "list"}).words == "Added scene 2 (list)"
    assert scene_edits.describe(BOARD, {"url": "https://a.example"}).words == "Changed the address of the video"


def test_a_new_title_leaves_the_colours_as_they_are():
    assert scene_edits.describe(BOARD, {"title": "Another"}).board.seed == BOARD.title


def test_rows_come_as_lines_and_empty_ones_go():
    edited = scene_edits.edit(BOARD, 0, {"kind": "list", "items": " One \r\n\r\n  Two   words\n"})

    assert edited.board.scenes[0].items == ("One", "Two words")


def test_the_last_scene_stays_and_the_most_are_sixty():
    with pytest.raises(BadInput, match="only scene"):
        scene_edits.delete(Storyboard("x", BOARD.scenes[:1]), 0)
    full = Storyboard("x", BOARD.scenes[:1] * 60)
    for step in (lambda: scene_edits.duplicate(full, 0), lambda: scene_edits.add(full, 0, FILLED | {"kind": "text"})):
        with pytest.raises(BadInput, match="at most 60"):
            step()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"narration": " \n"}, "says nothing"),
        ({"kind": "dance"}, "no kind of scene"),
        ({"kind": "list"}, "at least one row"),
        ({"kind": "chart", "items": "A|1\nB"}, "Row 2 of the chart needs a label and a number"),
        ({"kind": "chart", "items": "A|1"}, "at least two rows"),
        ({"kind": "image"}, "needs a picture"),
        ({"kind": "number"}, "needs its number"),
        ({"kind": "code"}, "needs code"),
        ({"kind": "quote", "text": ""}, "the words that are quoted"),
        ({"text": "", "title": ""}, "shows nothing"),
        ({"narration": "x" * 1501}, "1,501 characters; 1,500 fit"),
        ({"kind": "list", "items": ["x" * 241]}, "A row has 241"),
        ({"kind": "list", "items": ["x"] * 13}, "at most 12 rows"),
        ({"narration": 3}, "not a text"),
        ({"code": "x" * 20_001}, "not a text of at most 20,000"),
        ({"items": [None]}, "not a text"),
    ],
)
def test_what_a_kind_cannot_show_is_refused_in_a_sentence(given, sentence):
    with pytest.raises(BadInput, match=sentence):
        scene_edits.edit(BOARD, 0, given)


def test_what_a_writer_wrote_long_does_not_stop_a_person_from_changing_something_else():
    board = Storyboard("x", (Scene("code", "Said.", code="x" * 9_000),))

    assert scene_edits.edit(board, 0, {"narration": "Said better."}).board.scenes[0].narration == "Said better."


@pytest.mark.parametrize("index", [-1, 3, 10**9])
def test_a_scene_that_is_not_there_is_said_to_be_gone(index):
    for step in (scene_edits.delete, scene_edits.duplicate, lambda b, i: scene_edits.edit(b, i, {})):
        with pytest.raises(BadInput, match="no scene"):
            step(BOARD, index)


@pytest.mark.parametrize("kind", KINDS)
def test_a_filled_scene_of_every_kind_can_be_added(kind):
    scene = scene_edits.add(BOARD, 1, FILLED | {"kind": kind}).board.scenes[1]

    assert (scene.kind, scene.why) == (kind, "Added by a person.")


@given(st.text(), st.text(), st.text(), st.sampled_from(KINDS))
def test_whatever_is_typed_a_storyboard_comes_out_or_a_sentence(narration, text, items, kind):
    given_ = {"kind": kind, "narration": narration, "text": text, "items": items}
    try:
        board = scene_edits.edit(BOARD, 0, given_).board
    except BadInput:
        return
    assert Storyboard.from_dict(board.to_dict()) == board


def test_seconds_follow_from_what_is_said_also_without_spaces():
    short, long = Scene("text", "One two."), Scene("text", "word " * 49)

    assert scene_rules.estimated_seconds(short) < 2 < 19 < scene_rules.estimated_seconds(long) < 22
    assert scene_rules.estimated_seconds(Scene("text", "九" * 45)) == pytest.approx(10.7, abs=0.1)
