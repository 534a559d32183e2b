"""The templates of this blog: the shipped ones and those that somebody made here. Knows the database; draws nothing."""

from django.conf import settings
from django.db.models.functions import Now

from reelpress.lib.errors import BadInput
from reelpress.video.models import Template as Row
from reelpress.video.models import Video
from reelpress.video.templates import TEMPLATES, Template, get_template


def template_named(name: str = "") -> Template:
    """Return the template `name`, a person's own or a shipped one; "" is the blog's. Raises `BadInput`."""
    wanted = name or settings.TEMPLATE
    row = Row.objects.filter(name=wanted).first() if wanted not in TEMPLATES else None
    if row is not None:
        return Template.from_dict(row.data)
    if wanted and wanted not in TEMPLATES:
        choices = ", ".join(template.name for template in templates())
        raise BadInput(f"There is no template {wanted!r}.", means="Nothing was made.", todo=f"Choose one of {choices}.")
    return get_template(wanted)


def templates() -> list[Template]:
    """Return the shipped templates, then a person's own by name."""
    return [*TEMPLATES.values(), *(Template.from_dict(row.data) for row in Row.objects.all())]


def save_template(template: Template) -> None:
    """Keep a person's own template under its name; raises `BadInput` for the name of a shipped one."""
    if template.name in TEMPLATES:
        raise BadInput(
            f"{template.name!r} is the name of a template that came with Reelpress.",
            means="It was not saved.",
            todo="Choose another name.",
        )
    Row.objects.update_or_create(name=template.name, defaults={"data": template.to_dict(), "updated_at": Now()})


def delete_template(name: str) -> None:
    """Remove a person's own template; videos that named it go back to the blog's at their next making."""
    Row.objects.filter(name=name).delete()
    Video.objects.filter(template=name).update(template="", updated_at=Now())
