"""Posts that break other programs, each from its import to scenes that can be shown; some of them as whole videos.

Real programs read, draw, speak and encode. The frames are small, so that it is quick; nothing else is spared.
"""

import gzip
import io
import random
import shutil
from contextlib import contextmanager
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from reelpress.content import services as content
from reelpress.content.sources import apart
from reelpress.lib.errors import BadInput, Failure
from reelpress.video import plan, preview, services, writing
from reelpress.video.audit import audit
from reelpress.video.captions import caption_lines
from reelpress.video.formats import FORMATS, Format
from reelpress.video.narrators.segmentation import glue, pieces
from reelpress.video.narrators.timing import proportional
from reelpress.video.visuals.cards import draw
from reelpress.video.visuals.layout import Layout
from reelpress.video.visuals.words import draw_caption
from tests.content.pictures import bomb, picture
from tests.content.site import serving
from tests.video.test_cards import assert_inside, solid_box

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SMALL = Format("short", 270, 480)
SENTENCE = "The press prints a page in four seconds."
MORE = "Ink costs more than paper. A page that is torn is printed again."
CODE = "```python\ndef press(page):\n    return page * 2\n```\n\n```sql\nSELECT page FROM press;\n```\n"
TABLE = "| Press | Pages a minute |\n|--|--|\n| Old | 12 |\n| New | 48 |\n"
EVIL = """<script>alert("evil")</script>
<p onclick="evil()">{0}</p>
<style>.evil {{ color: red }}</style><iframe src="https://evil.example/">evil</iframe>
<p>{1} <script>evil()</script> <!-- evil --></p>
<img src="data:evil" onerror="evil()"><svg onload="evil()"><text>evil</text></svg>
<object data="evil"></object><form><input value="evil"><button>evil</button></form>
<noscript><style>evil</style></noscript><template>evil</template><math><mtext>evil</mtext></math>
"""
RAW = EVIL.format(SENTENCE, MORE)
PAGE = f'<!doctype html><html lang="en"><head><title>A page</title></head><body><article>{RAW}</article></body></html>'
LONG_WORD = f"The oldest press is called {'x' * 4000} by its owner. {MORE}\n\n{'y' * 4000}\n\n- {'z' * 4000}\n- Paper\n"
PHOTO = f"{SENTENCE} {MORE}\n\n![The press at night](photo.jpg)\n"
LANGUAGES = {"en": "examples/the-last-ten-percent/index.md"} | {
    language: f"tests/video/posts/{language}.md" for language in ("ar", "de", "es", "fr", "hi", "pt", "zh")
}
ROOT = Path(__file__).parents[2]
MOST_MEGABYTES = 300  # that this process may take while it imports and tells a post
READER_MEGABYTES = 1_400  # of addresses, that the reader of strange data gets here; it ships with more


@pytest.fixture(autouse=True)
def _home(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT, settings.ARTEFACTS, settings.IMPORT_PRIVATE = tmp_path / "media", tmp_path / "kept", True
    settings.MEDIA_ROOT.mkdir()
    settings.ARTEFACTS.mkdir()
    monkeypatch.setitem(FORMATS, SMALL.name, SMALL)
    run_once = apart._run_once
    monkeypatch.setattr(
        apart, "_run_once", lambda tasks, folder, seconds, _: run_once(tasks, folder, seconds, READER_MEGABYTES)
    )


@pytest.fixture(autouse=True, scope="module")
def _one_program_draws_all_stills():
    yield
    preview.desk.close()


def imported(folder, body, **pictures):
    """Import a folder with one post and its pictures, as a user does."""
    blog = folder / "blog"
    blog.mkdir()
    for name, data in pictures.items():
        (blog / f"{name}.jpg").write_bytes(data)
    (blog / "a-hard-post.md").write_text(body)
    (one,) = content.import_path(blog)
    return one


def told(post):
    """Return the storyboard of `post`, after looking at all that a viewer would see of it but the motion."""
    video = services.ensure_video(post, SMALL.name)
    board = writing.storyboard_of(video, lambda line: None)
    assert [str(one) for one in audit(board, writing.source_of(post)) if not one.note] == []
    assert plan.unshown(board) == ""
    looks = services.order_of(video, board).looks
    for look in looks:
        card = draw(look)
        assert solid_box(card, (SMALL.width, SMALL.height)), "an empty scene"
        assert_inside(card, (SMALL.width, SMALL.height))
    for scene in board.scenes:
        assert_captions_inside(scene.narration, board.language)
    with Image.open(io.BytesIO(preview.still(looks[0], width=SMALL.width))) as still:
        assert len(still.getcolors(SMALL.width * SMALL.height)) > 50
    return board


def assert_captions_inside(narration, language):
    layout = Layout(SMALL.width, SMALL.height)
    shown = pieces(narration, language)
    words = glue(proportional([word for word, _ in shown], 0.0, 9.0), shown)
    for line in caption_lines(words):
        drawn = draw_caption(layout, line.texts)
        assert drawn is not None, line.texts
        rows, columns = np.nonzero(np.maximum.reduce([state[..., 3] for state in drawn.states]) > 190)
        assert layout.px(60) <= drawn.x + columns.min() and drawn.x + columns.max() <= layout.width - layout.px(60)
        assert layout.bottom <= drawn.y + rows.min() and drawn.y + rows.max() <= layout.height - layout.px(330)


def made(post):
    """Make the video of `post` and return it with all that is said and shown of words."""
    video = services.produce(
        services.ensure_video(post, SMALL.name), progress=lambda percent, message: None, log=lambda line: None
    )
    with av.open(str(video.path)) as film:
        assert sum(1 for _ in film.decode(video=0)) == video.frames
    assert -14.5 <= video.loudness <= -13.5
    return video, video.srt_path.read_text() + video.vtt_path.read_text() + str(video.storyboard)


@contextmanager
def bounded(megabytes=MOST_MEGABYTES):
    """Fail when this process takes more memory inside than that above what it had before; only Linux tells."""
    peak = Path("/proc/self/clear_refs")
    if not peak.exists():
        yield
        return
    peak.write_text("5")  # the peak begins anew
    before = _memory("VmRSS")
    yield
    assert _memory("VmHWM") - before < megabytes << 10


def _memory(field):
    lines = Path("/proc/self/status").read_text().split("\n")
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:"))


def large_post():
    """Return 850 KB of Markdown: chapters whose sentences are all different."""
    chance = random.Random(7)
    nouns = ("press", "page", "plate", "roller", "printer", "paper", "reader", "letter", "cover", "spine", "ink")
    verbs = ("needs", "holds", "follows", "replaces", "ruins", "saves", "carries", "hides", "repeats", "slows")
    manners = ("quickly", "at night", "without a word", "in winter", "for years", "by hand", "on Mondays")

    def sentence():
        one, other, third = chance.sample(nouns, 3)
        return (
            f"The {one} of room {chance.randint(2, 900)} {chance.choice(verbs)} the {other} {chance.choice(manners)}, "
            f"while a {third} {chance.choice(verbs)} {chance.randint(2, 90)} others."
        )

    parts = []
    while sum(map(len, parts)) < 850 << 10:
        body = " ".join(sentence() for _ in range(4))
        parts.append(
            f"## {chance.choice(nouns).title()} number {len(parts)}\n\n{body}\n\n- {sentence()}\n- {sentence()}\n\n"
        )
    return "".join(parts)


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        pytest.param(SENTENCE, ["title", "end"], id="one sentence"),
        pytest.param(CODE, ["code", "end"], id="only code"),
        pytest.param(TABLE, ["title", "chart", "end"], id="only a table"),
        pytest.param("#\n\n##\n\n### \n", ["title", "end"], id="headings without text"),
        pytest.param(LONG_WORD, ["title", "end"], id="words of 4,000 letters among others"),
        pytest.param("w" * 4000, ["title", "end"], id="one word of 4,000 letters"),
    ],
)
def test_a_post_of_nearly_nothing_is_told(tmp_path, body, kinds):
    with bounded():
        board = told(imported(tmp_path, body).post)
    assert [scene.kind for scene in board.scenes] == kinds


def test_a_post_of_850_kilobytes_is_told_within_its_time(tmp_path):
    body = large_post()
    assert len(body) > 850 << 10
    with bounded():
        board = told(imported(tmp_path, body).post)
    assert 6 <= len(board.scenes) <= 9


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_post_in_any_language_is_told(language):
    (one,) = content.import_path(ROOT / LANGUAGES[language])
    board = told(one.post)
    assert (one.post.language, board.language, one.notes) == (language, language, ())


def test_a_post_of_pictures_alone_shows_them(tmp_path):
    body = "![The press at dawn](one.jpg)\n\n![](two.jpg)\n"
    one = imported(tmp_path, body, one=picture("JPEG", (640, 400), None), two=picture("JPEG", (300, 700), None))
    board = told(one.post)
    assert [scene.narration for scene in board.scenes if scene.picture] == ["The press at dawn."]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(lambda: picture("JPEG", (900, 600), None)[:9000], "is damaged", id="cut in the middle"),
        pytest.param(lambda: bomb(50_000, 50_000), "has more than 50 million pixels", id="2,500 million pixels"),
    ],
)
def test_a_picture_that_cannot_be_used_is_named_and_the_post_is_told_without_it(tmp_path, data, why):
    with bounded():
        one = imported(tmp_path, PHOTO, photo=data())
        board = told(one.post)
    assert one.notes == (f"The picture photo.jpg {why} and was left out.",)
    assert [scene.picture for scene in board.scenes] == [""] * len(board.scenes)


def test_a_packed_page_of_300_megabytes_is_refused_before_it_is_unpacked(tmp_path):
    with serving() as site, bounded(), pytest.raises(BadInput) as refused:
        content.import_address(site.put("/post", gzip.compress(bytes(300 << 20), 1), Content_Encoding="gzip"))
    assert str(refused.value).endswith(
        "/post is larger than 20 MB. Nothing was imported. " + refused.value.explanation.todo
    )


@pytest.mark.parametrize("body", ["🎉🎉 🚀", "![](gone.jpg)", "<script>evil()</script>"])
def test_a_post_that_says_nothing_is_refused_with_what_to_do(tmp_path, body):
    post = imported(tmp_path, f"---\ntitle: 🎉\n---\n{body}\n").post
    with pytest.raises(Failure) as failed:
        made(post)
    assert str(failed.value) == "The post has nothing that could be told. No video was made. Add text to it."


# --- Whole videos -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("way", ["file", "page", "pasted"])
def test_nothing_of_a_script_is_seen_or_heard(tmp_path, way):
    if way == "file":
        one = imported(tmp_path, RAW)
    elif way == "pasted":
        (one,) = content.import_text(RAW, kind="html")
    else:
        with serving() as site:
            (one,) = content.import_address(site.put("/a-post", PAGE))
    board = told(one.post)
    assert SENTENCE in board.scenes[0].narration and "evil" not in str(board.to_dict())
    if way == "page":
        assert "evil" not in made(one.post)[1]


def test_a_photo_of_forty_megapixels_becomes_a_scene(tmp_path):
    photo = io.BytesIO()
    Image.effect_noise((800, 500), 60).convert("RGB").resize((8000, 5000)).save(photo, "JPEG")
    with bounded():
        one = imported(tmp_path, "![The press at night](photo.jpg)\n", photo=photo.getvalue())
    (kept,) = one.post.images.all()
    assert kept.width * kept.height < 8_400_000 and abs(kept.width / kept.height - 1.6) < 0.01
    video, _ = made(one.post)
    assert [scene["kind"] for scene in video.storyboard["scenes"] if scene.get("picture")] == ["image"]


@pytest.mark.skipif(not shutil.which("espeak-ng"), reason="there is no espeak-ng, which speaks Arabic")
def test_a_post_in_arabic_becomes_a_video():
    (one,) = content.import_path(ROOT / LANGUAGES["ar"])
    video, said = made(one.post)
    assert video.seconds > 40 and one.post.title in said
