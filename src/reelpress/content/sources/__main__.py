"""`python -m reelpress.content.sources SPEC`: do tasks on what strangers made, one after the other, within bounds.

The results go to a file, one JSON line a task, so that those before a death are kept.  Knows no database.
"""

import contextlib
import json
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from reelpress.content.sources.pictures import Unusable

Found = dict[str, Any]


def picture(task: Found) -> Found:
    """Make a picture file one that everybody can draw."""
    from reelpress.content.sources import converting

    found = converting.convert(Path(task["path"]), Path(task["target"]))
    return {"path": str(found.path), "width": found.width, "height": found.height, "suffix": found.suffix}


def feed(task: Found) -> Found:
    """Read an RSS or Atom feed."""
    from reelpress.content.sources import feeds

    return feeds.read(Path(task["path"]).read_bytes(), task["content_type"], task["url"])


def page(task: Found) -> Found:
    """Read a web page."""
    from reelpress.content.sources import articles, markup

    return articles.read(markup.decoded(Path(task["path"]).read_bytes(), task["content_type"]), task["url"])


def markup(task: Found) -> Found:
    """Turn a piece of HTML into Markdown."""
    from reelpress.content.sources import markup

    return {"body": markup.to_markdown(Path(task["path"]).read_text(encoding="utf-8"))}


def language(task: Found) -> Found:
    """Guess the language of a text."""
    from reelpress.content.sources import languages

    return {"language": languages.guess(task["text"])}


TASKS: dict[str, Callable[[Found], Found]] = {
    "picture": picture, "feed": feed, "page": page, "markup": markup, "language": language,
}  # fmt: skip


def do(task: Found) -> Found:
    """Return what comes of one task; what is wrong with its input is a result too."""
    try:
        return TASKS[task["do"]](task)
    except Unusable as why:
        return {"unusable": str(why)}
    except MemoryError:
        return {"unusable": "needs more memory than its reading may take"}
    except Exception as error:  # the libraries were made for honest input; this is not known to be
        return {"unusable": "cannot be read", "raised": f"{type(error).__name__}: {error}"[:500]}


def main(spec: Path) -> None:
    """Do the tasks of `spec` in order."""
    given = json.loads(spec.read_text(encoding="utf-8"))
    with contextlib.suppress(ValueError, OSError):  # a system without such limits
        resource.setrlimit(resource.RLIMIT_AS, (given["megabytes"] << 20, given["megabytes"] << 20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with Path(given["out"]).open("w", encoding="utf-8") as out:
        for task in given["tasks"]:
            signal.setitimer(
                signal.ITIMER_REAL, given["seconds"]
            )  # unhandled: the kernel ends us, also inside native code
            out.write(json.dumps(do(task)) + "\n")
            out.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
