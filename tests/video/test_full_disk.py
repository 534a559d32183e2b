"""A disk that becomes full amid a making: said in one sentence, nothing is left, the next making goes on."""

import json
import sys
from pathlib import Path

import pytest

from reelpress.lib import proc
from reelpress.lib.errors import Failure

pytestmark = pytest.mark.slow

# Runs where it may mount a small disk of its own; a file fills that when the moment comes, and is removed afterwards.
SCRIPT = """
import json, sys
from contextlib import suppress
from pathlib import Path
from reelpress.lib import files, proc
from reelpress.lib.errors import Failure
from reelpress.video import making
from tests.video.test_making import SENTENCES, board_of, order_of, run

root, moment = Path(sys.argv[1]), sys.argv[2]
proc.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(root)], timeout=60)
making.LEAST_FREE_MEGABYTES = 0
filler, order = root / "filler", order_of(root, board_of(*SENTENCES[:2]))
order.artefacts.mkdir()

def fill(percent, message):
    if message.startswith(moment) and not filler.exists():
        with suppress(OSError):
            filler.write_bytes(bytes(8 << 20))

told = ""
try:
    with making.make(order, progress=fill, log=lambda line: None) as made:
        fill(100.0, "Publishing")
        files.copy(made.video, root / "media" / "video.mp4")
except Failure as failure:
    told = str(failure)
left = [path.name for path in root.rglob("*") if ".part" in path.name or path.parent.name in ("runs", "media")]
filler.unlink()
made, _ = run(order)
print(json.dumps({"told": told, "left": left, "frames": made.frames}))
"""


@pytest.mark.parametrize("moment", ["Narrating", "Rendering", "Joining", "Publishing"])
def test_a_disk_that_becomes_full_is_said_and_leaves_nothing(tmp_path: Path, moment: str) -> None:
    root = tmp_path / "disk"
    root.mkdir()
    alone = ["unshare", "--user", "--map-root-user", "--mount"]
    try:
        proc.run([*alone, "true"], timeout=60)
    except (Failure, OSError):
        pytest.skip("needs a system where anyone may have mounts of his own")
    command = [*alone, sys.executable, "-c", SCRIPT, str(root), moment]
    found = json.loads(proc.run(command, timeout=600, name="The making", cwd=Path.cwd()).stdout.splitlines()[-1])
    assert found["told"].startswith("The disk is full.") and "Free some space" in found["told"]
    assert found["left"] == []
    assert found["frames"] > 60
