"""The shapes a video can have. Pure; knows no renderer."""

from dataclasses import dataclass

from reelpress.lib.errors import BadInput

FPS = 30


@dataclass(frozen=True)
class Format:
    """One shape: its name, its pixels, its frames a second."""

    name: str
    width: int
    height: int
    fps: int = FPS


FORMATS = {
    name: Format(name, width, height)
    for name, width, height in (
        ("tiktok", 1080, 1920),
        ("reel", 1080, 1920),
        ("short", 1080, 1920),
        ("youtube", 1920, 1080),
        ("square", 1080, 1080),
    )
}


def get_format(name: str) -> Format:
    """Return the format `name`; raise `BadInput` with the choices."""
    try:
        return FORMATS[name]
    except KeyError:
        raise BadInput(
            f"There is no format {name!r}.", means="Nothing was made.", todo=f"Choose one of {', '.join(FORMATS)}."
        ) from None
