"""Run by the rivals' Python: the passes of MoneyPrinterTurbo on stills, with MoviePy. Prints what they cost, as JSON.

Re-implemented from reading its `app/services/video.py` (0374d20), not run as the project: every still becomes a clip
that zooms and is written; every clip is opened again, fades in and is written; all are concatenated and written; that
is opened again, gets its subtitles and its sound, and is written.  libx264 with preset medium, MoviePy's default.
"""

import json
import resource
import sys
from pathlib import Path

from moviepy import (
    AudioFileClip,
    CompositeVideoClip,
    ImageClip,
    TextClip,
    VideoFileClip,
    concatenate_videoclips,
    vfx,
)

WRITE = {"fps": 30, "codec": "libx264", "logger": None, "threads": 2}


def zoomed(still, seconds, target):
    """First pass: the still as a clip that comes nearer."""
    clip = ImageClip(still).with_duration(seconds).with_position("center")
    clip = clip.resized(lambda t: 1 + (seconds * 0.03) * (t / seconds))
    CompositeVideoClip([clip], size=ImageClip(still).size).with_duration(seconds).write_videofile(target, **WRITE)


def faded(source, target):
    """Second pass: the clip again, fading in."""
    with VideoFileClip(source) as clip:
        clip.with_effects([vfx.FadeIn(0.5)]).write_videofile(target, **WRITE)


def joined(sources, target):
    """Third pass: all clips as one."""
    clips = [VideoFileClip(source) for source in sources]
    concatenate_videoclips(clips, method="compose").write_videofile(target, **WRITE)


def subtitled(source, sound, lines, font, target):
    """Fourth pass: subtitles line by line, and the sound."""
    with VideoFileClip(source) as clip:
        texts = [
            TextClip(font=font, text=text, font_size=72, color="white", stroke_color="black", stroke_width=3)
            .with_start(start).with_end(min(end, clip.duration)).with_position(("center", 1350))
            for text, start, end in lines if start < clip.duration
        ]  # fmt: skip
        voice = AudioFileClip(sound).subclipped(0, clip.duration)
        CompositeVideoClip([clip, *texts]).with_audio(voice).write_videofile(target, audio_codec="aac", **WRITE)


def spent():
    """Processor seconds of this process and of the encoders that it ran."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main():
    """Do all passes on what the file of the first argument says."""
    told = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    folder = Path(sys.argv[1]).parent
    before = spent()
    for number, still in enumerate(told["stills"]):
        zoomed(still, told["seconds"], f"{folder}/zoomed-{number}.mp4")
    for number in range(len(told["stills"])):
        faded(f"{folder}/zoomed-{number}.mp4", f"{folder}/faded-{number}.mp4")
    joined([f"{folder}/faded-{number}.mp4" for number in range(len(told["stills"]))], f"{folder}/joined.mp4")
    subtitled(f"{folder}/joined.mp4", told["sound"], told["lines"], told["font"], f"{folder}/final.mp4")
    frames = round(told["seconds"] * 30) * len(told["stills"])
    print(json.dumps({"frames": frames, "cpu": spent() - before}))


if __name__ == "__main__":
    main()
