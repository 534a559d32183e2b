"""Which pictures a scene can show: the post's own, those of the storyboard, and those that a person uploaded.

Keeps uploads below the media folder, checked like the pictures of an import. Draws nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from reelpress.content.sources import apart
from reelpress.lib import files
from reelpress.lib.errors import BadInput
from reelpress.video.models import Video
from reelpress.video.storyboard import Storyboard

FOLDER = "uploads"
MOST_BYTES = 40 << 20
MOST_UPLOADS = 60  # a post
SHOWN = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif", ".bmp")


@dataclass(frozen=True)
class Choice:
    """A picture that can be chosen: its path below the media folder, and what it is called."""

    file: str
    label: str


def choices(video: Video, board: Storyboard) -> list[Choice]:
    """Return the pictures that scenes of `video` may show, each once."""
    found: dict[str, str] = {}
    for image in video.post.images.all()[:200]:
        if image.file.lower().endswith(SHOWN):
            found.setdefault(image.file, image.alt or Path(image.ref).name)
    for path in sorted(_folder(video).glob("*"), key=lambda path: path.name):
        if path.suffix.lower() in SHOWN and not path.name.startswith("."):
            found.setdefault(f"{_name(video)}/{path.name}", "Uploaded")
    for number, scene in enumerate(board.scenes, 1):
        if scene.picture:
            found.setdefault(scene.picture, f"Shown in scene {number}")
    return [Choice(file, label) for file, label in found.items()]


def check_choice(video: Video, board: Storyboard, file: str) -> None:
    """Raise `BadInput` for a picture that is none of the choices."""
    if file and file not in {choice.file for choice in choices(video, board)}:
        raise BadInput("That picture is not one of this post's.", means="It was not saved.", todo="Choose or upload.")


def keep_upload(video: Video, chunks: Iterable[bytes], name: str) -> str:
    """Check and keep a picture; return its path below the media folder. Raises `BadInput` for what is none."""
    folder = _folder(video)
    folder.mkdir(parents=True, exist_ok=True)
    if sum(1 for _ in folder.glob("*")) >= MOST_UPLOADS:
        raise BadInput(f"This post has {MOST_UPLOADS} uploaded pictures already.", means="It was not kept.")
    with TemporaryDirectory(prefix="reelpress-upload-") as scratch:
        # Its suffix is a hint only: a drawing is told by it when its beginning does not.
        part = Path(scratch) / f"upload{Path(name).suffix.lower()[:6]}"
        _write(part, chunks)
        task = {"do": "picture", "path": str(part), "target": str(Path(scratch) / "made.png")}
        said = apart.run([task], folder=Path(scratch))[0]
        if "unusable" in said:
            raise BadInput(f"{Path(name).name[:80] or 'The file'} {said['unusable']}.", means="It was not kept.")
        made = Path(said["path"])
        file = f"{files.file_digest(made)}{said['suffix']}"
        files.copy(made, folder / file)
    return f"{_name(video)}/{file}"


def _write(part: Path, chunks: Iterable[bytes]) -> None:
    size = 0
    with part.open("wb") as target:
        for chunk in chunks:
            size += len(chunk)
            if size > MOST_BYTES:
                raise BadInput(f"The picture is larger than {MOST_BYTES >> 20} MB.", means="It was not kept.")
            target.write(chunk)


def _name(video: Video) -> str:
    return f"{FOLDER}/post-{video.post_id}"


def _folder(video: Video) -> Path:
    return Path(settings.MEDIA_ROOT) / _name(video)
