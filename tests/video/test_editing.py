"""What a person changes of a stored video: steps, undo, redo, and nobody's change written over."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reelpress.content.models import Post
from reelpress.lib import clock
from reelpress.lib.errors import BadInput
from reelpress.video import editing, scene_edits
from reelpress.video.models import Revision, Video
from reelpress.video.writing import storyboard_of
from tests.factories import a_post, a_video

pytestmark = pytest.mark.django_db
FIVE = [{"kind": "text", "narration": f"Sentence {n}.", "text": f"Text {n}"} for n in range(1, 6)]


def a_draft(scenes=FIVE, **fields):
    post = a_post(body="# The press\n\nThe press prints reels. It takes a post and reads it aloud.\n")
    return a_video(of=post, storyboard={"title": "The press", "scenes": scenes}, post_digest=post.digest, **fields)


def said(video):
    return "".join(scene["narration"][9] for scene in Video.objects.get(pk=video.pk).storyboard["scenes"])


def delete(video, index, **given_):
    return editing.change(video, lambda board: scene_edits.delete(board, index), by="mira", **given_)


def retell(video, words, **given_):
    step = {"narration": words}
    return editing.change(video, lambda board: scene_edits.edit(board, 0, step), by="mira", merge=True, **given_)


def state_of(video):
    return Video.objects.filter(pk=video.pk).values("storyboard", "narrator", "template", "edited").get()


def test_a_change_is_undone_and_redone_and_named():
    video = a_draft()
    assert delete(video, 2).words == "Deleted scene 3"
    assert said(video) == "1245"
    assert editing.choice_of(editing.history(video)) == editing.Choice(undo="Deleted scene 3")
    assert editing.undo(video) == "Deleted scene 3"
    assert said(video) == "12345"
    assert editing.choice_of(editing.history(video)) == editing.Choice(redo="Deleted scene 3")
    assert editing.redo(video) == "Deleted scene 3"
    assert said(video) == "1245"


def test_a_new_change_ends_what_could_be_redone():
    video = a_draft()
    delete(video, 0)
    editing.undo(video)
    delete(video, 4)
    with pytest.raises(BadInput, match="nothing to redo"):
        editing.redo(video)
    assert said(video) == "1234"


def test_undo_to_the_beginning_makes_it_the_writers_again():
    video = a_draft()
    delete(video, 0)
    assert state_of(video)["edited"]
    editing.undo(video)
    assert not state_of(video)["edited"]
    with pytest.raises(BadInput, match="nothing to undo"):
        editing.undo(video)


STEPS = st.one_of(
    st.tuples(st.just("move"), st.integers(0, 6), st.integers(-2, 8)),
    st.tuples(st.sampled_from(["delete", "duplicate"]), st.integers(0, 6)),
    st.tuples(st.just("edit"), st.integers(0, 6), st.fixed_dictionaries({"narration": st.text(max_size=20)})),
    st.tuples(st.just("add"), st.integers(0, 6), st.just({"kind": "text", "narration": "New.", "text": "New"})),
)


@pytest.mark.slow
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(STEPS, max_size=8))
def test_undoing_everything_gives_the_first_state_and_redoing_it_the_last(steps):
    video = a_draft()
    first = state_of(video)
    for name, *arguments in steps:
        try:
            step = getattr(scene_edits, name)
            editing.change(video, lambda board, s=step, a=arguments: s(board, *a), by="mira", merge=name == "edit")
        except BadInput:
            continue
    last, count = state_of(video), Revision.objects.filter(video=video).count()
    for _ in range(count):
        editing.undo(video)
    undone = state_of(video)
    for _ in range(count):
        editing.redo(video)
    assert undone["edited"] == first["edited"]
    assert editing.Storyboard.from_dict(undone["storyboard"]) == editing.Storyboard.from_dict(first["storyboard"])
    assert state_of(video) == last


def test_typing_on_is_one_step_and_a_later_change_another(monkeypatch):
    video = a_draft()
    for words in ("S", "Se", "Sen"):
        retell(video, words)
    assert video.revisions.count() == 1
    later = clock.now() + timedelta(seconds=60)
    monkeypatch.setattr(clock, "now", lambda: later)
    retell(video, "Sentence A.")
    assert video.revisions.count() == 2
    editing.undo(video)
    editing.undo(video)
    assert said(video) == "12345"


def test_what_another_person_changed_is_never_written_over():
    video = a_draft()
    seen = editing.version_of(video)
    delete(video, 0, seen=seen)
    for late in (
        lambda: delete(video, 0, seen=seen),
        lambda: editing.undo(video, seen=seen),
        lambda: editing.choose(video, {"narrator": "hibari"}, by="otto", seen=seen),
        lambda: editing.write_anew(video, by="otto", seen=seen),
        lambda: editing.edit_storyboard(video, {"title": "x", "scenes": FIVE}, seen=seen),
    ):
        with pytest.raises(editing.Conflict, match="changed meanwhile"):
            late()
    assert said(video) == "2345"


def test_a_change_of_a_video_that_is_gone_says_so():
    video = a_draft()
    Video.objects.filter(pk=video.pk).delete()
    with pytest.raises(editing.Conflict, match="gone"):
        delete(video, 0)


def test_the_last_fifty_steps_are_kept():
    video = a_draft()
    for number in range(60):
        step = {"narration": f"Sentence {number}."}
        editing.change(video, lambda board, s=step: scene_edits.edit(board, 0, s), by="mira")
    assert video.revisions.count() == editing.KEPT


def test_the_voice_and_the_template_are_chosen_and_undone_and_leave_the_storyboard_the_writers():
    video = a_draft()
    words = editing.choose(video, {"template": "editorial", "narrator": "hibari"}, by="mira")
    assert words == "Chose the template editorial and the voice hibari"
    assert (video.template, video.narrator, video.edited) == ("editorial", "hibari", False)
    editing.undo(video)
    assert (video.template, video.narrator) == ("", "")
    for wrong in ({"template": "vhs"}, {"narrator": "parrot"}):
        with pytest.raises(BadInput, match="There is no"):
            editing.choose(video, wrong, by="mira")


def test_an_edited_storyboard_outlives_a_new_import_and_is_written_anew_only_when_asked():
    video = a_draft()
    delete(video, 0)
    Post.objects.filter(pk=video.post_id).update(digest="another")
    video = Video.objects.get(pk=video.pk)
    assert editing.post_changed(video)
    assert len(storyboard_of(video, print).scenes) == 4, "it is what a making would use"
    editing.write_anew(video, by="mira")
    assert not editing.post_changed(video) and not video.edited
    assert "prints reels" in str(video.storyboard)
    editing.undo(video)
    assert said(video) == "2345" and editing.post_changed(video) and video.edited


def test_a_script_is_written_before_anything_is_made_and_only_once():
    video = a_draft(scenes=FIVE)
    Video.objects.filter(pk=video.pk).update(storyboard={}, post_digest="")
    editing.start(video)
    first = video.storyboard
    assert "prints reels" in str(first) and video.revisions.count() == 0 and not video.edited
    delete(video, 0)
    assert editing.start(video).storyboard != first, "an edited one is left alone"


def test_a_post_without_a_word_gets_no_script():
    video = a_video(of=a_post(title="", body=""), storyboard={})
    with pytest.raises(BadInput, match="nothing that could be told"):
        editing.start(video)
