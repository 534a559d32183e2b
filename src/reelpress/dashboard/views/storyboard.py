"""The storyboard editor: its page, and one button for every step. Each step answers a script as well as a plain form.

Knows who may and what was pressed; what a step does and refuses is known to the video room.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse

from reelpress.content.models import Post
from reelpress.dashboard import access, components, storyboards
from reelpress.dashboard.access import user_of
from reelpress.dashboard.forms import MakeVideoForm, valid
from reelpress.dashboard.storyboards import Draft
from reelpress.jobs.models import Job
from reelpress.lib.errors import BadInput, Failure
from reelpress.pipeline import flow, scenes
from reelpress.video import editing, preview, scene_edits, scene_pictures, services, writing
from reelpress.video.editing import Conflict, Step
from reelpress.video.models import Video
from reelpress.video.music import find_music
from reelpress.video.scene_edits import Edited
from reelpress.video.scene_rules import FIELDS, KINDS
from reelpress.video.storyboard import Storyboard

PARTS = ("notice", "strip", "panel", "facts", "tools", "history", "about")
BAD, STALE = 400, 409


@access.screen("video.view_video")
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the scenes of a video, one of them as a form."""
    adding = request.GET.get("add", "")
    draft = Draft(number(request.GET.get("scene")) - 1, adding=adding if adding in KINDS else "")
    return _answer(request, _video(pk), draft)


@access.action("video.view_video", "video.change_video")
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Do one step: what it is stands in `do`, the scene it is about in `scene`, what was seen in `version`."""
    video = _video(pk)
    index = number(request.POST.get("scene")) - 1
    work = STEPS.get(request.POST.get("do", ""))
    try:
        if work is None:
            raise BadInput("There is no such step.", means="Nothing was changed.", todo="Reload the page.")
        words, index = work(request, video, index)
    except Failure as failure:
        # Only what was typed comes back to be corrected; it is shown as it came.
        typed = request.POST if request.POST.get("do") in ("edit", "add") else None
        adding = request.POST.get("kind", "text") if request.POST.get("do") == "add" else ""
        draft = Draft(index, adding=adding, typed=typed, error=str(failure))
        return _answer(request, _video(pk), draft, status=STALE if isinstance(failure, Conflict) else BAD)
    return _done(request, _video(pk), index, words)


@access.action("video.view_video", "video.change_video")
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the storyboard of a video that has none, or an old one that nobody edited."""
    video = _video(pk)
    return access.press(request, lambda: _started(request, video), address(video))


@access.action("content.view_post", "content.change_post", "video.view_video", "video.change_video")
def of_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the editor for a post of which nothing is made yet: its script is written first."""
    post = get_object_or_404(Post, pk=pk)
    try:
        given = valid(MakeVideoForm(request.POST))
        video = services.ensure_video(post, given["format"], language=given.get("language", ""))
        _started(request, video)
    except Failure as failure:
        messages.error(request, str(failure))
        return HttpResponseRedirect(access.came_from(request, components.change_url(post)))
    return HttpResponseRedirect(address(video))


@access.action("video.view_video", "video.change_video")
def make(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the video made from the storyboard; only what changed is rendered."""
    video = _video(pk)

    def work() -> Job:
        return flow.generate_video(
            video.post, video.format, language=video.language, user=user_of(request), publish=False
        )

    if not wants_json(request):
        return access.start(request, work, address(video))
    try:
        job = work()
    except Failure as failure:
        return JsonResponse({"error": str(failure)}, status=BAD)
    return JsonResponse({"progress": reverse("dashboard:storyboard-progress", args=[video.pk, job.pk])})


def _started(request: HttpRequest, video: Video) -> str:
    """Write the script at once, or have it written when that means waiting for somebody outside."""
    if video.status == Video.Status.MAKING:
        return "The script is written with the video, which is being made now."
    if writing.asks_outside(video):
        scenes.write_script(video, user=user_of(request))
        return "The script is being written."
    editing.start(video)
    return "The script is written. Change what you like, then make the video."


def _edit(request: HttpRequest, video: Video, index: int) -> tuple[str, int]:
    given = _fields(request)

    def step(board: Storyboard) -> Edited:
        if given.get("picture", "") and given["picture"] != _picture(board, index):
            scene_pictures.check_choice(video, board, given["picture"])
        return scene_edits.edit(board, index, given)

    return _step(request, video, step, merge=True)


def _add(request: HttpRequest, video: Video, index: int) -> tuple[str, int]:
    given = _fields(request)

    def step(board: Storyboard) -> Edited:
        scene_pictures.check_choice(video, board, given.get("picture", ""))
        return scene_edits.add(board, index + 1, given)

    return _step(request, video, step)


def _move(request: HttpRequest, video: Video, index: int) -> tuple[str, int]:
    to = number(request.POST.get("to")) - 1
    return _step(request, video, lambda board: scene_edits.move(board, index, to))


def _upload(request: HttpRequest, video: Video, index: int) -> tuple[str, int]:
    given = request.FILES.get("upload")
    if given is None:
        raise BadInput("No picture was chosen.", means="Nothing was uploaded.", todo="Choose a file first.")
    file = scene_pictures.keep_upload(video, given.chunks(), given.name or "")

    def step(board: Storyboard) -> Edited:
        return scene_edits.edit(board, index, {"kind": "image", "picture": file})

    return _step(request, video, step)


def _choose(request: HttpRequest, video: Video, index: int) -> tuple[str, int]:
    given = {name: request.POST[name] for name in ("template", "narrator", "music") if name in request.POST}
    chosen = find_music(Path(settings.MUSIC), given.get("music", ""))
    if chosen is not None and chosen.path and chosen.name != video.music:
        preview.check_music(chosen)
    return editing.choose(video, given, by=by(request), seen=seen(request)), index


def _describe(request: HttpRequest, video: Video, index: int) -> tuple[str, int]:
    given = {name: request.POST[name] for name in scene_edits.ABOUT if name in request.POST}
    return _step(request, video, lambda board: replace(scene_edits.describe(board, given), scene=index))


def _keep(request: HttpRequest, video: Video, index: int) -> tuple[str, int]:
    return _step(request, video, lambda board: Edited(board, "Kept the script although the post changed", index))


def _anew(request: HttpRequest, video: Video, index: int) -> tuple[str, int]:
    if not writing.asks_outside(video, anew=True):
        return editing.write_anew(video, by=by(request), seen=seen(request)), 0
    scenes.write_script(video, user=user_of(request), anew=True, seen=seen(request))
    return "A new script is being written", index


Work = Callable[[HttpRequest, Video, int], tuple[str, int]]
STEPS: Mapping[str, Work] = {
    "edit": _edit,
    "add": _add,
    "move": _move,
    "upload": _upload,
    "choose": _choose,
    "describe": _describe,
    "keep": _keep,
    "up": lambda r, video, at: _step(r, video, lambda board: scene_edits.move(board, at, at - 1)),
    "down": lambda r, video, at: _step(r, video, lambda board: scene_edits.move(board, at, at + 1)),
    "delete": lambda r, video, at: _step(r, video, lambda board: scene_edits.delete(board, at)),
    "duplicate": lambda r, video, at: _step(r, video, lambda board: scene_edits.duplicate(board, at)),
    "undo": lambda r, video, at: (f"Undone: {editing.undo(video, seen=seen(r))}", at),
    "redo": lambda r, video, at: (f"Done again: {editing.redo(video, seen=seen(r))}", at),
    "anew": _anew,
}


def _step(request: HttpRequest, video: Video, step: Step, *, merge: bool = False) -> tuple[str, int]:
    edited = editing.change(video, step, by=by(request), seen=seen(request), merge=merge)
    return edited.words, edited.scene


def _fields(request: HttpRequest) -> dict[str, Any]:
    """Return the fields of a scene that were sent; what is not of its kind is left as it is."""
    kind = KINDS.get(request.POST.get("kind", ""))
    wanted = {"kind", "narration", *(kind.fields if kind else FIELDS)}
    return {name: request.POST[name] for name in FIELDS if name in wanted and name in request.POST}


def _picture(board: Storyboard, index: int) -> str:
    return board.scenes[index].picture if 0 <= index < len(board.scenes) else ""


def _done(request: HttpRequest, video: Video, index: int, words: str) -> HttpResponse:
    if wants_json(request):
        return _answer(request, video, Draft(index), words=words)
    messages.success(request, f"{words}." if words else "Nothing was changed.")
    return HttpResponseRedirect(f"{address(video)}?scene={index + 1}")


def _answer(request: HttpRequest, video: Video, draft: Draft, *, words: str = "", status: int = 200) -> HttpResponse:
    """Answer with the whole page, or with its parts to a script."""
    shown = storyboards.screen(video, draft, may_change=request.user.has_perm("video.change_video"))
    if not wants_json(request):
        title = f"Storyboard of {video.post.title}"
        response = access.page(request, "dashboard/storyboard.html", title, row=video, **shown)
        response.status_code = status
        return response
    html = {part: render_to_string(f"dashboard/storyboard_{part}.html", shown, request) for part in PARTS}
    facts = {"version": shown["version"], "scene": shown.get("index", 0) + 1, "words": words, "error": draft.error}
    return JsonResponse({**facts, "html": html}, status=status)


def _video(pk: int) -> Video:
    return get_object_or_404(Video.objects.select_related("post"), pk=pk)


def address(video: Video) -> str:
    """Return where the editor of `video` is."""
    return reverse("dashboard:storyboard", args=[video.pk])


def wants_json(request: HttpRequest) -> bool:
    """Return whether a script asks, and not a person's browser itself."""
    return request.headers.get("Accept", "") == "application/json"


def number(text: str | None) -> int:
    """Return the number of a scene, from 1; 1 for what is none."""
    known = text is not None and text.isascii() and text.isdecimal() and len(text) < 7
    return int(text) if known else 1  # type: ignore[arg-type]


def seen(request: HttpRequest) -> str:
    """Return which version the person saw; one that is not sent is not the stored one."""
    return request.POST.get("version", "")


def by(request: HttpRequest) -> str:
    """Return who does it."""
    return user_of(request).get_username()
