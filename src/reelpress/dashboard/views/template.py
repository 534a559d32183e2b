"""The templates: what is there, copying one, and the form of one's own with pictures that follow what is typed."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from reelpress.dashboard import access
from reelpress.dashboard.forms import FORMATS
from reelpress.dashboard.template_form import TemplateForm, check_readable, template_of, values_of
from reelpress.lib.errors import BadInput, Failure
from reelpress.video import branding, preview
from reelpress.video.formats import FORMATS as SIZES
from reelpress.video.music import find_music
from reelpress.video.templates import DEFAULT, TEMPLATES, Template
from reelpress.video.visuals.look import Look

WIDTH = 360
BAD = 422
SEE, ADD, CHANGE, DELETE = (f"video.{verb}_template" for verb in ("view", "add", "change", "delete"))
# What every template can show: no post is needed to choose one.
SAMPLES: tuple[dict[str, Any], ...] = (
    {"kind": "title", "title": "Why your tests are slow", "text": "And what to do about it", "label": "your.blog",
     "caption": ("Why ", "are ", "they ", "slow?")},
    {"kind": "list", "title": "Three quick wins", "caption": ("run ", "them ", "in parallel"),
     "items": ("Run tests in parallel", "Cache what never changes", "Delete what never fails")},
    {"kind": "chart", "title": "Where the time goes", "caption": ("setup ", "takes ", "most"),
     "items": ("Setup|70%", "Tests|17%", "Teardown|9%")},
    {"kind": "end", "title": "Read the whole post", "text": "Ada Lovelace",
     "attribution": "https://your.blog/slow-tests", "caption": ("read ", "it ", "all")},
)  # fmt: skip
LISTED = (0, 1, 2)  # the samples that the list shows


@access.screen(SEE)
def listed(request: HttpRequest) -> HttpResponse:
    """Show all templates, each with pictures."""
    rows = [{"template": one, "shipped": one.name in TEMPLATES, "blog": one.name == _blog()} for one in _all()]
    return access.page(
        request,
        "dashboard/template_list.html",
        "Templates",
        rows=rows,
        samples=LISTED,
        may_add=request.user.has_perm(ADD),
        may_change=request.user.has_perm(CHANGE),
    )


@access.screen(SEE, cacheable=True)
def still(request: HttpRequest, name: str, sample: int) -> HttpResponse:
    """Send the picture of a sample scene in a stored template."""
    try:
        return _picture(branding.template_named(name), sample, request.GET.get("format", "tiktok"), seed=name)
    except BadInput:
        raise Http404("There is no such template.") from None
    except Failure as failure:
        return HttpResponse(str(failure), status=503, content_type="text/plain; charset=utf-8")


@access.action(SEE, ADD)
def copy(request: HttpRequest, name: str) -> HttpResponse:
    """Make a template of one's own out of another, and open its form."""
    try:
        made = branding.copy_template(name)
    except Failure as failure:
        messages.error(request, str(failure))
        return HttpResponseRedirect(reverse("dashboard:templates"))
    messages.success(request, f"{made.label} is yours to change. Videos named {made.name} will look like it.")
    return HttpResponseRedirect(_edit_url(made))


@access.form(SEE, CHANGE)
def edit(request: HttpRequest, name: str) -> HttpResponse:
    """Show and read the form of one's own template."""
    template = _own(name)
    form = TemplateForm(request.POST or None, request.FILES or None, initial=values_of(template))
    if request.method == "POST" and form.is_valid():
        try:
            changed = template_of(template, form.cleaned_data)
            check_readable(changed)
            _check_music(changed, template)
            branding.save_template(_with_logo(request, changed, form.cleaned_data))
        except Failure as failure:
            form.add_error(None, str(failure))
        else:
            messages.success(request, f"{changed.label} is saved. Videos that use it change when they are made again.")
            return HttpResponseRedirect(_edit_url(changed))
    if len(template.palettes) < 2:
        form.fields["vary"].widget.attrs["disabled"] = True
    return access.page(
        request,
        "dashboard/template.html",
        template.label,
        chosen=template,
        form=form,
        formats=FORMATS,
        samples=range(len(SAMPLES)),
        may_remove=request.user.has_perm(DELETE),
    )


@access.action(SEE, CHANGE)
def typed(request: HttpRequest, name: str, sample: int) -> HttpResponse:
    """Send the picture of a sample scene as the form stands now; nothing is stored. A wrong value is a sentence."""
    template = _own(name)
    form = TemplateForm(request.POST, initial=values_of(template))
    if not form.is_valid():
        said = "; ".join(f"{field}: {errors[0]}" for field, errors in form.errors.items())
        return HttpResponse(said, status=BAD, content_type="text/plain; charset=utf-8")
    try:
        changed = template_of(template, form.cleaned_data)
        # One set of colours is shown: the one that is edited.
        shown = replace(changed, palettes=changed.palettes[:1])
        return _picture(shown, sample, request.POST.get("format", "tiktok"), seed="preview")
    except Failure as failure:
        return HttpResponse(str(failure), status=BAD, content_type="text/plain; charset=utf-8")


@access.action(SEE, DELETE)
def remove(request: HttpRequest, name: str) -> HttpResponse:
    """Remove one's own template."""
    template = _own(name)
    branding.delete_template(name)
    messages.success(request, f"{template.label} is removed. Its videos take the blog's template when made again.")
    return HttpResponseRedirect(reverse("dashboard:templates"))


def _all() -> list[Template]:
    return branding.templates()


def _blog() -> str:
    return str(settings.TEMPLATE or DEFAULT)


def _own(name: str) -> Template:
    if name in TEMPLATES or name not in {template.name for template in _all()}:
        raise Http404("There is no such template of your own.")
    return branding.template_named(name)


def _edit_url(template: Template) -> str:
    return reverse("dashboard:template", args=[template.name])


def _with_logo(request: HttpRequest, template: Template, given: dict[str, Any]) -> Template:
    if given["logo"]:
        path, digest = branding.keep_logo(given["logo"].chunks(), given["logo"].name)
        return replace(template, logo=replace(template.logo, path=path, digest=digest))
    if given["no_logo"]:
        return replace(template, logo=replace(template.logo, path="", digest=""))
    return template


def _check_music(changed: Template, former: Template) -> None:
    """Raise a failure when the music that was chosen anew cannot be played."""
    music = find_music(Path(settings.MUSIC), changed.music)
    if music is not None and music.path and changed.music != former.music:
        preview.check_music(music)


def _picture(template: Template, sample: int, format: str, *, seed: str) -> HttpResponse:
    size = SIZES.get(format)
    if size is None or not 0 <= sample < len(SAMPLES):
        raise Http404("There is no such picture.")
    look = Look(
        width=size.width,
        height=size.height,
        seed=seed,
        index=sample,
        template=template,
        media=str(settings.MEDIA_ROOT),
        **SAMPLES[sample],
    )
    response = HttpResponse(preview.still(look, width=WIDTH), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
