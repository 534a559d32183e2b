"""Cards in every template: what is drawn can be read, carries the logo, and captions stay where there is room."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from reelpress.video.renderer.painter import paint_still
from reelpress.video.renderer.planes import to_rgb
from reelpress.video.templates import TEMPLATES, CaptionStyle, Template
from reelpress.video.visuals.cards import draw
from reelpress.video.visuals.dress import Dress
from reelpress.video.visuals.ending import qr_code
from reelpress.video.visuals.layout import Layout
from reelpress.video.visuals.look import Look, thumbnail_look
from reelpress.video.visuals.palette import contrast, rgb
from reelpress.video.visuals.words import draw_caption
from tests.video.test_cards import KINDS, assert_inside, colourful, look_of

SIZES = ((270, 480), (480, 270), (270, 270))
LARGE = (1080, 1920)
ARABIC = ("شغّل ", "الاختبارات ", "بالتوازي")


def dressed(template: Template, kind: str = "title", size: tuple[int, int] = (270, 480), **more: object) -> Look:
    return look_of(kind, "Run the tests in parallel", size, template=template, **more)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", TEMPLATES)
def test_every_kind_stays_inside_in_every_template_and_format(name: str, size: tuple[int, int]) -> None:
    for kind in KINDS:
        assert_inside(draw(dressed(TEMPLATES[name], kind, size)), size)


@pytest.mark.parametrize("name", TEMPLATES)
def test_type_can_be_read_on_the_ground_that_is_really_drawn(name: str) -> None:
    template = TEMPLATES[name]
    for palette in template.palettes:
        alone = replace(template, palettes=(palette,))
        for seed in ("one", "two", "three"):
            look = replace(dressed(alone, size=(216, 384)), seed=seed)
            layout = Layout(look.width, look.height)
            for moment in (0.0, 0.5, 1.0):
                ground = draw(look).background.at(moment)
                shrink = look.height / ground.shape[0]
                text = ground[int(layout.top / shrink) : int(layout.bottom / shrink)].reshape(-1, 3)
                worst = min(contrast(rgb(palette.ink), tuple(np.rint(p).astype(int))) for p in text[::7])
                assert worst >= 4.5, f"{palette.ground} {seed}: {worst:.2f}"


@pytest.mark.parametrize("name", TEMPLATES)
def test_accents_and_panels_can_be_read(name: str) -> None:
    for seed in map(str, range(24)):
        dress = Dress.of(replace(dressed(TEMPLATES[name]), seed=seed))
        assert contrast(dress.accent, dress.palette.ground) >= 3.0
        assert contrast(dress.on_panel, dress.palette.panel) >= 4.5
        assert contrast(dress.on_accent, dress.palette.accent) >= 4.5
        assert contrast(dress.panel_accent, dress.palette.panel) >= 3.0


# --- Logo -------------------------------------------------------------------------------------------------
def with_logo(folder: Path, **changes: object) -> Template:
    Image.new("RGBA", (300, 100), (250, 0, 250, 255)).save(folder / "logo.png")
    template = TEMPLATES["bold"]
    return replace(template, logo=replace(template.logo, path="logo.png", digest="ab", **changes))  # type: ignore[arg-type]


def magenta(look: Look) -> list[tuple[int, int]]:
    """Where layers that are the logo stand."""
    return [(x.x, x.y) for x in draw(look).layers if tuple(x.pixels[x.pixels.shape[0] // 2, 2][:3]) == (250, 0, 250)]


@pytest.mark.parametrize("kind", KINDS)
def test_the_logo_is_on_every_scene_once(tmp_path: Path, kind: str) -> None:
    assert len(magenta(dressed(with_logo(tmp_path), kind, LARGE, media=str(tmp_path)))) == 1


def test_a_logo_in_no_corner_is_on_title_and_end_only(tmp_path: Path) -> None:
    template = with_logo(tmp_path, corner="none")
    shown = [kind for kind in KINDS if magenta(dressed(template, kind, LARGE, media=str(tmp_path)))]
    assert shown == ["title", "end"]


def test_a_logo_outside_the_media_folder_or_of_nonsense_is_not_read(tmp_path: Path) -> None:
    with_logo(tmp_path)
    inner = tmp_path / "media"
    inner.mkdir()
    template = TEMPLATES["bold"]
    outside = replace(template, logo=replace(template.logo, path="../logo.png"))
    (inner / "text.png").write_text("no picture")
    broken = replace(template, logo=replace(template.logo, path="text.png"))
    for one in (outside, broken):
        assert magenta(dressed(one, "title", LARGE, media=str(inner))) == []


# --- Captions ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("words", [("Hello ", "there"), ("W" * 60,), ARABIC, ("你好", "世界"), ("🚀 ", "👨‍👩‍👧‍👦")])
def test_a_caption_stays_inside_the_frame_at_any_place(name: str, words: tuple[str, ...]) -> None:
    for size in ((540, 960), (960, 540), (540, 540)):
        layout = Layout(*size)
        for place in (0, 100):
            line = draw_caption(layout, words, replace(TEMPLATES[name].captions, place=place, size=130))
            assert line is not None and len(line.states) == len(words)
            for state in line.states:
                rows, columns = np.nonzero(state[..., 3] > 100)
                assert line.x + columns.min() >= layout.px(40)
                assert line.x + columns.max() <= size[0] - layout.px(40)
                assert line.y + rows.max() <= size[1] * (0.84 if layout.tall else 0.99)


def changed(line_words: tuple[str, ...], style: CaptionStyle, spoken: int) -> float:
    """Return the middle of what lights up when a word is spoken, as a share of the line."""
    line = draw_caption(Layout(1080, 1920), line_words, style)
    assert line is not None
    other = line.states[(spoken + 1) % len(line_words)]
    differs = np.abs(line.states[spoken].astype(int) - other).sum(axis=2) > 60
    yellow = differs & (line.states[spoken][..., 2] < 140) & (line.states[spoken][..., 0] > 200)
    return float(np.nonzero(yellow)[1].mean() / line.states[0].shape[1])


def test_words_light_up_in_reading_order() -> None:
    style = TEMPLATES["lights"].captions
    latin = [changed(("one ", "two ", "three"), style, at) for at in range(3)]
    arabic = [changed(ARABIC, style, at) for at in range(3)]
    assert latin == sorted(latin)
    assert arabic == sorted(arabic, reverse=True)


def test_the_box_of_a_spoken_word_covers_no_letter_beside_it() -> None:
    boxes = {}
    for words in (("我们的", "值班", "手机"), ("我们的 ", "值班 ", "手机")):
        line = draw_caption(Layout(1080, 1920), words, TEMPLATES["bold"].captions)
        assert line is not None
        above = np.nonzero((line.states[1][..., 3] > 250).any(axis=1))[0][0] + 1
        boxes[len("".join(words))] = int((line.states[1][above, :, 3] > 250).sum())
    letter = 88  # pixels that one takes at the size of captions
    assert boxes[7] <= 2 * letter < boxes[9], boxes


def test_glued_words_stand_without_a_space() -> None:
    apart, glued = (draw_caption(Layout(1080, 1920), words) for words in (("你好 ", "世界"), ("你好", "世界")))
    assert apart is not None and glued is not None
    assert glued.states[0].shape[1] < apart.states[0].shape[1]


def test_an_emoji_in_a_caption_keeps_its_colours() -> None:
    line = draw_caption(Layout(1080, 1920), ("go ", "🚀"))
    assert line is not None
    seen = line.states[0][line.states[0][..., 3] > 250][:, :3].astype(int)
    blue = (seen[:, 2] - seen[:, 0]) > 60
    assert blue.sum() > 200


# --- Thumbnails -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080), (1080, 1080)])
def test_a_thumbnail_has_large_words_and_the_first_picture(tmp_path: Path, name: str, size: tuple[int, int]) -> None:
    colourful((800, 600)).save(tmp_path / "a.png")
    title = dressed(TEMPLATES[name], "title", size)
    shown = replace(title, kind="image", picture=str(tmp_path / "a.png"), picture_digest="x", index=2)
    bare, full = draw(thumbnail_look([title])), draw(thumbnail_look([title, shown]))
    assert len(full.layers) >= len(bare.layers)
    for layer in (*bare.layers, *full.layers):
        assert layer.x + layer.pixels.shape[1] > 0 and layer.y < size[1]
    assert max(layer.pixels.shape[1] for layer in bare.layers) > size[0] * 0.3


# --- End card ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", TEMPLATES)
def test_the_code_of_the_end_card_leads_to_the_post(name: str) -> None:
    url = "https://engineering.example/2026/11/why-your-tests-are-slow/"
    for size in (LARGE, (1920, 1080), (1080, 1080)):
        frame = to_rgb(paint_still(dressed(TEMPLATES[name], "end", size, attribution=url)))
        small = cv2.resize(frame, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA)  # as on a phone
        assert cv2.QRCodeDetector().detectAndDecode(small)[0] == url


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "ftp://a/b", "https://a.example/" + "x" * 300])
def test_no_code_is_made_of_what_is_no_short_web_address(url: str) -> None:
    assert qr_code(url, 300) is None
