"""The frames of one scene: ground, card, captions, pills, and the way in from the scene before. Knows no encoder."""

import cv2
import numpy as np

from reelpress.video.renderer.floating import Floating
from reelpress.video.renderer.ground import Ground
from reelpress.video.renderer.planes import Frame, Sprite
from reelpress.video.renderer.spec import FPS, Segment
from reelpress.video.visuals.card import WIPE, WIPE_BACK, Layer
from reelpress.video.visuals.cards import Drawn, draw
from reelpress.video.visuals.layout import Layout
from reelpress.video.visuals.look import Look
from reelpress.video.visuals.palette import RGB, WHITE, palette_of
from reelpress.video.visuals.shapes import Pixels, blank, fill, over, rounded_mask
from reelpress.video.visuals.words import CaptionLine, draw_caption

ENTER = 15  # frames that the transition takes
APPEAR = 13  # frames that a layer takes to appear
GROUND_EVERY = 2  # a soft ground drifts by less than a pixel a frame: every second one is enough
POP = 4  # frames that a caption line takes to appear


def eased(share: float) -> float:
    """Return `share` (0..1) as a movement that starts fast and settles softly."""
    left = 1 - min(max(share, 0.0), 1.0)
    return 1 - left * left * left


def sprites_of(picture: Drawn, look: Look) -> list[Sprite]:
    """Return the layers of a card, ready to be laid."""
    return [Sprite(layer.pixels, layer.x, layer.y, look.width, look.height) for layer in picture.layers]


def paint_still(look: Look, *, moment: float = 1.0) -> Frame:
    """Return a scene's picture without captions and pills: what the next scene comes in over, and the thumbnail."""
    picture = draw(look)
    frame = Frame.blank(look.width, look.height)
    Ground(picture.background, look.width, look.height).draw(moment, frame)
    for sprite in sprites_of(picture, look):
        sprite.lay(frame)
    return frame


class Painter:
    """Paints a segment frame by frame, in order."""

    def __init__(self, segment: Segment) -> None:
        look = segment.look
        self.segment = segment
        self.layout = Layout(look.width, look.height)
        self.frame = Frame.blank(look.width, look.height)
        self.behind = Frame.blank(look.width, look.height)  # the ground alone, while the card moves over it
        picture = draw(look)
        self.ground = Ground(picture.background, look.width, look.height)
        self.before = paint_still(segment.previous) if segment.previous else None
        self._prepare_card(picture)
        self.rows = Rows(picture.rows, segment)
        self.moves_until = max(self.still_from, ENTER if self.before else 0)
        self.pills = Pills(self.layout, segment.index, segment.count, palette_of(look.template, look.seed).ink)
        self.captions = Captions(self.layout, segment)
        self.covered = Covered(self.frame)

    def _prepare_card(self, picture: Drawn) -> None:
        # The first frame is the cover that a platform shows: there the card is complete from the start.  Later scenes
        # come in with what they begin with, and the rest follows while they move: no frame is empty.
        start = 0 if self.before else -FPS * 60
        sprites = sprites_of(picture, self.segment.look)
        first = min((layer.delay for layer in picture.layers), default=0.0)
        waits = [layer.delay - first for layer in picture.layers]
        begins = [start + (round(wait * FPS) if wait else -APPEAR) for wait in waits]
        self.floating, self.floats_from = Floating(Sprite.merge([])), 0
        if self.segment.look.kind == "image" and sprites:
            largest = max(range(len(sprites)), key=lambda index: sprites[index].area)
            self.floating, self.floats_from = Floating(sprites[largest]), begins[largest]
        fixed = [index for index, sprite in enumerate(sprites) if sprite is not self.floating.full]
        self.layers = [(sprites[index], begins[index], picture.layers[index].effect) for index in fixed]
        self.still = Sprite.merge([sprites[index] for index in fixed])
        self.still_from = max((first + APPEAR for first in begins), default=0)

    def paint(self, number: int) -> Frame:
        """Return frame `number`; it is painted over by the next call."""
        moment = number / max(1, self.segment.frames - 1)
        anew = number % GROUND_EVERY == 0
        if number < self.moves_until:
            if anew:
                self.ground.draw(moment, self.behind)
            np.copyto(self.frame.data, self.behind.data)
            self._lay_card(number, moment)
            self.rows.lay(self.frame, number)
            if self.before is not None and number < ENTER:
                self._come_in(self.before, eased((number + 1) / ENTER))
            self.covered.forget()
        elif anew or number == self.moves_until or self.rows.change(number):
            self.layers, self.before = [], None  # they take as much memory as all the rest
            self.ground.draw(moment, self.frame)
            self.still.lay(self.frame)
            self.rows.lay(self.frame, number)
            self.covered.forget()
        else:
            self.covered.uncover()  # what lies under the captions is still there
        if number >= self.moves_until:
            self.covered.lay(self.floating.at(moment))
        self.pills.lay(self.covered, number / self.segment.frames)
        self.captions.lay(self.covered, number)
        return self.frame

    def _lay_card(self, number: int, moment: float) -> None:
        share = eased((number - self.floats_from) / APPEAR)
        self.floating.at(moment).lay(self.frame, alpha=share, down=round(self.layout.px(54) * (1 - share)))
        if number >= self.still_from:
            self.still.lay(self.frame)
            return
        for sprite, begins, effect in self.layers:
            share = eased((number - begins) / APPEAR)
            if sprite.empty or share <= 0:
                continue
            if effect in (WIPE, WIPE_BACK):
                sprite.lay(self.frame, width=round(sprite.colour[0].shape[1] * share), backward=effect == WIPE_BACK)
            else:
                sprite.lay(self.frame, alpha=share, down=round(self.layout.px(54) * (1 - share)))

    def _come_in(self, before: Frame, share: float) -> None:
        """Move this scene up over the one before, which gives way more slowly and darkens."""
        dark = 1 - 0.55 * share
        for (plane, shrink), (old, _) in zip(self.frame.planes, before.planes, strict=True):
            tall = plane.shape[0]
            edge = round(self.frame.y.shape[0] * (1 - share)) // 2 * 2 // shrink
            given = round(self.frame.y.shape[0] * share * 0.25) // 2 * 2 // shrink
            if edge <= 0:
                continue
            zero = 16 if shrink == 1 else 128
            darker = ((np.arange(256, dtype=np.float32) - zero) * dark + zero + 0.5).astype(np.uint8)
            plane[edge:] = plane[: tall - edge].copy()
            cv2.LUT(old[given : given + edge], darker, dst=plane[:edge])


class Rows:
    """The rows of a list: the one that is said stands out, from its first word to that of the next."""

    def __init__(self, layers: tuple[Layer, ...], segment: Segment) -> None:
        self.look = segment.look
        # None stands out before it has come in.
        self.starts = {
            max(segment.rows[layer.row], round(layer.delay * FPS) + APPEAR): layer
            for layer in layers
            if layer.row is not None and layer.row < len(segment.rows) and segment.rows[layer.row] >= 0
        }
        self.sprites: dict[int, Sprite] = {}

    def change(self, number: int) -> bool:
        """Return whether another row begins to be said in frame `number`."""
        return number in self.starts

    def lay(self, frame: Frame, number: int) -> None:
        """Lay the row that is said over the card."""
        start = max((start for start in self.starts if start <= number), default=None)
        if start is None:
            return
        if start not in self.sprites:
            layer = self.starts[start]
            self.sprites = {start: Sprite(layer.pixels, layer.x, layer.y, self.look.width, self.look.height)}
        self.sprites[start].lay(frame)


class Covered:
    """A frame, and what some sprites on it cover, so that they can be taken off again."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.bands: list[tuple[int, Frame]] = []

    def forget(self) -> None:
        """Note that the frame was painted anew."""
        self.bands = []

    def uncover(self) -> None:
        """Take off what was laid, the last first."""
        for top, band in reversed(self.bands):
            for (plane, shrink), (kept, _) in zip(self.frame.planes, band.planes, strict=True):
                plane[top // shrink : top // shrink + kept.shape[0]] = kept
        self.bands = []

    def lay(self, sprite: Sprite, *, alpha: float = 1.0, down: int = 0, width: int | None = None) -> None:
        """Lay `sprite` as it lays itself, and keep the rows that it covers."""
        if sprite.empty:
            return
        height = self.frame.y.shape[0]
        top = max(0, sprite.y + down - 2) // 2 * 2
        bottom = min(height, sprite.y + down + sprite.colour[0].shape[0] + 3) // 2 * 2
        if bottom > top:
            band = Frame.blank(self.frame.y.shape[1], bottom - top)
            for (plane, shrink), (kept, _) in zip(self.frame.planes, band.planes, strict=True):
                kept[:] = plane[top // shrink : bottom // shrink]
            self.bands.append((top, band))
        sprite.lay(self.frame, alpha=alpha, down=down, width=width)


class Pills:
    """One pill a scene at the top: past ones full, the present one filling."""

    def __init__(self, layout: Layout, index: int, count: int, ink: RGB = WHITE) -> None:
        gap = layout.px(10)
        whole = layout.width - 2 * layout.pills_left
        gap = gap if count * (gap + 4) < whole else 2
        wide = max(2, (whole - gap * (count - 1)) // count)
        tall = max(2, layout.px(9))
        mask = rounded_mask(wide, tall, tall / 2)
        row: Pixels = blank(whole, tall)
        for number in range(count):
            over(row, fill(mask, ink, 1.0 if number < index else 0.34), number * (wide + gap))
        size = (layout.width, layout.height)
        self.row = Sprite(row, layout.pills_left, layout.pills_y, *size)
        self.full = Sprite(fill(mask, ink), layout.pills_left + index * (wide + gap), layout.pills_y, *size)
        self.wide = wide

    def lay(self, covered: Covered, share: float) -> None:
        covered.lay(self.row)
        covered.lay(self.full, width=round(self.wide * share))


class Captions:
    """The caption lines of a scene; each is drawn when its turn comes."""

    def __init__(self, layout: Layout, segment: Segment) -> None:
        self.layout = layout
        self.lines = segment.lines
        self.style = segment.look.template.captions
        self.current = -1
        self.drawn: CaptionLine | None = None
        self.sprites: dict[int, Sprite] = {}

    def lay(self, covered: Covered, number: int) -> None:
        index = next((i for i, line in enumerate(self.lines) if line.starts[0] <= number < line.end), -1)
        if index < 0:
            return
        line = self.lines[index]
        if index != self.current:
            self.current, self.sprites = index, {}
            self.drawn = draw_caption(self.layout, line.words, self.style)
        if self.drawn is None:
            return
        spoken = max(i for i, start in enumerate(line.starts) if start <= number or i == 0)
        if spoken not in self.sprites:
            pixels = self.drawn.states[spoken]
            self.sprites[spoken] = Sprite(pixels, self.drawn.x, self.drawn.y, self.layout.width, self.layout.height)
        share = eased((number - line.starts[0] + 2) / POP)
        covered.lay(self.sprites[spoken], alpha=share, down=round(self.layout.px(14) * (1 - share)))
