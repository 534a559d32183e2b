"""The picture files that a post refers to, found on disk. Never looks at a file outside the given root.

Knows no post, no database and no picture format: what a file holds is judged in a program of its own.
"""

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

_REMOTE = re.compile(r"(?:[a-z][a-z0-9+.-]*:|//)", re.I)
_SITE_FOLDERS = ("static", "public", "assets", "content", "source", "_site")


class Unusable(Exception):
    """A picture that is left out; the text says why, as the second half of a sentence."""


def is_local(ref: str) -> bool:
    """Return whether `ref` names a file that could lie beside the post."""
    return bool(ref) and not _REMOTE.match(ref) and not ref.startswith("#")


def find(ref: str, *, folder: Path, root: Path) -> Path:
    """Return the file that a post in `folder` calls `ref`; raise `Unusable`.

    `root` is the resolved folder that was given for import: nothing outside it is opened.
    """
    outside = False
    for candidate in _candidates(ref, folder, root):
        try:
            path = candidate.resolve()
            if not path.is_relative_to(root):
                outside = True
            elif path.is_file():
                return path
        except (OSError, ValueError, RuntimeError):  # too long a name, a NUL in it, a loop of links
            continue
    if outside:
        raise Unusable("lies outside the imported folder")
    raise Unusable("was not found")


def _candidates(ref: str, folder: Path, root: Path) -> Iterator[Path]:
    """Yield where `ref` may lie: as written, then a site's address against the post's folder, ever shorter."""
    plain = re.sub(r"[?#].*$", "", ref)
    for name in dict.fromkeys((ref, plain, unquote(plain))):
        if not name.startswith("/"):
            yield folder / name
            yield from (root / base / name for base in ("", *_SITE_FOLDERS))
            continue
        parts = [part for part in PurePosixPath(name).parts[1:] if part not in ("..", ".")][-12:]
        yield from (root.joinpath(base, *parts) for base in ("", *_SITE_FOLDERS) if parts)
        yield from (folder.joinpath(*parts[skip:]) for skip in range(len(parts)))
