"""Every usual picture becomes one that everybody can draw; what cannot be used is refused with a reason."""

import gzip
import io
import resource

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from reelpress.content.sources.converting import KEPT_PIXELS, MOST_BYTES, convert
from reelpress.content.sources.pictures import Unusable
from tests.content.pictures import SVG, bomb, picture

BOX = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50">{}<rect width="50" height="50" fill="red"/></svg>'
)


@pytest.fixture
def made(tmp_path):
    """Convert these bytes, as a file of this name."""

    def maker(data, name="a"):
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return convert(path, tmp_path / "out")

    return maker


def saved(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "suffix"),
    [("PNG", ".png"), ("JPEG", ".jpg"), ("GIF", ".png"), ("WEBP", ".webp"), ("BMP", ".png"), ("AVIF", ".png")],
)
def test_a_picture_is_known_by_its_content(made, kind, suffix):
    found = made(picture(kind), "pic.txt")
    assert (found.width, found.height, found.suffix) == (40, 30, suffix)
    with Image.open(found.path) as reread:
        assert reread.size == (40, 30)


def test_a_picture_that_needs_no_change_is_the_file_itself(made, tmp_path):
    assert made(picture("JPEG")).path == tmp_path / "a"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (picture("JPEG", (300, 200), None)[:-2000], "is damaged"),
        (picture("PNG", (300, 200), None)[:-2000], "is damaged"),
        (b"root:x:0:0:root", "is not a picture"),
        (b"", "is not a picture"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "is not a picture"),
        (bomb(), "million pixels"),
        (bomb(9000, 9000), "million pixels"),
        (bomb(300, 2000), "is damaged"),
        (b"<svg", "is named like a drawing"),
        (b"<html><svg></svg></html>", "is named like a drawing"),
        (BOX.format("").replace('width="100" height="50"', ""), "without a size"),
        (BOX.format("").replace("red", "none"), "shows nothing"),
    ],
)
def test_what_is_no_whole_picture_is_left_out(made, data, why):
    with pytest.raises(Unusable, match=why):
        made(data)


def test_a_picture_of_many_bytes_is_not_read(tmp_path):
    with (tmp_path / "a.png").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(Unusable, match="larger than 40 MB"):
        convert(tmp_path / "a.png", tmp_path / "out")


def test_a_turned_photo_is_put_upright(made):
    photo = Image.new("RGB", (40, 20), "red")
    photo.paste("blue", (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x0112] = 6
    found = made(saved(photo, "JPEG", exif=exif, quality=95))
    with Image.open(found.path) as upright:
        assert upright.size == (20, 40)
        assert upright.getpixel((10, 5))[2] > 200 > 100 > upright.getpixel((10, 35))[2]


def test_an_animation_gives_the_first_frame_that_shows_much(made):
    blank, full = Image.new("RGB", (80, 60), "white"), Image.effect_noise((80, 60), 90).convert("RGB")
    found = made(saved(blank, "GIF", save_all=True, append_images=[blank, full, blank]))
    with Image.open(found.path) as still:
        assert len(still.convert("L").getcolors()) > 20


@pytest.mark.parametrize(
    "odd",
    [
        saved(Image.new("CMYK", (40, 40), (10, 20, 30, 0)), "JPEG"),
        saved(Image.new("I;16", (40, 40), 40_000), "PNG"),
        saved(Image.new("LA", (40, 40), (9, 9)), "PNG"),
        saved(Image.new("1", (40, 40), 1), "BMP"),
    ],
)
def test_odd_colours_become_usual_ones(made, odd):
    with Image.open(made(odd).path) as usual:
        assert usual.mode in ("RGB", "RGBA", "L", "LA")


@pytest.mark.parametrize(
    "bad",
    [
        "<script>x()</script>",
        "<style>@import url(http://x.example/a.css); rect{fill:url(http://x.example/)}</style>",
        '<image href="/etc/hostname" width="9" height="9"/>',
        '<image href="http://127.0.0.1:1/a.png" width="9" height="9"/>',
        '<image href="data:image/svg+xml;base64,PHN2Zy8+" width="9" height="9"/>',
        '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml" onload="x()"/></foreignObject>',
        "<?php x() ?>",
    ],
)
def test_what_a_drawing_would_run_or_fetch_does_nothing(made, bad, tmp_path):
    with Image.open(made(BOX.format(bad)).path) as found:
        drawn = found.convert("RGB")
    with Image.open(made(BOX.format(""), "b").path) as plain:
        assert drawn.tobytes() == plain.convert("RGB").tobytes()


def test_a_drawing_is_drawn_large_enough_to_be_seen(made):
    found = made(SVG.replace("M0 0", "M0 0H100V50z"))
    assert (found.width, found.suffix) == (1600, ".png")


def test_a_packed_drawing_is_unpacked(made):
    assert made(gzip.compress(BOX.format("").encode()), "a.svgz").width == 1600
    with pytest.raises(Unusable, match="larger than"):
        made(gzip.compress(b" " * 6_000_000), "b.svgz")


def test_entities_that_grow_are_refused(made):
    grown = "".join(f'<!ENTITY {b} "{f"&{a};" * 40}">' for a, b in zip("abcdef", "bcdefg"))
    with pytest.raises(Unusable):
        made(f'<!DOCTYPE svg [<!ENTITY a "{"x" * 99}">{grown}]>' + BOX.format("<text>&g;</text>"))


@pytest.mark.slow
@pytest.mark.parametrize("progressive", [False, True])
def test_a_photo_of_forty_megapixels_is_scaled_down_in_bounded_memory(made, progressive):
    photo = saved(Image.effect_noise((1000, 700), 60).resize((7740, 5200)), "JPEG", progressive=progressive)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = made(photo)
    assert found.width * found.height <= KEPT_PIXELS + 10_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400_000


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(cut=st.integers(0, 400), place=st.integers(0, 400), byte=st.binary(min_size=1, max_size=4),
       kind=st.sampled_from(["PNG", "JPEG", "GIF", "WEBP", "BMP"]))  # fmt: skip
def test_no_damage_breaks_the_import(made, cut, place, byte, kind):
    data = bytearray(picture(kind))
    data[place : place + len(byte)] = byte
    try:
        assert made(bytes(data[: len(data) - cut] if cut < len(data) else data)).width > 0
    except Unusable as why:
        assert str(why)
