"""A storyboard is data: it survives JSON and refuses what is none."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelpress.video.storyboard import KINDS, Scene, Storyboard

TEXT = st.text(max_size=40)
SCENES = st.builds(
    Scene,
    kind=st.sampled_from(KINDS),
    narration=st.text(min_size=1).filter(str.strip),
    title=TEXT,
    items=st.tuples(TEXT, TEXT),
)


@given(st.builds(Storyboard, title=TEXT, scenes=st.lists(SCENES, max_size=5).map(tuple), url=TEXT))
def test_it_comes_back_from_json_as_it_was(board):
    assert Storyboard.from_dict(json.loads(json.dumps(board.to_dict()))) == board


@pytest.mark.parametrize(
    ("_case", "data"),
    [
        ("nothing", {}),
        ("no list", {"scenes": "title"}),
        ("a scene that is none", {"title": "", "scenes": ["title"]}),
        ("an unknown kind", {"title": "", "scenes": [{"kind": "dance", "narration": "x"}]}),
        ("an unknown field", {"title": "", "scenes": [{"kind": "text", "narration": "x", "onclick": "y"}]}),
        ("silence", {"title": "", "scenes": [{"kind": "text", "narration": "  "}]}),
        ("a number for a text", {"title": 7, "scenes": []}),
        ("too many scenes", {"title": "", "scenes": [{"kind": "text", "narration": "x"}] * 61}),
    ],
)
def test_what_is_no_storyboard_is_refused(_case, data):
    with pytest.raises(ValueError):
        Storyboard.from_dict(data)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("title", {"scenes": []}),
        ("narration", {"title": "x", "scenes": [{"kind": "text"}]}),
        ("kind", {"title": "x", "scenes": [{"narration": "Hello."}]}),
    ],
)
def test_what_is_missing_is_said_by_its_name(name, data):
    with pytest.raises(ValueError, match=f"^{name} is missing$"):
        Storyboard.from_dict(data)
