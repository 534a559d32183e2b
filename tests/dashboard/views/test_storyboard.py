"""The storyboard editor: each step as a form and for a script, who may, whose change wins, what hostile input does."""

import io
import json

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image as Picture

from reelpress.content.models import Image, Post
from reelpress.jobs.models import Job
from reelpress.video import changes, editing
from reelpress.video.models import Video
from tests.dashboard.conftest import signed_in, somebody
from tests.factories import a_post, a_user, a_video

HOSTILE = '"><script>alert(1)</script>'
SCENES = [
    {"kind": "title", "narration": "The press prints reels.", "title": "How the press works",
     "source": "The press prints.", "why": "The title of the post."},
    {"kind": "list", "narration": "Three things follow.", "title": "What follows", "items": ["One", "Two", "Three"]},
    {"kind": "text", "narration": "It reads aloud.", "text": "It reads aloud"},
]  # fmt: skip


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.MEDIA_ROOT, settings.ARTEFACTS = tmp_path / "media", tmp_path / "artefacts"
    settings.MEDIA_ROOT.mkdir()
    settings.ARTEFACTS.mkdir()


@pytest.fixture
def video(db):
    post = a_post(body="# The press\n\nThe press prints reels. It takes a post and reads it aloud.\n")
    board = {"title": "How the press works", "scenes": SCENES}
    return a_video(of=post, storyboard=board, post_digest=post.digest)


def url(name, video, *more):
    return reverse(f"dashboard:storyboard{name}", args=[video.pk, *more])


def page_of(client, video, **query):
    return client.get(url("", video), query).content.decode()


def step(client, video, do, *, script=True, **given):
    """Press a button of the editor, as its script does or as a plain form."""
    data = {"do": do, "version": editing.version_of(Video.objects.get(pk=video.pk)), "scene": 1} | given
    headers = {"accept": "application/json"} if script else {}
    return client.post(url("-change", video), data, headers=headers, follow=not script)


def kinds(video):
    return [scene["kind"] for scene in Video.objects.get(pk=video.pk).storyboard["scenes"]]


def first(video):
    return Video.objects.get(pk=video.pk).storyboard["scenes"][0]


def test_the_page_shows_the_scenes_and_the_chosen_one_as_a_form(boss, video):
    html = page_of(boss, video, scene=2)

    for shown in ("Three things follow.", "One\nTwo\nThree", "How the press works", "It reads aloud",
                  'aria-current="true"', f'src="{url("-still", video, 1)}?w=540', "Add a scene after",
                  "All 3 scenes are to be rendered"):  # fmt: skip
        assert shown in html, shown
    assert '<span class="sb-time">2s</span>' in html, "what is guessed is said in whole seconds"
    assert "Why it is here" in page_of(boss, video, scene=1)
    assert "The press prints." in page_of(boss, video, scene=1)


def test_without_a_script_it_is_written_first(boss, video):
    Video.objects.filter(pk=video.pk).update(storyboard={}, post_digest="")
    assert "No script yet" in page_of(boss, video)
    boss.post(url("-start", video))

    assert "prints reels" in str(Video.objects.get(pk=video.pk).storyboard)
    assert Job.objects.count() == 0


def test_the_script_of_a_post_is_edited_before_anything_is_made(boss):
    post = a_post(body="# The press\n\nThe press prints reels. It takes a post and reads it aloud.\n")
    response = boss.post(reverse("dashboard:post-storyboard", args=[post.pk]), {"format": "square"})
    video = Video.objects.get()

    assert response.url == url("", video)
    assert (video.format, video.status, bool(video.storyboard)) == ("square", "new", True)


@pytest.mark.parametrize(
    ("do", "given", "left"),
    [
        ("move", {"scene": 1, "to": 3}, ["list", "text", "title"]),
        ("down", {"scene": 1}, ["list", "title", "text"]),
        ("up", {"scene": 3}, ["title", "text", "list"]),
        ("delete", {"scene": 2}, ["title", "text"]),
        ("duplicate", {"scene": 2}, ["title", "list", "list", "text"]),
        ("add", {"scene": 1, "kind": "quote", "narration": "She.", "text": "So"}, ["title", "quote", "list", "text"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("script", [True, False], ids=["script", "form"])
def test_each_step_changes_the_order_and_can_be_undone(boss, video, do, given, left, script):
    assert step(boss, video, do, script=script, **given).status_code == 200
    assert kinds(video) == left
    step(boss, video, "undo", script=script)
    assert kinds(video) == ["title", "list", "text"]
    step(boss, video, "redo", script=script)
    assert kinds(video) == left


def test_an_edit_answers_a_script_with_what_changed_on_the_page(boss, video):
    answer = step(boss, video, "edit", kind="title", narration="It prints.", title="A press").json()

    assert answer["words"] == "Changed 2 fields of scene 1"
    assert answer["version"] == editing.version_of(Video.objects.get(pk=video.pk))
    assert "A press" in answer["html"]["strip"]
    assert "Changed 2 fields of scene 1" in answer["html"]["history"]
    assert first(video)["narration"] == "It prints."


def test_a_field_that_the_kind_does_not_show_is_left_as_it_is(boss, video):
    step(boss, video, "edit", scene=2, kind="text", narration="Said.", text="Shown", title="", items="")

    assert Video.objects.get(pk=video.pk).storyboard["scenes"][1]["items"] == ["One", "Two", "Three"]


@pytest.mark.parametrize(
    ("do", "given", "sentence"),
    [
        ("edit", {"kind": "title", "narration": " "}, "says nothing"),
        ("edit", {"kind": "chart", "items": "A|1\nB"}, "Row 2 of the chart"),
        ("edit", {"kind": "dance", "narration": "x"}, "no kind of scene"),
        ("edit", {"kind": "title", "narration": "x" * 1501}, "1,501 characters"),
        ("edit", {"kind": "image", "narration": "x", "picture": "../../etc/passwd"}, "not one of this post"),
        ("add", {"kind": "image", "narration": "x", "picture": "posts/other.png"}, "not one of this post"),
        ("delete", {"scene": 9}, "no scene 9"),
        ("redo", {}, "nothing to redo"),
        ("choose", {"template": "vhs"}, "no template"),
        ("choose", {"narrator": "parrot"}, "no narrator"),
        ("describe", {"title": ""}, "needs a title"),
        ("upload", {}, "No picture was chosen"),
        ("dance", {}, "no such step"),
    ],
)
def test_what_cannot_be_done_is_a_sentence_and_changes_nothing(boss, video, do, given, sentence):
    before = Video.objects.filter(pk=video.pk).values().get()
    response = step(boss, video, do, **given)

    assert response.status_code == 400
    assert sentence in response.json()["error"]
    assert Video.objects.filter(pk=video.pk).values().get() == before


def test_what_was_typed_in_vain_comes_back_without_a_script(boss, video):
    response = step(boss, video, "edit", script=False, kind="list", narration="What I typed.", items="")

    assert response.status_code == 400
    assert "What I typed." in response.content.decode()
    assert "A list needs at least one row." in response.content.decode()


def test_whoever_comes_second_is_told_and_writes_over_nothing(boss, video):
    seen = editing.version_of(video)
    step(boss, video, "delete", scene=2)
    for script in (True, False):
        response = step(boss, video, "edit", script=script, version=seen, kind="title", narration="Mine.", title="Mine")
        assert response.status_code == 409
        assert "changed meanwhile" in response.content.decode()
        assert kinds(video) == ["title", "text"]
    assert "Mine." in response.content.decode(), "what was typed is not lost"
    assert first(video)["narration"] == "The press prints reels."
    assert step(boss, video, "delete", version="").status_code == 409, "nothing seen is nothing agreed to"


def test_a_voice_and_a_template_are_chosen_and_named(boss, video):
    step(boss, video, "choose", template="editorial", narrator="hibari")
    video.refresh_from_db()

    assert (video.template, video.narrator) == ("editorial", "hibari")
    assert "Chose the template editorial" in page_of(boss, video)


def test_the_music_of_the_video_is_chosen_undone_and_may_be_gone_later(boss, video, settings, tmp_path):
    settings.MUSIC = str(tmp_path)
    (tmp_path / "noise.mp3").write_bytes(b"this is no sound")
    step(boss, video, "choose", template="editorial", narrator="", music="none")
    video.refresh_from_db()
    assert video.music == "none" and "Chose the template editorial and the music none" in page_of(boss, video)
    assert step(boss, video, "choose", music="noise.mp3").status_code == 400, "it cannot be played"
    step(boss, video, "undo")
    video.refresh_from_db()
    assert video.music == ""

    type(video).objects.update(music="lost.mp3")
    assert '<option value="lost.mp3" selected>lost.mp3 (gone)' in page_of(boss, video)
    step(boss, video, "choose", template="bold", music="lost.mp3")
    video.refresh_from_db()
    assert (video.template, video.music) == ("bold", "lost.mp3")


def test_a_script_outlives_a_new_import_and_is_written_anew_on_request(boss, video):
    step(boss, video, "delete", scene=2)
    Post.objects.filter(pk=video.post_id).update(digest="another")
    assert "Your script is kept as it is." in page_of(boss, video)
    step(boss, video, "anew", script=False)
    assert "Your script is kept" not in page_of(boss, video)
    assert "reads it aloud" in str(Video.objects.get(pk=video.pk).storyboard)
    step(boss, video, "undo")
    assert kinds(video) == ["title", "text"]


def test_a_script_that_nobody_edited_can_be_kept_when_the_post_changed(boss, video):
    Post.objects.filter(pk=video.post_id).update(digest="another")
    assert "the next making writes it anew" in page_of(boss, video)
    step(boss, video, "keep", script=False)

    assert Video.objects.get(pk=video.pk).edited
    assert "Your script is kept as it is." in page_of(boss, video)


def a_picture(kind="PNG", size=(40, 30)):
    made = io.BytesIO()
    Picture.new("RGB", size, "teal").save(made, kind)
    made.name = f"mine.{kind.lower()}"
    made.seek(0)
    return made


def test_the_pictures_of_the_post_can_be_chosen(boss, video):
    Image.objects.create(post=video.post, ref="cat.png", alt="A cat", file="posts/cat.png", digest="c")
    assert "/admin/media/posts/cat.png" in page_of(boss, video)
    step(boss, video, "edit", kind="image", narration="A cat.", picture="posts/cat.png")

    assert (first(video)["kind"], first(video)["picture"]) == ("image", "posts/cat.png")


def test_an_own_picture_is_checked_kept_and_offered_again(boss, video, settings):
    assert step(boss, video, "upload", upload=a_picture()).status_code == 200
    kept = first(video)["picture"]

    assert kept.startswith(f"uploads/post-{video.post_id}/") and kept.endswith(".png")
    assert (settings.MEDIA_ROOT / kept).is_file()
    step(boss, video, "undo")
    assert kept in page_of(boss, video)


@pytest.mark.parametrize("content", [b"MZ not a picture", b"<svg onload='x()'>", b"\x89PNG\r\n\x1a\n cut", b"x" * 100])
def test_what_is_no_picture_is_refused_and_leaves_no_file(boss, video, settings, content):
    given = io.BytesIO(content)
    given.name = "../../evil.png"
    response = step(boss, video, "upload", upload=given)

    assert response.status_code == 400 and "evil.png" in response.json()["error"]
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file() and "uploads" in path.parts]


def test_who_may_only_look_sees_everything_and_changes_nothing(viewer, video):
    html = page_of(viewer, video)
    assert "How the press works" in html and "You may look, and not change." in html
    assert 'name="do" value="delete"' not in html
    for name, more in (("-change", []), ("-start", []), ("-make", []), ("-typed", [0]), ("-play", [0])):
        assert viewer.post(url(name, video, *more), {"do": "delete", "scene": 1}).status_code == 403
    assert kinds(video) == ["title", "list", "text"]


def test_who_may_not_see_videos_sees_none(video):
    stranger = signed_in(somebody("view_post", username="stranger"))

    for name, more in (("", []), ("-still", [0]), ("-progress", [1]), ("-clip", [1])):
        assert stranger.get(url(name, video, *more)).status_code == 403
    assert Client().get(url("", video)).status_code == 302


def test_a_step_needs_its_token_and_a_post(video):
    client = Client(enforce_csrf_checks=True)
    client.force_login(a_user())

    assert client.post(url("-change", video), {"do": "delete", "scene": 1}).status_code == 403
    assert client.get(url("-change", video), {"do": "delete", "scene": 1}).status_code == 405
    assert kinds(video) == ["title", "list", "text"]


def test_hostile_storyboards_are_only_text(boss):
    scene = {"kind": "quote", **dict.fromkeys(("narration", "title", "text", "source", "why", "picture"), HOSTILE)}
    post = a_post(title=HOSTILE)
    video = a_video(of=post, storyboard={"title": HOSTILE, "scenes": [scene]}, post_digest=post.digest)
    answer = step(boss, video, "edit", kind="text", narration=HOSTILE, text=HOSTILE)

    assert "<script>alert" not in page_of(boss, video)
    assert all("<script>alert" not in html for html in answer.json()["html"].values())


@pytest.mark.parametrize("query", ["x", "-1", "0", "99999999999", "٣", "1e3", ""])
def test_a_scene_that_is_no_number_shows_some_scene(boss, video, query):
    assert boss.get(url("", video), {"scene": query, "add": "nonsense"}).status_code == 200


@pytest.mark.parametrize("storyboard", [[], {"scenes": "x"}, {"scenes": [{"kind": "dance"}]}, "x", None])
def test_a_broken_storyboard_breaks_no_page(boss, video, storyboard):
    Video.objects.filter(pk=video.pk).update(storyboard=json.loads(json.dumps(storyboard or {})))

    assert "No script yet" in page_of(boss, video)


def test_making_starts_a_job_and_says_where_to_follow_it(boss, video):
    answer = boss.post(url("-make", video), headers={"accept": "application/json"}).json()
    job = Job.objects.get()

    assert (job.type, job.args["video_id"], job.args["publish"]) == ("video-generation", video.pk, False)
    assert answer["progress"] == url("-progress", video, job.pk)
    assert boss.get(answer["progress"]).json()["message"].startswith("No worker serves the queue video")


def test_what_is_spoken_and_rendered_already_is_not_counted_as_work(boss, video):
    board = editing.board_of(video)
    found = changes.pending(video, board)

    assert (found.scenes, found.total, found.made) == ((0, 1, 2), 3, False)
    assert found.seconds == pytest.approx(sum(found.lengths)) and 4 < found.seconds < 8


def test_a_template_that_is_gone_is_said_and_can_be_left(boss, video):
    Video.objects.filter(pk=video.pk).update(template="gone")
    html = page_of(boss, video)
    assert '<option value="gone" selected>gone (gone)</option>' in html and "There is no template" in html
    assert step(boss, video, "choose", template="").status_code == 200

    assert "There is no template" not in page_of(boss, video)


def test_the_form_about_the_video_follows_what_is_undone(boss, video):
    step(boss, video, "describe", title="Another")
    assert 'value="How the press works"' in step(boss, video, "undo").json()["html"]["about"]
