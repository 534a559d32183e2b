"""Where a command leaves files: tried before the work and not after it. Knows no command."""

import tempfile
from pathlib import Path

from reelpress.lib.errors import BadInput


def writable(folder: Path, *, option: str) -> Path:
    """Return `folder`, absolute, made and tried; raise `BadInput` that names the `option` when no file goes there."""
    folder = folder.expanduser().absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except (FileExistsError, NotADirectoryError):
        raise BadInput(f"{folder} is not a folder.", todo=f"Choose another place with {option}.") from None
    except OSError as error:
        raise BadInput(
            f"Nothing can be left in {folder}: {error.strerror or error}.",
            todo=f"Choose another place with {option}.",
        ) from None
