"""Where everything is kept: one folder, settled before any setting is read. Knows no Django."""

import json
import os
import platform
from pathlib import Path

from reelpress.config.env import BadSetting, env_str

PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = PACKAGE.parent.parent
SERVED_FILE = "served.json"
FOLDERS = ("media", "artefacts", "run", "logs")


def home_folder() -> Path:
    """Return REELPRESS_HOME, else `var` in a checkout, else a folder of the user's."""
    return Path(env_str("REELPRESS_HOME", str(_default()))).expanduser().absolute()


def prepare(home: Path) -> None:
    """Make the folders of `home`; stop the start when that cannot be, or when nothing can be written there."""
    try:
        for folder in (home, *(home / name for name in FOLDERS)):
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(home, error.strerror or str(error)) from None
    if not os.access(home / "run", os.W_OK | os.X_OK):  # a home that was made before and is read-only now
        raise unwritable(home, "nothing can be written there now")


def unwritable(home: Path, why: str) -> BadSetting:
    """Return the end of a start whose home cannot be written to."""
    return BadSetting("REELPRESS_HOME", str(home), f"a folder that can be written to ({why})")


def _default() -> Path:
    if (CHECKOUT / "pyproject.toml").exists() and (CHECKOUT / "src" / "reelpress").is_dir():
        return CHECKOUT / "var"
    return Path("~/.local/share/reelpress").expanduser()


def served_addresses(run: Path) -> dict[str, str]:
    """Return what `reelpress up` serves on this machine now: `web` and `demo_network`, each only while it does."""
    try:
        found = json.loads((run / SERVED_FILE).read_text(encoding="utf-8"))
        os.kill(int(found["pid"]), 0)  # raises when the process that wrote the note is no more
        here = found["host"] == platform.node()
        return {str(name): str(url) for name, url in found["urls"].items()} if here else {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
