"""Where everything is kept: one folder, settled before any setting is read. Knows no Django."""

import json
import os
import platform
from pathlib import Path

from reelpress.config.env import env_str

PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = PACKAGE.parent.parent
SERVED_FILE = "served.json"


def home_folder() -> Path:
    """Return REELPRESS_HOME, else `var` in a checkout, else a folder of the user's."""
    return Path(env_str("REELPRESS_HOME", str(_default()))).expanduser().absolute()


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
