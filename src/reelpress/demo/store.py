"""What was posted, kept on disk so that it survives a restart: one JSON file, and media named by their hash."""

import hashlib
import json
import secrets
import threading
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from reelpress.lib import clock
from reelpress.lib.files import write_text

Row = dict[str, Any]
HOUR = 3600.0


class Store:
    """The memory of the demo network. Take `lock` around anything that reads and then writes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = folder / "files"
        self.uploads = folder / "uploads"
        self.lock = threading.RLock()
        self.skew_seconds = 0.0
        self.turns: dict[str, threading.Lock] = {}
        for one in (self.files, self.uploads):
            one.mkdir(parents=True, exist_ok=True)
        self.path = folder / "network.json"
        kept = json.loads(self.path.read_text(encoding="utf-8")) if self.path.exists() else {}
        self.posts: list[Row] = kept.get("posts", [])
        self.sessions: dict[str, Row] = kept.get("sessions", {})
        self.counters: dict[str, int] = kept.get("counters", {})
        self.thumbnails: dict[str, str] = kept.get("thumbnails", {})

    def save(self) -> None:
        """Write everything down, whole or not at all."""
        with self.lock:
            data = {
                "posts": self.posts,
                "sessions": self.sessions,
                "counters": self.counters,
                "thumbnails": self.thumbnails,
            }
            write_text(self.path, json.dumps(data, ensure_ascii=False, indent=1))

    def now(self) -> datetime:
        """Return the network's time."""
        return clock.now() + timedelta(seconds=self.skew_seconds)

    def count(self, name: str) -> int:
        """Return the next number of a counter, from 1."""
        with self.lock:
            self.counters[name] = self.counters.get(name, 0) + 1
            return self.counters[name]

    def new_id(self, bytes_: int = 8) -> str:
        """Return an id as platforms make them."""
        return secrets.token_urlsafe(bytes_)

    def new_number(self, digits: int = 17) -> str:
        """Return an id of so many digits."""
        return str(10 ** (digits - 1) + secrets.randbelow(9 * 10 ** (digits - 1)))

    def turn(self, name: str) -> threading.Lock:
        """Return the lock of one upload: its chunks are taken one after the other."""
        with self.lock:
            return self.turns.setdefault(name, threading.Lock())

    def part(self, name: str) -> Path:
        """Return the file of an upload that is not complete."""
        return self.uploads / f"{hashlib.sha256(name.encode()).hexdigest()[:24]}.part"

    def write(self, pieces: Iterable[bytes], target: Path) -> int:
        """Write `pieces` to `target`; return how many bytes. What came before a dropped connection stays."""
        size = 0
        with target.open("ab") as file:
            for piece in pieces:
                file.write(piece)
                size += len(piece)
        return size

    def keep(self, part: Path, suffix: str) -> str:
        """Move a complete upload to its place; return its SHA-256."""
        seen = hashlib.sha256()
        with part.open("rb") as file:
            while piece := file.read(1 << 20):
                seen.update(piece)
        part.replace(self.files / f"{seen.hexdigest()}{suffix}")
        return seen.hexdigest()

    def add(self, **post: Any) -> Row:
        """Add a post and write it down."""
        with self.lock:
            row = {"posted_at": self.now().isoformat(), "deleted": False, **post}
            self.posts.append(row)
            self.save()
        return row

    def live(self, platform: str | None = None) -> list[Row]:
        """Return what is posted and not deleted, the newest first."""
        with self.lock:
            rows = [row for row in self.posts if not row["deleted"] and platform in (None, row["platform"])]
        return rows[::-1]

    def sent_within(self, platform: str, seconds: float, kind: str = "") -> int:
        """Return how many posts (of a kind) there were on a platform in the last `seconds`, deleted ones too."""
        with self.lock:
            rows = [row for row in self.posts if row["platform"] == platform and kind in ("", row.get("kind"))]
            return sum(self.age_seconds(row) < seconds for row in rows)

    def age_seconds(self, row: Row) -> float:
        """Return how old a post is."""
        return self.since(row["posted_at"])

    def since(self, moment: str) -> float:
        """Return the seconds since a time that was written down."""
        return max(0.0, (self.now() - datetime.fromisoformat(moment)).total_seconds())

    def numbers(self, row: Row) -> dict[str, int]:
        """Return views, likes and comments: they grow with age, the same way each time for the same post."""
        seed = hashlib.sha256(str(row["id"]).encode()).digest()
        peak = 300 + int.from_bytes(seed[:2], "big") % 5000
        hours = self.age_seconds(row) / HOUR
        views = 3 + seed[2] % 7 + int(peak * hours / (hours + 12))
        return {
            "views": views,
            "likes": views * (20 + seed[3] % 60) // 1000,
            "comments": views * (seed[4] % 12) // 1000,
            "shares": views * (seed[5] % 9) // 1000,
        }
