"""Scripts that mean waiting for a language model: a job writes them, the editor follows it and can take it back."""

import pytest
from django.urls import reverse

from reelpress.jobs import testing
from reelpress.jobs.models import Job
from reelpress.video import editing
from reelpress.video.models import Video
from tests.factories import a_job, a_post, a_video
from tests.video.llm_server import chatting, whole

pytestmark = pytest.mark.django_db
BODY = """
Every harbour wakes before dawn, long before the town does.

The fishermen mend 12 nets by hand, and gulls follow the boats home every single morning.
"""
SCRIPT = {
    "scenes": [
        {"kind": "title", "cites": [2], "narration": "A harbour wakes long before the town.", "title": "Before dawn"},
        {"kind": "text", "cites": [3], "narration": "The fishermen mend 12 nets by hand.", "text": "12 nets"},
    ]
}
OWN = {"title": "How harbours wake", "scenes": [{"kind": "text", "narration": "Mine.", "text": "Mine"}]}


@pytest.fixture(scope="module")
def server():
    with chatting() as chat:
        yield chat


@pytest.fixture(autouse=True)
def model(server, settings, tmp_path):
    settings.MEDIA_ROOT, settings.ARTEFACTS = tmp_path / "media", tmp_path / "artefacts"
    settings.TARGET_SECONDS, settings.WRITER = 10, "llm"
    settings.LLM_URL, settings.LLM_MODEL = f"{server.url}/v1", "small"
    server.asked, server.said, server.refuses = [], [SCRIPT], {}
    return server


@pytest.fixture
def video():
    post = a_post(title="How harbours wake", body=BODY)
    return a_video(of=post, storyboard={}, post_digest="", status="new", digest="")


def url(name, video, *more):
    return reverse(f"dashboard:storyboard{name}", args=[video.pk, *more])


def page_of(client, video):
    return client.get(url("", video)).content.decode()


def anew(client, video, **given):
    data = {"do": "anew", "version": editing.version_of(Video.objects.get(pk=video.pk)), "scene": 1} | given
    return client.post(url("-change", video), data, headers={"accept": "application/json"})


def told(video):
    return [scene["narration"] for scene in Video.objects.get(pk=video.pk).storyboard.get("scenes", [])]


def test_the_model_is_asked_by_a_job_and_never_while_a_page_is_waited_for(boss, video, model):
    boss.post(url("-start", video))
    job = Job.objects.get()
    assert (job.type, job.queue, job.subject, model.asked) == ("script-writing", "video", video, [])
    html = page_of(boss, video)
    assert "The script is being written." in html and f'data-writing="{url("-progress", video, job.pk)}"' in html
    assert "Write the script</button>" not in html
    testing.drain()

    assert told(video)[0] == "A harbour wakes long before the town."
    answer = boss.get(url("-progress", video, job.pk)).json()
    assert answer["over"] and answer["lines"] == ["Writing the script from the post with small."]
    assert "How the script was written" in page_of(boss, video)


def test_pressing_twice_is_one_job(boss, video):
    for _ in range(2):
        boss.post(url("-start", video))
    boss.post(reverse("dashboard:post-storyboard", args=[video.post_id]), {"format": video.format})

    assert Job.objects.count() == 1


def test_a_model_that_fails_is_told_of_and_the_posts_own_sentences_stand_in(boss, video, model):
    model.said = [whole(401, {"error": {"message": "bad key"}})]
    boss.post(url("-start", video))
    testing.drain()

    assert told(video)
    assert "own sentences instead" in page_of(boss, video)


def test_a_translation_is_written_by_a_job_also_with_the_extractive_writer_and_its_failure_is_shown(
    boss, video, model, settings
):
    settings.WRITER = "extractive"
    Video.objects.filter(pk=video.pk).update(language="de")
    model.said = [whole(401, {"error": {"message": "bad key"}})]
    boss.post(url("-start", video))
    assert model.asked == []
    testing.drain()
    html = page_of(boss, video)

    assert Job.objects.get().status in ("failed", "pending") and told(video) == []
    Job.objects.update(status="failed", finished_at="2100-01-01T00:00Z", error_message="The key was refused.")
    html = page_of(boss, video)
    assert "The script could not be written. The key was refused." in html and "Write the script" in html


def test_what_another_format_told_is_taken_over_at_once(boss, video, model):
    Video.objects.create(post=video.post, format="square", storyboard=OWN, post_digest=video.post.digest)
    boss.post(url("-start", video))

    assert (told(video), Job.objects.count()) == (["Mine."], 0)


def test_writing_anew_is_a_job_whose_script_can_be_taken_back(boss, video):
    Video.objects.filter(pk=video.pk).update(storyboard=OWN, edited=True, post_digest="old")
    assert anew(boss, video).json()["words"] == "A new script is being written"
    assert told(video) == ["Mine."]
    testing.drain()
    assert told(video)[0] == "A harbour wakes long before the town."
    video.refresh_from_db()
    assert editing.undo(video) == editing.WRITTEN

    assert told(video) == ["Mine."]
    assert video.revisions.get().by == "boss"


def test_a_script_written_anew_replaces_no_change_that_came_in_between(boss, video):
    Video.objects.filter(pk=video.pk).update(storyboard=OWN, edited=True, post_digest="old")
    anew(boss, video)
    editing.edit_storyboard(video, {**OWN, "author": "Otto"}, by="otto")
    testing.drain()

    assert told(video) == ["Mine."] and Job.objects.get().status == "failed"
    assert "was changed meanwhile" in page_of(boss, video)
    assert anew(boss, video, version="seen long ago").status_code == 409


def test_a_job_that_runs_twice_asks_once(video, model):
    Video.objects.filter(pk=video.pk).update(storyboard=OWN, edited=True, post_digest="old")
    video.refresh_from_db()
    seen = editing.version_of(video)
    for _ in range(2):
        editing.write_anew(video, by="mira", seen=seen)

    assert video.revisions.count() == 1
    assert len(model.asked) <= 2  # once, and once more to be told its faults


def test_a_making_under_way_is_not_spoilt_by_asking_for_its_script(boss, video):
    Video.objects.filter(pk=video.pk).update(status="making")
    boss.post(url("-start", video))
    assert Job.objects.count() == 0
    assert "It is written with the video" in page_of(boss, video)
    editing.start(video)

    assert told(video) == []


def test_who_may_only_look_has_no_script_written(viewer, video):
    assert viewer.post(url("-start", video)).status_code == 403
    a_job(type="script-writing", status="processing", subject=video, metadata={"video_id": video.pk})

    assert "The script is being written." in page_of(viewer, video)
