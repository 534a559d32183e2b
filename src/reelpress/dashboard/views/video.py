"""The page of a video: the player, the storyboard scene by scene, and its two buttons."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.safestring import SafeString

from reelpress.dashboard import access, components, lists
from reelpress.dashboard.access import user_of
from reelpress.dashboard.forms import PublishForm, connected_platforms
from reelpress.dashboard.redaction import redact_text
from reelpress.dashboard.rights import right_rows
from reelpress.dashboard.views.post import publish_as_chosen
from reelpress.jobs.models import Job
from reelpress.jobs.states import LIVE, Status
from reelpress.lib.errors import BadInput
from reelpress.lib.text import clip, duration
from reelpress.pipeline import flow
from reelpress.video.editing import is_behind
from reelpress.video.models import Video
from reelpress.video.music import find_music
from reelpress.video.services import music_wanted


@dataclass(frozen=True)
class Making:
    """How the last making of a video stands: in a heading, and in sentences with what to do."""

    title: str
    text: str = ""
    at: SafeString | str = ""
    goes_on: bool = False


def page(request: HttpRequest, video: Video) -> HttpResponse:
    """Show a video as it plays and as it was planned."""
    may_change = request.user.has_perm("video.change_video")
    sees_jobs = request.user.has_perm("jobs.view_job")
    lists.with_last_making([video])
    return access.page(
        request,
        "dashboard/video.html",
        str(video),
        row=video,
        video=video,
        badge=lists.video_badge(video),
        making=_making(video, may_change=may_change, sees_jobs=sees_jobs),
        post=components.to(video.post),
        source=components.media_url(video.file),
        captions=components.media_url(video.vtt),
        subtitles=components.media_url(video.srt),
        thumbnail=components.media_url(video.thumbnail),
        facts=_facts(video),
        scenes=scenes_of(video),
        rights=right_rows(video),
        publications=lists.publication_rows(video.publications.all()),
        jobs=lists.job_rows(_jobs(video)) if sees_jobs else [],
        publish_form=PublishForm(platforms=connected_platforms()),
        may_change=may_change,
        may_remove=request.user.has_perm("video.delete_video"),
    )


def _jobs(video: Video) -> Any:
    made_by = lists.jobs_about(video.post).filter(metadata__video_id=video.pk)
    return made_by | lists.jobs_about(video)


def _making(video: Video, *, may_change: bool, sees_jobs: bool) -> Making | None:
    """Say how the last making stands; None when the files that are shown are what came of it."""
    job = _jobs(video).filter(type=flow.VIDEO).order_by("-pk").first()
    press = f"Press “{'Make again' if video.file else 'Make it'}”" if may_change else "Have it made again"
    before = " What you see is what was made before." if video.file else ""
    if job is not None and job.status in LIVE:
        watch = "Its job below says how far it is." if sees_jobs else "Reload the page to see whether it is ready."
        return Making("Being made", watch + before, goes_on=True)
    if job is not None and job.status == Status.CANCELLED:
        todo = f"{press} when you want it after all: what was finished is used again."
        happened = redact_text(job.error_message) or "A person cancelled it."
        return Making("Its making was cancelled", f"{happened}{before} {todo}", components.moment(job.finished_at))
    if job is not None and job.status == Status.FAILED:
        todo = f"{press} when that is mended: what was finished is used again."
        happened = redact_text(job.error_message)
        return Making("It could not be made", f"{happened}{before} {todo}", components.moment(job.finished_at))
    if not video.file:
        return Making("Not made yet", f"{press}; the player appears here when it is ready.")
    if is_behind(video):
        return Making(
            "Changed since it was made", f"{press} to have what was changed in it; until then the former goes out."
        )
    return None


def _facts(video: Video) -> list[tuple[str, Any]]:
    ready = bool(video.file)
    return [
        ("Status", lists.video_badge(video)),
        ("Post", components.to(video.post)),
        ("Format", video.format),
        ("Language", video.language or video.post.language),
        ("Picture", f"{video.width} × {video.height}, {video.fps} frames a second" if ready else components.EMPTY),
        ("Length", duration(video.seconds) if ready else components.EMPTY),
        ("Made in", duration(video.wall_seconds) if video.wall_seconds else components.EMPTY),
        ("Loudness", f"{video.loudness:.1f} LUFS" if video.loudness is not None else components.EMPTY),
        ("Narrator", video.narrator or "As usual: the first that can"),
        ("Template", video.template or "The blog's own"),
        ("Music", _music(video)),
        ("Made", components.moment(video.made_at)),
        ("Changed", components.moment(video.updated_at)),
    ]


def _music(video: Video) -> str:
    """Say what is played under the voice, or why nothing is."""
    try:
        wanted = music_wanted(video)
    except BadInput as gone:
        return gone.explanation.happened
    if wanted and find_music(Path(settings.MUSIC), wanted) is None:
        return f"None: {wanted} is not in the music folder, or cannot be read"
    return wanted or "None"


def scenes_of(video: Video) -> list[dict[str, Any]]:
    """Return the scenes of the storyboard as the page draws them; nothing else in it is trusted."""
    found = video.storyboard.get("scenes", []) if isinstance(video.storyboard, dict) else []
    return [_scene(scene) for scene in found if isinstance(scene, dict)] if isinstance(found, list) else []


def _scene(scene: dict[str, Any]) -> dict[str, Any]:
    words = ("kind", "narration", "title", "text", "code", "language", "source", "attribution", "number", "why")
    items = scene.get("items")
    return {
        **{name: str(scene.get(name) or "") for name in words},
        "items": [str(item) for item in items] if isinstance(items, (list, tuple)) else [],
        "picture": components.media_url(str(scene.get("picture") or "")),
    }


@access.action("video.view_video", "video.change_video")
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the video made again; what did not change is not made twice."""
    video = get_object_or_404(Video.objects.select_related("post"), pk=pk)

    def work() -> Job:
        return flow.generate_video(
            video.post, video.format, language=video.language, user=user_of(request), publish=False
        )

    return access.start(request, work, components.change_url(video))


@access.action("video.view_video", "video.delete_video")
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a video that was published nowhere, with its script and files."""
    video = get_object_or_404(Video.objects.select_related("post"), pk=pk)

    def work() -> str:
        flow.remove_video(video)
        return f"The {video.format} video of “{clip(video.post.title, 80)}” is gone."

    return access.press(request, work, components.change_url(video), then=components.change_url(video.post))


@access.action("video.view_video", "video.change_video")
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the post of the video published to the chosen platforms."""
    video = get_object_or_404(Video.objects.select_related("post"), pk=pk)

    return access.start(request, lambda: publish_as_chosen(request, video.post, video), components.change_url(video))
