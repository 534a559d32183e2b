"""What a minute's video costs: eight scenes, cold, edited, cancelled, twice at once; beside a rival's passes.

Every round makes everything anew; a figure is the median of the rounds. Wall times need a quiet machine.
"""

import argparse
import json
import shutil
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from benchmarks import machine, places, tables, watched

RESULTS = places.ROOT / "benchmarks" / "results.md"
FORMAT = "tiktok"


def options(arguments):
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=render", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--rival-seconds", type=float, default=1.0, help="how much of each of two stills the rival does"
    )
    parser.add_argument("--no-rival", action="store_true", help="leave the rival out")
    parser.add_argument("--quick", action="store_true", help="one round, no rival")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure there")
    parser.add_argument("--record", action="store_true", help="write the tables into benchmarks/results.md")
    wanted = parser.parse_args(arguments)
    if wanted.quick:
        wanted.rounds, wanted.no_rival = 1, True
    return wanted


def main(arguments=None):
    """Measure and print."""
    wanted = options(arguments)
    with ExitStack() as stack:
        folder = stack.enter_context(places.home())
        import django

        django.setup()
        places.migrate(f"sqlite:///{folder / 'db.sqlite3'}")
        if not wanted.no_rival:
            places.install_rivals()
        found = measure(wanted, folder)
        publish(wanted, machine.facts(asked=("moviepy",)), found)


def measure(wanted, folder):
    """All figures, by name."""
    one, other = a_video(), a_video()
    rounds = [a_round(one, number, wanted.rounds) for number in range(wanted.rounds)]
    found = {name: median(each[name] for each in rounds) for name in rounds[0]}
    found |= again(one)
    found |= at_once(one, other)
    found["vanish"], found["processes"] = cancelled(one)
    found |= compared(one, folder, wanted)
    return found | {"rounds": wanted.rounds}


def a_round(video, number, rounds):
    """One cold making, and one sentence edited."""
    clean()
    tell(video, edited=False)
    busy = machine.quiet()
    cold = watched.run(once(video))
    tell(video, edited=True)
    edit = watched.run(once(video)).said
    wall, cpu = cold.said["wall"], cold.said["cpu"]
    print(f"Round {number + 1} of {rounds}: {wall:.1f} s, {cpu:.1f} CPU-s; others used {busy:.0f} %", flush=True)
    found = {"memory": cold.memory, "edit cpu": edit["cpu"], "edit wall": edit["wall"], "busy": busy}
    return cold.said | found


def again(video):
    """A making when nothing has changed."""
    said = watched.run(once(video)).said
    return {"again wall": said["wall"], "again cpu": said["cpu"]}


def at_once(one, other):
    """Two cold makings at the same time, and one of them alone before: what it took until they were done, and memory.

    Both are told otherwise, and longer, than the video of the rounds: so they share nothing, and are held against
    a making of the same words. Times begin when the programs are started.
    """
    for video, name in ((one, "one"), (other, "other")):
        tell(video, edited=False, said=f"This is video {name}.")
    clean()
    alone = _seconds([one])[0]
    clean()
    both, used = _seconds([one, other])
    return {"alone wall": alone, "both wall": both, "both memory": sum(each.memory for each in used)}


def _seconds(videos):
    """Make the videos at the same time; the seconds until all are done, and what each used."""
    used = []
    started = time.monotonic()
    threads = [threading.Thread(target=lambda v=video: used.append(watched.run(once(v)))) for video in videos]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.monotonic() - started, used


def cancelled(video):
    """Seconds from the cancelling of a job amid its frames until it is recorded and its programs are gone."""
    from reelpress.jobs import control
    from reelpress.jobs.models import Job

    clean()
    tell(video, edited=False)
    command = [sys.executable, "-m", "benchmarks.render_job", str(video.pk)]
    return watched.seconds_to_end(
        command,
        "Rendering scene",
        lambda: control.cancel(Job.objects.processing().get()),
        lambda: not Job.objects.processing().exists(),
    )


def compared(video, folder, wanted):
    """What the frames cost x264 alone and the rival, and how the picture moves in the finished file."""
    from benchmarks import render_field
    from reelpress.video import services, writing
    from reelpress.video.narrators.kept import read_narration
    from reelpress.video.plan import segment_of
    from reelpress.video.studio import narration_places
    from reelpress.video.visuals.layout import Layout
    from reelpress.video.workspace import Workspace

    tell(video, edited=False)
    watched.run(once(video))
    video.refresh_from_db()
    order = services.order_of(video, writing.storyboard_of(video, lambda line: None))
    scenes = range(len(order.looks))
    kept = narration_places(Workspace(order.artefacts, "bench"), order.storyboard, order.narrator, scenes)
    segments = [segment_of(order.looks, index, read_narration(kept[index])) for index in scenes]
    first = segments[0].frames
    layout = Layout(segments[1].look.width, segments[1].look.height)
    box = (layout.left + 60, layout.top + 380, layout.right - 60, layout.top + 760)
    found = {
        "floor": render_field.floor(segments),
        "jitter": render_field.jitter(video.path, first + 40, first + segments[1].frames, box),
    }
    if not wanted.no_rival:
        found["rival"], found["rival frames"] = render_field.rival(
            segments[1:], kept[0], folder, seconds=wanted.rival_seconds
        )
    return found


def a_video():
    """A row of a video to be made."""
    from django.conf import settings

    from benchmarks.render_story import write_photo
    from reelpress.content.models import Post
    from reelpress.video.services import ensure_video

    write_photo(settings.MEDIA_ROOT)
    number = Post.objects.count()
    names = {"slug": f"bench-{number}", "origin": f"bench-{number}.md", "digest": f"{number:032}"}
    post = Post.objects.create(title="From post to film", body="Words.", **names)
    return ensure_video(post, FORMAT)


def tell(video, *, edited, said=""):
    """Give the video its storyboard; `said` is said at its start."""
    from dataclasses import replace

    from benchmarks.render_story import board
    from reelpress.video.models import Video

    told = board(edited)
    scenes = [replace(scene, narration=f"{said} {scene.narration}".strip()) for scene in told.scenes]
    data = replace(told, scenes=tuple(scenes)).to_dict()
    Video.objects.filter(pk=video.pk).update(
        storyboard=data, edited=True, post_digest=video.post.digest, narrator="hibari"
    )
    video.refresh_from_db()


def clean():
    """Forget all that was made."""
    from django.conf import settings

    from reelpress.video.models import Video

    shutil.rmtree(settings.ARTEFACTS, ignore_errors=True)
    Path(settings.ARTEFACTS).mkdir()
    Video.objects.update(status="new", digest="")


def once(video):
    """The command that makes `video`."""
    return [sys.executable, "-m", "benchmarks.render_once", str(video.pk)]


def report(found):
    """The table of goals, and about the run."""
    of = found | {"frame": found["cpu"] / found["frames"] * 1000, "times": found["seconds"] / found["wall"]}
    of["sum"] = found["both wall"] / found["alone wall"]
    rows = [
        _row(
            "wall, cold, end to end", of, "times", "{wall:.1f} s for {seconds:.1f} s: {times:.2f} x", least=3, unit="x"
        ),
        _row("CPU a frame, whole pipeline", of, "frame", "{frame:.1f} ms", most=20, unit="ms"),
        ("x264 alone on the same frames", f"{of['floor']:.1f} ms", "the floor", ""),
        _rival(of),
        _row("one sentence of eight scenes edited", of, "edit cpu", _both("edit"), most=5, unit="CPU-s"),
        _row("nothing changed", of, "again wall", _both("again"), most=2, unit="s"),
        _row("peak memory, PSS of all processes", of, "memory", "{memory:.0f} MB", most=400, unit="MB"),
        _row("motion jitter", of, "jitter", "{jitter:.3f} px", most=0.05, unit="px"),
        _row("a job cancelled: recorded, its programs gone", of, "vanish", "{vanish:.2f} s", most=1, unit="s"),
        _row("longest stand of the progress bar", of, "still", "{still:.1f} s", most=2, unit="s"),
        _row(
            "two at once: until both are done",
            of,
            "sum",
            "{both wall:.1f} s beside {alone wall:.1f} s alone: {sum:.2f} x",
            most=2,
            unit="x",
        ),
        _row("two at once: peak memory of both", of, "both memory", "{both memory:.0f} MB", most=800, unit="MB"),
    ]
    head = ("what", "measured", "goal", "verdict")
    yield f"{found['frames']:.0f} frames, 1080x1920, 30 a second", head, rows
    notes = [("rounds", found["rounds"]), ("processors used by others before a round", f"{found['busy']:.0f} %")]
    if "rival" in found:
        told = f"MoviePy in MoneyPrinterTurbo's four passes, {found['rival frames']} frames of two stills"
        notes.append(("the rival", told))
    yield "About this run", ("", ""), notes


def _row(what, of, name, said, *, unit, least=None, most=None):
    """A line of the table: what was measured, the goal, and whether it was reached."""
    if least is not None:
        return what, said.format(**of), f">= {least} {unit}", "ok" if of[name] >= least else "missed"
    return what, said.format(**of), f"<= {most} {unit}", "ok" if of[name] <= most else "missed"


def _rival(of):
    what = "CPU a frame of the rival's passes"
    if "rival" not in of:
        return what, "not measured", ">= 35 x", ""
    return _row(
        what,
        of | {"cheaper": of["rival"] / of["frame"]},
        "cheaper",
        "{rival:.0f} ms: {cheaper:.0f} x",
        least=35,
        unit="x",
    )


def _both(name):
    return f"{{{name} cpu:.1f}} CPU-s, {{{name} wall:.1f}} s"


def publish(wanted, about, found):
    """Print the tables; write them down where the command line says."""
    shown = [*report(found), ("Measured on", ("", ""), list(about.items()))]
    for table in shown:
        tables.show(*table)
    at = time.strftime("%Y-%m-%d", time.gmtime())
    if wanted.json:
        wanted.json.write_text(json.dumps({"machine": about, "at": at, "found": found}, indent=1), "utf-8")
    if wanted.record:
        text = "\n".join(tables.markdown(*table) for table in shown)
        tables.put_section(RESULTS, "render", f"## Render, {at}\n\n{text}")
