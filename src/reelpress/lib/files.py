"""Files that are whole or absent: write aside, then rename. Knows no room and no database."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from reelpress.lib import clock
from reelpress.lib.errors import Failure

CHUNK = 1 << 20


def digest(*parts: Any) -> str:
    """Return 32 hex characters that name `parts` (JSON-able values, paths as text); stable across runs."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def file_digest(path: Path) -> str:
    """Return 32 hex characters that name the bytes of `path`; the file is never read into memory whole."""
    seen = hashlib.sha256()
    with path.open("rb") as source:
        while chunk := source.read(CHUNK):
            seen.update(chunk)
    return seen.hexdigest()[:32]


@contextmanager
def aside(path: Path) -> Iterator[Path]:
    """Yield a path beside `path` to write to; rename it to `path` on success, remove it on any failure."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.stem}.{uuid4().hex[:8]}.part{path.suffix}")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def remove_leftovers(folder: Path, *, older_than_seconds: float) -> None:
    """Remove what `aside` left in `folder` when its process was killed; what was written to since then stays."""
    for part in folder.glob(".*.part*"):
        with suppress(OSError):
            if clock.now().timestamp() - part.stat().st_mtime > older_than_seconds:
                part.unlink()


def write_text(path: Path, text: str) -> None:
    """Write `text` to `path` in UTF-8, whole or not at all."""
    with aside(path) as part:
        part.write_text(text, encoding="utf-8")


def copy(source: Path, target: Path) -> None:
    """Copy `source` to `target`, whole or not at all."""
    with aside(target) as part:
        shutil.copyfile(source, part)


def require_space(folder: Path, *, megabytes: int) -> None:
    """Raise `Failure` when the disk of `folder` has less than `megabytes` left."""
    free = shutil.disk_usage(folder).free >> 20
    if free < megabytes:
        raise Failure(
            f"The disk of {folder} has {free} MB left; this needs {megabytes} MB.",
            means="Nothing was written.",
            todo="Free some space or set REELPRESS_HOME to a larger disk, then retry.",
        )
