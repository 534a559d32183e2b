"""Where everything is kept: one folder, settled before any setting is read. Knows no Django."""

import json
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
    """Return what `reelpress up` serves now: `web` and `demo_network`, each only while it does."""
    try:
        found = json.loads((run / SERVED_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(url) for name, url in found.items()} if isinstance(found, dict) else {}
