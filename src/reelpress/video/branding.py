"""The templates of this blog: the shipped ones and those that somebody made here. Knows the database; draws nothing."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db.models.functions import Now

from reelpress.content.sources import apart
from reelpress.lib import files
from reelpress.lib.errors import BadInput
from reelpress.video.models import Template as Row
from reelpress.video.models import Video
from reelpress.video.templates import TEMPLATES, Template, get_template

LOGOS = "templates"
MOST_LOGO_BYTES = 4 << 20
MOST_TEMPLATES = 200


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
    """Return the shipped templates, then a person's own by name; one that cannot be read is left out."""
    return [*TEMPLATES.values(), *(own for row in Row.objects.all() if (own := _read(row)) is not None)]


def _read(row: Row) -> Template | None:
    try:
        return Template.from_dict(row.data)
    except BadInput:
        return None


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


def copy_template(name: str) -> Template:
    """Make a template of one's own that looks like `name`, under a free name; return it."""
    source = template_named(name)
    taken = set(TEMPLATES) | set(Row.objects.values_list("name", flat=True))
    if len(taken) >= MOST_TEMPLATES:
        raise BadInput(f"There are {len(taken)} templates already.", means="None was made.", todo="Remove one first.")
    stem = source.name[:50].rstrip("-")
    free = next(number for number in range(2, MOST_TEMPLATES + 2) if f"{stem}-{number}" not in taken)
    made = replace(source, name=f"{stem}-{free}", label=f"{source.label[:50]} {free}")
    save_template(made)
    return made


def keep_logo(chunks: Iterable[bytes], name: str) -> tuple[str, str]:
    """Check and keep a logo; return its path below the media folder and its digest. Raises `BadInput` for none."""
    folder = Path(settings.MEDIA_ROOT) / LOGOS
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".logo-", dir=folder) as scratch:
        given = Path(scratch) / f"given{Path(name).suffix[:8]}"
        _write(given, chunks)
        wanted = {"do": "picture", "path": str(given), "target": str(Path(scratch) / "target")}
        (said,) = apart.run([wanted], folder=Path(scratch))
        if "unusable" in said:
            shown = Path(name).name[:80] or "The file"
            raise BadInput(f"{shown} {said['unusable']}.", means="The logo was not kept.", todo="Choose another file.")
        digest = files.file_digest(Path(said["path"]))
        kept = f"{LOGOS}/{digest}{said['suffix']}"
        Path(said["path"]).replace(Path(settings.MEDIA_ROOT) / kept)
    return kept, digest


def _write(part: Path, chunks: Iterable[bytes]) -> None:
    size = 0
    with part.open("wb") as target:
        for chunk in chunks:
            size += len(chunk)
            if size > MOST_LOGO_BYTES:
                raise BadInput(f"The logo is larger than {MOST_LOGO_BYTES >> 20} MB.", means="It was not kept.")
            target.write(chunk)
