"""Fonts: every script is drawn by a file that holds it, emoji in colour, and nothing ever as a box."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from reelpress.video.visuals import fonts
from reelpress.video.visuals.clusters import clusters, drawable, is_emoji, missing
from reelpress.video.visuals.coverage import EMOJI, MONO, PACKAGES, SANS, coverage, face_of, faces
from reelpress.video.visuals.lettering import draw_line
from reelpress.video.visuals.typeset import Style, width_of

SCRIPTS = {
    "English": "The quick brown fox, 100% – “quoted”… €5 → done",
    "German": "Übergrößenträger straße",
    "French": "Où êtes-vous, garçon ? Œuvre",
    "Spanish": "¿Mañana? ¡Pingüino!",
    "Portuguese": "Ação, coração, três",
    "Polish": "Zażółć gęślą jaźń",
    "Vietnamese": "Tiếng Việt đẹp",
    "Greek": "Ξεσκεπάζω τὴν ψυχοφθόρα",
    "Russian": "Съешь ещё этих мягких булок",
    "Arabic": "مرحبًا بالعالم، هذا اختبار ٢٠٢٦؟",
    "Persian": "گچ پژ می‌خواهم",
    "Hebrew": "שָׁלוֹם עולם",
    "Hindi": "नमस्ते दुनिया क्षत्रिय विद्यार्थी श्रृंखला",
    "Bengali": "বাংলা ভাষা",
    "Tamil": "தமிழ் மொழி",
    "Telugu": "తెలుగు భాష",
    "Thai": "ภาษาไทยไม่มีช่องว่าง",
    "Khmer": "ភាសាខ្មែរ",
    "Georgian": "ქართული ენა",
    "Armenian": "Հայերեն լեզու",
    "Chinese": "你好，世界。这是一个“测试”：《书》",
    "Traditional Chinese": "繁體中文測試，臺灣",
    "Japanese": "日本語のテスト。「カタカナ」ー",
    "Korean": "한국어 문장",
    "Symbols": "✓ ★ ∑ ≠ √ ▲ ♪ ⌘",
}
EMOJI_TEXTS = ("🚀", "👩‍💻", "👨‍👩‍👧‍👦", "🇮🇳", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👍🏽", "1️⃣", "#️⃣", "❤️", "🏳️‍🌈", "⚠️", "🧑🏿‍🤝‍🧑🏻")


def glyph(text: str, path: Path, index: int = 0) -> bytes:
    used = fonts.font(path, 400, 40, index)
    mask = used.getmask(text, mode="L")
    return bytes(mask) + repr(mask.size).encode()


@pytest.mark.parametrize("family", (SANS, MONO))
@pytest.mark.parametrize("name", SCRIPTS)
def test_every_letter_of_a_script_has_a_glyph_of_its_own(name: str, family: str) -> None:
    text = SCRIPTS[name]
    assert missing(text, family) == ""
    assert drawable(text, family) == text
    for run in fonts.runs(text, family):
        # U+FFFE is no character, so every font answers it with its box.
        box = glyph("\ufffe", run.path, run.index)
        for character in run.text:
            if character.isspace() or character in fonts.JOINERS:
                continue
            assert ord(character) in coverage(run.path), character
            assert glyph(character, run.path, run.index) != box, f"{character} is a box in {run.path.name}"


@pytest.mark.parametrize("text", EMOJI_TEXTS)
def test_an_emoji_is_one_picture_in_colour(text: str) -> None:
    assert clusters(text) == [text] and is_emoji(text)
    assert width_of(text, Style(800), 80) == pytest.approx(80, abs=12)
    image = Image.new("RGBA", (120, 120), (255, 255, 255, 0))
    draw_line(image, 16, 90, text, Style(800), 80, (255, 255, 255))
    pixels = np.asarray(image)
    seen = pixels[pixels[..., 3] > 200][:, :3].astype(int)
    assert len(seen) > 800, "it is hardly there"
    assert (seen.max(axis=1) - seen.min(axis=1)).max() > 60, "it is grey"


def test_every_emoji_of_the_font_covers_what_it_says() -> None:
    boxed = glyph("\ufffe", EMOJI)
    for code in (0x1F600, 0x1F680, 0x2764, 0x26A0, 0x1F1E9):
        assert code in coverage(EMOJI) and glyph(chr(code), EMOJI) != boxed


@pytest.mark.parametrize("text", ["© 2026", "™", "3 # *", "→", "✓", "12:30"])
def test_a_sign_that_is_text_by_default_stays_text(text: str) -> None:
    assert not any(run.is_emoji for run in fonts.runs(drawable(text), fonts.SANS))


def test_characters_that_no_font_holds_are_dropped_and_named() -> None:
    unknown = "\U00012000"  # cuneiform
    assert drawable(f"go {unknown} now") == "go  now"
    assert missing(f"go {unknown} now {unknown}") == unknown


def test_what_is_never_seen_is_not_missing() -> None:
    assert missing("a\u200bb\u00adc\x07\u202e\ufeff") == ""


def test_look_alikes_stand_in() -> None:
    assert drawable("\U0001d400bc") in ("Abc", "\U0001d400bc")
    assert drawable("\u00a0a\u2011b\u00ad") == " a-b"


def test_controls_that_turn_text_around_are_left_out() -> None:
    assert drawable("a\u202ecba\u202c\x00\x1b") == "acba"


def test_an_endless_heap_of_marks_is_cut() -> None:
    assert len(drawable("Z" + "\u0301" * 3000)) <= 24


def test_shared_ideographs_take_the_shapes_of_their_language() -> None:
    indices = {name: fonts.runs(text, fonts.SANS)[0].index for name, text in SCRIPTS.items() if "ese" in name}
    assert indices["Japanese"] != indices["Chinese"]


def test_heavier_type_is_wider() -> None:
    assert width_of("Reelpress", Style(900), 60) > width_of("Reelpress", Style(400), 60)


def test_a_file_without_a_character_table_covers_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.ttf"
    path.write_bytes(b"\x00\x01\x00\x00\x00\x00" + bytes(20))
    assert 65 not in coverage(path)
    assert 65 not in coverage(tmp_path / "absent.ttf")


def test_each_family_draws_latin_with_its_own_file() -> None:
    files = {family: face_of("A", family) for family in PACKAGES}
    assert len(set(files.values())) == len(PACKAGES)
    assert all(files[family] == faces(family)[0] for family in PACKAGES)
    assert fonts.runs("if x: return", MONO)[0].path == files[MONO]
