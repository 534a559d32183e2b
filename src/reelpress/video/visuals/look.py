"""What a scene looks like, as data: equal looks give equal pictures. Draws nothing and imports no library."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from reelpress.video.templates import Template, get_template

# Changes whenever the same look would be drawn differently.
VERSION = 12


@dataclass(frozen=True)
class Look:
    """All that a card and its background depend on."""

    kind: str
    width: int
    height: int
    seed: str
    index: int
    title: str = ""
    text: str = ""
    items: tuple[str, ...] = ()
    code: str = ""
    language: str = ""
    picture: str = ""  # an absolute path
    picture_digest: str = ""
    attribution: str = ""
    number: str = ""
    label: str = ""  # the small pill above a title
    locale: str = ""  # the language of the words, as "de" or "pt-BR"; `language` is that of the code
    template: Template = field(default_factory=get_template)
    media: str = ""  # the folder that the template's logo lies in
    caption: tuple[str, ...] = ()  # words of a caption line that a still shows; a video's come with the narration

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for a spec."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Return the look that `to_dict` described."""
        template = data.get("template")
        given = {"template": Template.from_dict(template)} if template else {}
        return cls(
            **{**data, "items": tuple(data.get("items", ())), "caption": tuple(data.get("caption", ())), **given}
        )

    def key(self) -> list[Any]:
        """Return what names this look: the picture by its bytes, not by where it lies."""
        named = asdict(replace(self, picture=Path(self.picture).suffix if self.picture else "", media=""))
        return [VERSION, sorted({**named, "template": self.template.key()}.items())]


def thumbnail_look(looks: Sequence[Look]) -> Look:
    """Return the look of a video's thumbnail: the title, with the first picture of the post's own.

    A picture with a credit is somebody else's: it would stand there without it, and for the subject of the post.
    """
    first = looks[0]
    shown = next((look for look in looks if look.picture and not look.attribution), None)
    return replace(
        first,
        kind="thumbnail",
        title=first.title or first.text,
        text="",
        picture=shown.picture if shown else "",
        picture_digest=shown.picture_digest if shown else "",
    )
