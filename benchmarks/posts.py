"""Every post of some folders in every format: made, judged, and drawn on contact sheets.

`python -m benchmarks posts PATH... --out DIR [--format tiktok]... [--template NAME] [--narrator NAME] [--only SLUG]`.
Exits with 1 when anything was found that a viewer would call a fault; the sheets are for the eye.
"""

import argparse
import os
import sys
import time
from pathlib import Path

LENGTH_TOLERANCE = 0.2
SHEET_COLUMNS = 9


def main(arguments):
    """Make and judge; print a line a video and a line a finding."""
    options = _options(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    os.environ["REELPRESS_HOME"] = str((options.home or options.out / "home").absolute())
    os.environ["DJANGO_SETTINGS_MODULE"] = "reelpress.config.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    sys.exit(1 if _make_all(options) else 0)


def _options(arguments):
    parser = argparse.ArgumentParser(prog="python -m benchmarks posts")
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--format", action="append", choices=("tiktok", "youtube", "square"))
    parser.add_argument("--template", default="")
    parser.add_argument("--narrator", default="")
    parser.add_argument("--only", action="append", help="the slug of a post")
    return parser.parse_args(arguments)


def _make_all(options):
    from reelpress.content.services import import_path

    found = 0
    for path in options.paths:
        for imported in import_path(path):
            if options.only and imported.post.slug not in options.only:
                continue
            for note in imported.notes:
                print(f"   {imported.post.slug}: {note}")
            for name in options.format or ("tiktok", "youtube", "square"):
                found += _make(imported.post, name, options)
    print(f"{found} findings" if found else "Nothing was found.")
    return found


def _make(post, name, options):
    from reelpress.video import services
    from reelpress.video.models import Video

    begun = time.monotonic()
    video = services.ensure_video(post, name)
    board = _written_anew(video)
    Video.objects.filter(pk=video.pk).update(
        template=options.template, narrator=options.narrator, storyboard=board.to_dict(), post_digest=post.digest
    )
    log = []
    with _kept_parts() as kept:
        try:
            video = services.produce(video, progress=lambda percent, message: None, log=log.append)
        except Exception as error:
            print(f"{post.slug:50.50} {name:8} FAILED: {type(error).__name__}: {error}")
            return 1
    wall = time.monotonic() - begun
    words = sum(len(scene["narration"].split()) for scene in video.storyboard["scenes"])
    print(
        f"{post.slug:50.50} {name:8} {video.seconds:5.1f} s  {len(video.storyboard['scenes']):2} scenes {words:4} words"
        f"  made in {wall:5.1f} s  {video.loudness:.1f} LUFS",
        flush=True,
    )
    findings = list(_judged(video, kept))
    for finding in findings:
        print(f"   ! {finding}")
    _draw_sheet(video, options.out / f"{post.slug[:60]}-{name}.jpg")
    return len(findings)


def _written_anew(video):
    """Return the script as it is written now: a home that is kept holds older ones."""
    from django.conf import settings

    from reelpress.video.writing import write_storyboard

    return write_storyboard(video, lambda message: None, anew=settings.WRITER != "llm")


class _kept_parts:
    """Keeps what the studio made, for the judge."""

    def __enter__(self):
        from reelpress.video.studio import Studio

        self.parts = None
        self.produce = Studio.produce

        def produce(studio, *arguments, **named):
            self.parts = self.produce(studio, *arguments, **named)
            return self.parts

        Studio.produce = produce
        return self

    def __exit__(self, *_):
        from reelpress.video.studio import Studio

        Studio.produce = self.produce


def _judged(video, kept):
    from reelpress.video.storyboard import Storyboard
    from reelpress.video.writing import source_of

    board = Storyboard.from_dict(video.storyboard)
    source = source_of(video.post)
    yield from _grounded(board, source)
    yield from _drawable(board)
    if kept.parts:
        yield from _captions_fit(kept.parts)
        yield from _said(board, kept.parts)
    yield from _as_long_as_wanted(video, source)


def _grounded(board, source):
    from reelpress.video.audit import audit

    for finding in audit(board, source):
        if not finding.note and finding.rule != "length":  # the length is measured
            yield str(finding)


def _drawable(board):
    from reelpress.video.visuals import fonts

    for number, scene in enumerate(board.scenes, start=1):
        shown = " ".join((scene.narration, scene.title, scene.text, *scene.items, scene.attribution, scene.number))
        if lacking := fonts.missing(shown):
            yield f"scene {number}: no font has {lacking!r}"
        if lacking := fonts.missing(scene.code, fonts.MONO):
            yield f"scene {number}: no font for code has {lacking!r}"
        if not (scene.title or scene.text or scene.items or scene.code or scene.picture or scene.number):
            yield f"scene {number} ({scene.kind}) shows nothing"


def _captions_fit(parts):
    """Every state of every caption line lies between the edges that platforms leave free."""
    import numpy as np

    from reelpress.video.visuals.layout import Layout
    from reelpress.video.visuals.words import draw_caption

    for segment in parts.segments:
        look = segment.look
        layout = Layout(look.width, look.height)
        for line in segment.lines:
            drawn = draw_caption(layout, line.words, look.template.captions)
            if drawn is None:
                yield f"scene {segment.index + 1}: {' '.join(line.words)!r} draws no caption"
                continue
            rows, columns = np.nonzero(drawn.states[0][..., 3] > 40)
            left, right = drawn.x + columns.min(), drawn.x + columns.max()
            top, bottom = drawn.y + rows.min(), drawn.y + rows.max()
            edge = layout.px(48)
            floor = look.height * 0.84 if layout.tall else look.height - layout.px(30)
            if left < edge or right > look.width - edge or top < 0 or bottom > floor:
                box = f"{left},{top} to {right},{bottom}"
                yield f"scene {segment.index + 1}: the caption {' '.join(line.words)!r} leaves the safe area: {box}"


def _said(board, parts):
    for number, (scene, narration) in enumerate(zip(board.scenes, parts.narrations, strict=True), start=1):
        if "".join(word.text for word in narration.words) != "".join(scene.narration.split()):
            yield f"scene {number}: the captions are not the narration"
        if narration.unsaid:
            yield f"scene {number}: not spoken: {' '.join(narration.unsaid)}"


def _as_long_as_wanted(video, source):
    """The finished video keeps to the target; a short post has a reason to be shorter."""
    from reelpress.video.audit import is_short

    target = source.target_seconds
    if video.seconds > target * (1 + LENGTH_TOLERANCE):
        yield f"it is {video.seconds:.1f} s long, and {target} s were wanted"
    elif video.seconds < target * (1 - LENGTH_TOLERANCE) and not is_short(source):
        yield f"it is {video.seconds:.1f} s long, {target} s were wanted, and the post has more to tell"


def _draw_sheet(video, target):
    """Draw moments that are evenly apart, two a scene on average, and the thumbnail, side by side."""
    import av
    from PIL import Image

    scenes = len(video.storyboard["scenes"])
    with av.open(str(video.path)) as container:
        stream = container.streams.video[0]
        total = stream.frames
        wanted = {round(total * (share + 0.5) / (2 * scenes)) for share in range(2 * scenes)}
        small = (270, 480) if video.height > video.width else (480, 270) if video.width > video.height else (360, 360)
        frames = [
            frame.to_image().resize(small) for number, frame in enumerate(container.decode(stream)) if number in wanted
        ]
    with Image.open(video.thumbnail_path) as thumbnail:
        frames.append(thumbnail.convert("RGB").resize(small))
    columns = SHEET_COLUMNS if video.height > video.width else 4
    rows = -(-len(frames) // columns)
    sheet = Image.new("RGB", (columns * (small[0] + 6), rows * (small[1] + 6)), "white")
    for place, frame in enumerate(frames):
        sheet.paste(frame, (place % columns * (small[0] + 6), place // columns * (small[1] + 6)))
    sheet.save(target, quality=82)
