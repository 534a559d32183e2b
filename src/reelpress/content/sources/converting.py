"""A picture file of any usual kind -> one that everybody can draw: whole, upright, one frame, of a sane size.

Runs in a program of its own, because it decodes what strangers made: see `apart`.  A JPEG of a hundred megapixels is
scaled down while it is decoded and never held whole.
"""

import io
import warnings
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageCms, ImageOps, ImageStat, UnidentifiedImageError

from reelpress.content.sources import drawings
from reelpress.content.sources.pictures import Unusable

MOST_BYTES = 40 << 20
MOST_PIXELS = {"JPEG": 120_000_000, "MPO": 120_000_000}  # these can be scaled down while they are decoded
MOST_PIXELS_ELSE = 50_000_000
KEPT_PIXELS = 8_300_000  # a screen of 3840 x 2160
KEPT_SIDE = 10_000
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF", "BMP")  # the only decoders that are ever tried
_AS_IT_IS = {"PNG": ".png", "JPEG": ".jpg", "WEBP": ".webp"}
_PLAIN_MODES = ("RGB", "RGBA", "L", "P", "1", "LA")
_LOOKED_AT_PIXELS = 300_000_000  # of the frames of one animation
_MOST_FRAMES = 300
_ORIENTATION = 0x0112
_KINDS = "PNG, JPEG, GIF, WebP, AVIF, BMP, SVG"


@dataclass(frozen=True)
class Picture:
    """A picture that can be used; `path` is the file itself where nothing had to be changed."""

    path: Path
    width: int
    height: int
    suffix: str


def convert(path: Path, target: Path) -> Picture:
    """Return `path` as a picture that can be used, written to `target` (with a suffix) if it had to change.

    Raises `Unusable`.
    """
    if path.stat().st_size > MOST_BYTES:
        raise Unusable(f"is larger than {MOST_BYTES >> 20} MB")
    with path.open("rb") as file:
        start = file.read(4096)
    Image.MAX_IMAGE_PIXELS = None  # sizes are judged here, before anything is decoded
    try:
        if drawings.is_drawing(start, path.name):
            return _drawing(path, target)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd metadata
            with Image.open(path, formats=FORMATS) as picture:
                return _judged(path, picture, target)
    except drawings.NoDrawing as why:
        raise Unusable(str(why)) from None
    except UnidentifiedImageError:
        raise Unusable(f"is not a picture of a known kind ({_KINDS})") from None
    except MemoryError:
        raise Unusable("needs more memory than a picture may take") from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, OverflowError, KeyError):
        raise Unusable("is damaged") from None


def _drawing(path: Path, target: Path) -> Picture:
    if path.stat().st_size > drawings.MOST_BYTES:
        raise Unusable(f"is larger than {drawings.MOST_BYTES >> 20} MB")
    data = drawings.drawn(path.read_bytes())
    with Image.open(io.BytesIO(data), formats=["PNG"]) as picture:
        picture.load()
        if picture.getextrema()[-1] == (0, 0):
            raise Unusable("is a drawing that shows nothing")
        return _written(picture, target)


def _judged(path: Path, picture: Image.Image, target: Path) -> Picture:
    width, height = picture.size
    kind = picture.format or ""
    most = MOST_PIXELS.get(kind, MOST_PIXELS_ELSE)
    if width * height > most:
        raise Unusable(f"has more than {most // 1_000_000} million pixels")
    if width < 1 or height < 1:
        raise Unusable("is damaged")
    turned = picture.getexif().get(_ORIENTATION, 1) not in (0, 1)
    frames = getattr(picture, "n_frames", 1) if kind != "MPO" else 1
    scale = _scale(width, height)
    as_it_is = kind in _AS_IT_IS and picture.mode in _PLAIN_MODES and frames == 1
    if as_it_is and not turned and scale == 1.0 and not _is_wide_gamut(picture):
        picture.load()
        return Picture(path, width, height, _AS_IT_IS[kind])
    if kind in MOST_PIXELS and scale < 1.0:
        picture.draft("RGB", (round(width * scale), round(height * scale)))
    still = _best_frame(picture, frames) if frames > 1 else picture
    return _written(ImageOps.exif_transpose(_plain(still)), target, lossy=kind in MOST_PIXELS)


def _scale(width: int, height: int) -> float:
    return float(min(1.0, (KEPT_PIXELS / (width * height)) ** 0.5, KEPT_SIDE / max(width, height)))


def _best_frame(picture: Image.Image, frames: int) -> Image.Image:
    """Return the first frame that shows nearly as much as the one that shows most: many begin empty or faded."""
    step = max(1, -(-frames * picture.width * picture.height // _LOOKED_AT_PIXELS), -(-frames // _MOST_FRAMES))
    seen: list[tuple[float, int]] = []
    for number in range(0, frames, step):
        try:
            picture.seek(number)
            small = picture.convert("RGBA").resize((64, 64), Image.Resampling.BOX)
        except (EOFError, OSError, SyntaxError):
            break  # the frames before the damage are good
        on_white = Image.alpha_composite(Image.new("RGBA", small.size, "white"), small).convert("L")
        seen.append((ImageStat.Stat(on_white).stddev[0] + on_white.entropy() * 8, number))
    if not seen:
        raise Unusable("is damaged")
    most = max(score for score, _ in seen)
    picture.seek(next(number for score, number in seen if score >= 0.9 * most))
    return picture


def _plain(picture: Image.Image) -> Image.Image:
    """Return the picture in eight bits of RGB or RGBA, in the colours of a usual screen, with its orientation."""
    exif, profile = picture.getexif(), picture.info.get("icc_profile")
    has_alpha = "A" in picture.mode or "transparency" in picture.info
    if picture.mode.startswith("I") or picture.mode == "F":
        high = picture.convert("F")
        _least, most = high.getextrema()
        brightest = 65535.0 if float(most) > 255 else 255.0  # type: ignore[arg-type]
        flat = high.point(lambda value: value * (255.0 / brightest) + 0).convert("L").convert("RGB")
    elif profile and _is_wide_gamut(picture) and not has_alpha:
        flat = _on_screen(picture, profile)
    else:
        flat = picture.convert("RGBA" if has_alpha else "RGB")
    flat.getexif().update({_ORIENTATION: exif.get(_ORIENTATION, 1)})
    return flat


def _is_wide_gamut(picture: Image.Image) -> bool:
    profile = picture.info.get("icc_profile")
    return picture.mode == "CMYK" or bool(
        profile and b"sRGB" not in profile[:4096] and b"s\0R\0G\0B" not in profile[:4096]
    )


def _on_screen(picture: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        found = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        return found if found is not None else picture.convert("RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture.convert("RGB")


def _written(picture: Image.Image, target: Path, *, lossy: bool = False) -> Picture:
    scale = _scale(*picture.size)
    if scale < 1.0:
        size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        picture = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    if picture.mode == "RGBA" and picture.getchannel("A").getextrema() == (255, 255):
        picture = picture.convert("RGB")
    few = picture.mode == "RGBA" or not (lossy or picture.getcolors(4096) is None)
    target = target.with_name(f"{target.name}{'.png' if few else '.jpg'}")
    picture.info.clear()
    if few:
        picture.save(target, "PNG", optimize=False)
    else:
        picture.convert("RGB").save(target, "JPEG", quality=92, subsampling=0)
    return Picture(target, picture.width, picture.height, target.suffix)
