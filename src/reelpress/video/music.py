"""Which music videos may have: the bed that comes along, and the files of a folder. Plays and decodes nothing."""

from pathlib import Path

from reelpress.lib.errors import BadInput
from reelpress.lib.files import digest, file_digest
from reelpress.lib.text import clip
from reelpress.video.renderer.spec import BED, Music

BUNDLED = "calm"
SILENCE = "none"  # what a video says that is to have none, whatever its template has
SUFFIXES = (".aac", ".aif", ".aiff", ".flac", ".m4a", ".mka", ".mp3", ".oga", ".ogg", ".opus", ".wav", ".wma")
MOST_LISTED, MOST_BYTES = 500, 100 << 20
MOST_NAMED = 20  # in a sentence


def files_in(folder: Path) -> list[str]:
    """Return the names of the files of music in `folder`, in order; none when there is no such folder."""
    try:
        found = [path.name for path in folder.iterdir() if _is_music(path)]
    except OSError:
        return []
    return sorted(found, key=str.casefold)[:MOST_LISTED]


def check_choice(folder: Path, name: str) -> None:
    """Raise `BadInput`, with the choices, unless `name` is music, `SILENCE` or "" for what the template has."""
    if name in ("", SILENCE) or find_music(folder, name) is not None:
        return
    raise BadInput(
        f"There is no music {clip(name, 80)!r}.",
        todo=f"Choose {', '.join((SILENCE, BUNDLED, *files_in(folder)[:MOST_NAMED]))}; your files go into {folder}.",
    )


def find_music(folder: Path, name: str) -> Music | None:
    """Return what `name` means: the bundled bed, or a file of `folder`; None for "" and for what is not there."""
    if name == BUNDLED:
        return Music(name, "", digest("music", BED, BUNDLED))
    path = folder / name
    if not name or Path(name).name != name or not _is_music(path):
        return None
    try:
        return Music(name, str(path.absolute()), digest("music", BED, file_digest(path)))
    except OSError:
        return None


def _is_music(path: Path) -> bool:
    named = path.suffix.lower() in SUFFIXES and not path.name.startswith(".")
    return named and path.is_file() and 0 < path.stat().st_size <= MOST_BYTES
