"""One scene in the storyboard editor: its picture at once, as stored or as it is typed, and its clip in seconds."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from reelpress.dashboard import access, components
from reelpress.dashboard.access import user_of
from reelpress.dashboard.redaction import redact_text
from reelpress.dashboard.script_job import lines_of
from reelpress.dashboard.storyboards import LARGE, SMALL, look_key
from reelpress.dashboard.views import media
from reelpress.dashboard.views import storyboard as editor
from reelpress.jobs.models import Job
from reelpress.jobs.states import FINAL, Status
from reelpress.jobs.workers import alive
from reelpress.lib.errors import Failure
from reelpress.pipeline import scenes
from reelpress.video import changes, editing, preview, scene_edits, scene_pictures
from reelpress.video.models import Video
from reelpress.video.scene_rules import FIELDS
from reelpress.video.storyboard import Scene, Storyboard
from reelpress.video.visuals.look import Look

A_DAY = 86_400


@access.screen("video.view_video", cacheable=True)
def still(request: HttpRequest, pk: int, index: int) -> HttpResponse:
    """Send the picture of a stored scene; a browser that has it already is told so."""
    video = _video(pk)
    board = editing.board_of(video)
    if board is None or index >= len(board.scenes):
        raise Http404("There is no such scene.")
    width = LARGE if request.GET.get("w") == str(LARGE) else SMALL
    try:
        look = changes.looks_of(video, board)[index]
        key = look_key(look)
        etag = f'"{key}-{width}"'
        if request.headers.get("If-None-Match") == etag:
            return _kept(HttpResponse(status=304), etag, named=request.GET.get("k") == key)
        return _kept(_picture(look, width), etag, named=request.GET.get("k") == key)
    except Failure as failure:
        return HttpResponse(str(failure), status=503, content_type="text/plain; charset=utf-8")


@access.action("video.view_video", "video.change_video")
def typed(request: HttpRequest, pk: int, index: int) -> HttpResponse:
    """Send the picture of a scene as it is typed now; nothing is stored. What cannot be shown is a sentence."""
    video = _video(pk)
    try:
        board, place = _with_typed(request, video, index)
        return _picture(changes.looks_of(video, board)[place], LARGE)
    except Failure as failure:
        return HttpResponse(str(failure), status=editor.BAD, content_type="text/plain; charset=utf-8")


@access.action("video.view_video", "video.change_video")
def play(request: HttpRequest, pk: int, index: int) -> HttpResponse:
    """Have a clip of the scene made; a second press joins the first."""
    video = _video(pk)

    def work() -> Job:
        return scenes.preview_scene(video, index, user=user_of(request))

    if not editor.wants_json(request):
        return access.start(request, work, f"{editor.address(video)}?scene={index + 1}")
    try:
        job = work()
    except Failure as failure:
        return JsonResponse({"error": str(failure)}, status=editor.BAD)
    return JsonResponse({"progress": _progress_url(video, job)})


@access.screen("video.view_video")
def progress(request: HttpRequest, pk: int, job: int) -> JsonResponse:
    """Tell how far a clip, a script or a making of this video is, and where the clip is when it is done."""
    found = _job(pk, job)
    answer: dict[str, Any] = {"state": found.status, "percent": found.progress, "message": redact_text(found.message)}
    if found.status == Status.PENDING and not _somebody_works(found.queue):
        answer["message"] = f"No worker serves the queue {found.queue}. Start one: reelpress up"
    elif found.status == Status.PENDING:
        answer["message"] = found.message or "Waits for a worker"
    if found.status in FINAL:
        answer["over"] = True
        answer["error"] = "" if found.status == Status.COMPLETED else redact_text(found.error_message)
    if found.type == scenes.SCRIPT:
        answer["lines"] = lines_of(found)
    if found.status == Status.COMPLETED and found.type == scenes.PREVIEW:
        answer["clip"] = reverse("dashboard:storyboard-clip", args=[pk, job])
    if request.user.has_perm("jobs.view_job"):
        answer["job"] = components.change_url(found)
    return JsonResponse(answer)


@access.screen("video.view_video", cacheable=True)
def clip(request: HttpRequest, pk: int, job: int) -> HttpResponseBase:
    """Send the clip that a job made, whole or the part that a player asks for."""
    known = str(_job(pk, job).metadata.get("clip", ""))
    root = Path(settings.ARTEFACTS).resolve()
    path = Path(known).resolve() if known else root
    if not path.is_relative_to(root) or not path.is_file() or path.suffix != ".mp4":
        raise Http404("There is no such clip any more.")
    return media.send(request, path)


def _with_typed(request: HttpRequest, video: Video, index: int) -> tuple[Storyboard, int]:
    board = editing.board_of(video) or Storyboard("", (Scene("text", "-"),))
    given = {name: request.POST[name] for name in FIELDS if name in request.POST}
    if given.get("picture"):
        scene_pictures.check_choice(video, board, given["picture"])
    if request.POST.get("do") == "add":
        return scene_edits.add(board, index + 1, given).board, index + 1
    return scene_edits.edit(board, index, given).board, index


def _picture(look: Look, width: int) -> HttpResponse:
    response = HttpResponse(preview.still(look, width=width), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _kept(response: HttpResponse, etag: str, *, named: bool) -> HttpResponse:
    """Let the browser keep a picture; one whose address names its look need not even be asked for again."""
    response["ETag"] = etag
    response["Cache-Control"] = f"private, max-age={A_DAY}" if named else "private, no-cache"
    return response


def _somebody_works(queue: str) -> bool:
    return any(queue in worker.queues for worker in alive())


def _job(pk: int, job: int) -> Job:
    return get_object_or_404(Job, pk=job, metadata__video_id=pk)


def _progress_url(video: Video, job: Job) -> str:
    return reverse("dashboard:storyboard-progress", args=[video.pk, job.pk])


def _video(pk: int) -> Video:
    return get_object_or_404(Video.objects.select_related("post"), pk=pk)
