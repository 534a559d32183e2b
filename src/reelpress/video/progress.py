"""How far a making is, as a person sees it: a bar that moves with what was done. Pure; knows no program."""

from collections.abc import Callable

Progress = Callable[[float, str], None]


class Stage:
    """One stretch of the progress bar. It moves with what was done, and a little while a program only starts."""

    def __init__(self, start: float, end: float, progress: Progress) -> None:
        self.start, self.end, self.progress = start, end, progress
        self.known = self.shown = start
        self.message = ""

    def at(self, share: float, message: str) -> None:
        """Show that `share` (0..1) of the stage is done."""
        self.known = self.start + (self.end - self.start) * min(max(share, 0.0), 1.0)
        self.shown, self.message = max(self.shown, self.known), message
        self.progress(self.shown, message)

    def tick(self) -> None:
        """Move on by a tenth of a percent, by one percent at most ahead of what is known to be done."""
        shown = min(self.shown + 0.1, self.known + 1.0, self.end)
        if self.message and shown > self.shown:
            self.shown = shown
            self.progress(shown, self.message)


def monotone(progress: Progress) -> Progress:
    """Return `progress` that never goes back: stages overlap, and a bar that shrinks is not believed."""
    highest = 0.0

    def report(percent: float, message: str) -> None:
        nonlocal highest
        highest = max(highest, percent)
        progress(highest, message)

    return report


class Work:
    """What has been done of the narration and of the frames, as a share of the whole.

    `guesses` are the frames that each scene will probably have; what is known takes the place of a guess.
    """

    NARRATING = 0.13  # of the time that a cold run takes

    def __init__(self, guesses: list[int], stage: Stage) -> None:
        self.frames = guesses
        self.stage = stage
        self.narrating = self.narrated = self.finished = self.painted = 0
        self.kept: set[int] = set()

    def wants(self, scenes: int) -> None:
        """Note that so many scenes are to be narrated."""
        self.narrating = scenes
        self.tell()

    def spoke(self) -> None:
        """Note that a scene was narrated."""
        self.narrated += 1
        self.tell()

    def keeps(self, scene: int) -> None:
        """Note that the segment of `scene` is there already."""
        self.kept.add(scene)
        self.tell()

    def painted_more(self, frames: int) -> None:
        """Note that more frames were painted."""
        self.painted += frames
        self.tell()

    def finish(self) -> None:
        """Note that a segment was finished."""
        self.finished += 1
        self.tell()

    def tell(self) -> None:
        """Show how far it is."""
        total = sum(frames for scene, frames in enumerate(self.frames) if scene not in self.kept)
        rendered = self.painted / total if total else 1.0
        if not self.narrating:
            self.stage.at(rendered, self._message())
            return
        spoken = self.narrated / self.narrating
        self.stage.at(spoken * self.NARRATING + rendered * (1 - self.NARRATING), self._message())

    def _message(self) -> str:
        scenes = len(self.frames)
        if self.narrated < self.narrating:
            return f"Narrating scene {self.narrated + 1} of {self.narrating}"
        return f"Rendering scene {min(self.finished + len(self.kept) + 1, scenes)} of {scenes}"
