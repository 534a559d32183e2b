"""Posts to tell, in eight languages, and what tests ask of their storyboards."""

from pathlib import Path

from reelpress.content.cleaning import parse
from reelpress.content.sources import front_matter
from reelpress.video.storyboard import Scene, Storyboard
from reelpress.video.writers.base import Source
from reelpress.video.writers.extractive import write

POSTS = Path(__file__).parent / "posts"
POST = """
Every slow query hides in plain sight. Your users find it before you do.

A slow query rarely looks slow on a laptop. The table there has a hundred rows, and a hundred rows fit anywhere.

## Measure before you guess

Around 47% of the time a request takes is spent in the database. However, this is an average. Measure the slowest
requests first, because they are the ones that people remember.

```sql
SELECT query, mean_exec_time
FROM pg_stat_statements;
```

## Three habits that pay

You need three small habits:

- **Read the plan.** It tells you which index is used.
- **Count the queries.** One page should need ten of them at most.
- **Test with real data.** An empty table answers every question at once.

## What we measured

An index makes the difference between a walk and a jump.

| Rows | Seconds |
|------|---------|
| 100  | 1       |
| 1000 | 12      |

![The wait grows with every row until an index stops it](wait.png)

Grace Hopper said it well:

> One accurate measurement is worth a thousand expert opinions.

## See also

Check out https://example.org/tuning for more. The database does not forgive what a laptop forgets.
"""


def told(body: str, title: str = "Why your queries are slow", seconds: int = 60, **more: object) -> Storyboard:
    source = Source(title, blocks=parse(body), target_seconds=seconds, **more)  # type: ignore[arg-type]
    return write(source)


def only(board: Storyboard, kind: str) -> Scene:
    found = [scene for scene in board.scenes if scene.kind == kind]
    assert len(found) == 1, [scene.kind for scene in board.scenes]
    return found[0]


def all_text(source: Source) -> str:
    parts = [source.title, source.summary]
    for block in source.blocks:
        parts += [block.text, *block.items, *(cell for row in block.rows for cell in row)]
    return " ".join(" ".join(parts).split())


def post_in(language: str) -> Source:
    """Return the post of `tests/video/posts` that is written in this language."""
    meta, body = front_matter.split((POSTS / f"{language}.md").read_text("utf-8"))
    title, author, summary = (str(meta[name]) for name in ("title", "author", "description"))
    return Source(title, author, summary, parse(body), language=language, url="https://example.org/post")
