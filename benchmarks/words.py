"""When words are heard: what the voice that comes along says of it, beside a forced alignment of its sound.

`python -m benchmarks words [POST.md]... [--words N] [--json FILE]`. The paragraphs of each post are spoken; it is
judged by PocketSphinx, which never sees the times of the voice itself. The goal is a median of 25 ms: a frame has 33.
"""

import argparse
import json
import tempfile
from pathlib import Path
from statistics import median

from benchmarks import places

GOAL_MS = 25
POSTS = ("examples/run-it-twice.md", "examples/the-last-ten-percent/index.md")
WORDS_A_SCENE = 30
LATE_MS = 100  # a viewer sees this


def main(arguments=None):
    """Measure and print; exit with 1 when the goal is missed."""
    wanted = options(arguments)
    found = {}
    for path in wanted.posts or [places.ROOT / name for name in POSTS]:
        found[path.stem if path.stem != "index" else path.parent.name] = errors_of(scenes_of(path, wanted.words))
    everything = [error for errors in found.values() for error in errors]
    rows = [figures(name, errors) for name, errors in [*found.items(), ("all", everything)]]
    show(rows)
    if wanted.json:
        wanted.json.write_text(json.dumps(rows, indent=1))
    if rows[-1]["median"] > GOAL_MS:
        raise SystemExit(f"The goal is a median of {GOAL_MS} ms.")


def options(arguments):
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks words", description=__doc__)
    parser.add_argument("posts", nargs="*", type=Path, metavar="POST.md")
    parser.add_argument("--words", type=int, default=400, help="of each post, at most")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    return parser.parse_args(arguments)


def scenes_of(path, most):
    """The first paragraphs of a post as texts to speak, each about as long as a scene's narration."""
    from hibari import Hibari

    from reelpress.content.cleaning import parse
    from reelpress.content.sources import front_matter

    _, body = front_matter.split(path.read_text("utf-8"))
    paragraphs = [block.text for block in parse(body) if block.kind == "paragraph"]
    scenes, scene, words = [], [], 0
    for sentence in (one for text in paragraphs for one in Hibari.split_sentences(text)):
        scene += sentence.split()
        words += len(sentence.split())
        if len(scene) >= WORDS_A_SCENE or words >= most:
            scenes.append(" ".join(scene))
            scene = []
        if words >= most:
            break
    return [*scenes, " ".join(scene)] if scene else scenes


def errors_of(scenes):
    """How much later each word begins by the voice's own times than by the alignment, in milliseconds."""
    from reelpress.video.narrators import sound, sphinx
    from reelpress.video.narrators.registry import get_narrator

    voice = get_narrator("hibari")
    errors = []
    with tempfile.TemporaryDirectory() as folder:
        for text in scenes:
            spoken = voice.speak(text, Path(folder) / "scene.wav")
            samples = sound.decode(spoken.path.read_bytes(), sphinx.RATE)
            judged = sphinx.aligned(text, [word.text for word in spoken.words], samples, sphinx.RATE)
            if not judged:
                print(f"   not aligned, left out: {text[:60]}")
                continue
            pairs = zip(spoken.words, judged, strict=True)
            errors += [(ours.start - theirs.start) * 1000 for ours, theirs in pairs if theirs.end > theirs.start]
    return errors


def figures(name, errors):
    """Count, median of the absolute errors, the ninth tenth of them, bias (their signed median), share that is seen."""
    sizes = sorted(map(abs, errors))
    return {
        "post": name,
        "words": len(errors),
        "median": round(median(sizes), 1),
        "p90": round(sizes[int(len(sizes) * 0.9)], 1),
        "bias": round(median(errors), 1),
        "late": round(100 * sum(size > LATE_MS for size in sizes) / len(sizes), 1),
    }


def show(rows):
    """Print a Markdown table."""
    print(f"| post | words | median error, ms | p90 | bias | over {LATE_MS} ms |")
    print("|---|---|---|---|---|---|")
    for row in rows:
        print(f"| {row['post']} | {row['words']} | {row['median']} | {row['p90']} | {row['bias']} | {row['late']} % |")
