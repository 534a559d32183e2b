"""`reelpress video storyboard`: the script of a video printed, written to a file, and replaced by one."""

import json

import pytest

from reelpress.video.models import Video
from tests.cli import rows

pytestmark = pytest.mark.django_db


def test_it_is_written_and_printed_when_there_is_none(run):
    post = rows.post()
    said = run("video", "storyboard", post.slug, "--format", "square")
    video = Video.objects.get()

    assert json.loads(said.out) == video.storyboard and video.storyboard["scenes"]
    assert (video.format, video.status, video.edited) == ("square", "new", False)


def test_what_it_wrote_to_a_file_can_be_changed_and_set(run, tmp_path):
    post, file = rows.post(), tmp_path / "script.json"
    assert run("video", "storyboard", post.slug, "--out", file).out.strip() == str(file)
    script = json.loads(file.read_text())
    script["scenes"][0]["narration"] = "Ein neuer Satz, größer."
    file.write_text(json.dumps(script))
    said = run("video", "storyboard", post.slug, "--set", file)
    video = Video.objects.get()

    assert said.out.startswith("Replaced the storyboard of a-post (tiktok)")
    assert video.storyboard["scenes"][0]["narration"] == "Ein neuer Satz, größer."
    assert video.edited and video.revisions.get().by == "the command line"
    assert json.loads(run("video", "storyboard", f"video:{video.pk}").out) == video.storyboard


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"{", "is no JSON"),
        (b"[" * 100_000, "is no JSON"),
        (b"[1]", "holds no storyboard"),
        (b"\xff\xfe", "is no JSON"),
        (b'{"title": "x", "scenes": []}', "at least one scene"),
        (b'{"scenes": []}', "This is no storyboard: title is missing."),
        (b'{"scenes": [{}]}', "This is no storyboard: kind is missing."),
        (b'{"title": "x", "scenes": [{"kind": "dance", "narration": "x"}]}', "'dance' is not one of"),
        (b" " * (5 << 20) + b"{}", "larger than 5 MB"),
    ],
)
def test_what_is_no_storyboard_is_refused_and_changes_nothing(run, tmp_path, content, sentence):
    post, file = rows.post(), tmp_path / "script.json"
    file.write_bytes(content)
    said = run("video", "storyboard", post.slug, "--set", file)

    assert said.code != 0 and sentence in said.err
    assert Video.objects.get().storyboard == {}


def test_what_is_not_there_is_named(run, tmp_path):
    rows.post()
    for given, sentence in (
        (("a-post", "--set", tmp_path / "gone.json"), "cannot be read"),
        (("a-post", "--format", "vhs"), "no format 'vhs'"),
        (("nobody",), "no post 'nobody'"),
        (("video:9",), "no video 9"),
    ):
        said = run("video", "storyboard", *given)
        assert said.code != 0 and sentence in said.err
