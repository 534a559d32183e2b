"""A Markdown file, or a folder of them -> found posts with their pictures. Plain Python; writes nothing.

Everything is read and judged before anything is returned: one file that cannot be used refuses the whole
folder, by name, unless the caller takes the good ones.  Knows no database.
"""

import logging
import os
import stat
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from reelpress.content.sources import composing, fields, front_matter, pictures
from reelpress.content.sources.found import FoundPost, Wanted
from reelpress.lib import files
from reelpress.lib.errors import BadInput, Failure

logger = logging.getLogger(__name__)
EXTENSIONS = (".md", ".markdown", ".mdown", ".mdx")
_ENDINGS = f"{', '.join(EXTENSIONS[:-1])} or {EXTENSIONS[-1]}"
MOST_POSTS = 10_000
MOST_TOGETHER = 20  # times the limit of one post
MOST_NAMED = 50  # broken files that an error names; the rest is counted
_NO_POSTS = ("readme", "license", "licence", "contributing", "code_of_conduct", "copying")
_NO_FOLDERS = ("node_modules", "_drafts", "_site", "_includes", "_layouts", "__macosx")


class _Refused(Exception):
    """One file cannot be used; the three sentences, without its name."""

    def __init__(self, why: str, todo: str) -> None:
        self.why, self.todo = why, todo
        super().__init__(why)


def read(path: Path, *, max_megabytes: int, refused: list[Failure] | None = None) -> list[FoundPost]:
    """Return the post in the file `path`, or every post below the folder `path` in order; raise `BadInput`.

    With `refused`, which files of a folder cannot be used is added there, and the good ones are returned.
    """
    given = _resolved(path)
    if given.is_dir():
        return _folder(given, max_megabytes, refused)
    if given.suffix.lower() not in EXTENSIONS and stat.S_ISREG(given.stat().st_mode):
        raise BadInput(
            f"{_shown(given.name)} is not a Markdown file.",
            means="Nothing was imported.",
            todo=f"Give a file that ends in {_ENDINGS}, or a folder of them. "
            "HTML can be uploaded or pasted in the dashboard.",
        )
    try:
        return [_post(given, given.parent, max_megabytes)]
    except _Refused as refused:
        happened = f"{_shown(given.name)} {refused.why}."
        raise BadInput(happened, means="Nothing was imported.", todo=refused.todo) from None


def _resolved(path: Path) -> Path:
    try:
        return path.expanduser().resolve(strict=True)
    except (OSError, ValueError, RuntimeError) as error:
        why = "cannot be opened" if isinstance(error, PermissionError) else "does not exist"
        raise BadInput(
            f"{_shown(path)} {why}.",
            means="Nothing was imported.",
            todo="Check the path; give a Markdown file or a folder of them.",
        ) from None


def _folder(root: Path, max_megabytes: int, refused: list[Failure] | None) -> list[FoundPost]:
    found: list[FoundPost] = []
    broken: list[str] = []
    paths = list(islice(_walk(root, broken), MOST_POSTS + 1))
    _bound(root, paths, max_megabytes)
    for path in paths:
        try:
            post = _post(path, root, max_megabytes)
        except _Refused as bad:
            broken.append(f"{_shown(path.relative_to(root))} {bad.why}")
            continue
        if post.draft:
            logger.warning("%s is a draft and was passed over.", post.origin)
        else:
            found.append(post)
    _judge(root, found, broken, refused)
    return found


def _bound(root: Path, paths: list[Path], max_megabytes: int) -> None:
    """Refuse more than memory should hold: all posts are in it until every one has been judged."""
    most = MOST_TOGETHER * max_megabytes
    sizes = (path.stat().st_size for path in paths)
    much = f"{MOST_POSTS} posts" if len(paths) > MOST_POSTS else ""
    if sum(size for size in sizes if size <= max_megabytes << 20) > most << 20:
        much = f"{most} MB of posts"
    if much:
        happened = f"{_shown(root)} holds more than {much}."
        raise BadInput(happened, means="Nothing was imported.", todo="Import its folders one by one.")


def _judge(root: Path, found: list[FoundPost], broken: list[str], refused: list[Failure] | None) -> None:
    if broken:
        rest = len(broken) - MOST_NAMED
        named = "; ".join(broken[:MOST_NAMED]) + (f"; and {rest} more" if rest > 0 else "")
        count = "1 file" if len(broken) == 1 else f"{len(broken)} files"
        take_good = refused is not None and bool(found)
        error = BadInput(
            f"{count} in {_shown(root)} cannot be used: {named}.",
            means="The others were imported." if take_good else "Nothing was imported, the good files neither.",
            todo="Mend or move these files, then import the folder again.",
        )
        if refused is None or not take_good:
            raise error
        refused.append(error)
    if not found:
        raise BadInput(
            f"There are no posts in {_shown(root)}.",
            means="Nothing was imported.",
            todo=f"Give a folder with files that end in {_ENDINGS} and are no drafts.",
        )


def _walk(root: Path, broken: list[str]) -> Iterator[Path]:
    """Yield the posts below `root`, sorted; hidden ones, section pages and links that lead outside are passed over."""

    def refuse(error: OSError) -> None:
        broken.append(f"{_shown(Path(error.filename).relative_to(root))} cannot be opened")

    for folder, names, file_names in os.walk(root, onerror=refuse, followlinks=False):
        names[:] = sorted(name for name in names if not name.startswith(".") and name.lower() not in _NO_FOLDERS)
        for name in sorted(file_names):
            path = Path(folder, name)
            if _is_post(name) and _stays_inside(path, root):
                yield path


def _is_post(name: str) -> bool:
    stem, suffix = os.path.splitext(name.lower())  # noqa: PTH122 - the name is no path yet
    bare = stem.replace("-", "_").partition(".")[0]
    return suffix in EXTENSIONS and not name.startswith((".", "_index.")) and bare not in _NO_POSTS


def _stays_inside(path: Path, root: Path) -> bool:
    try:
        return path.resolve(strict=True).is_relative_to(root)
    except (OSError, RuntimeError):  # a link to nothing, or to itself
        return False


def _post(path: Path, root: Path, max_megabytes: int) -> FoundPost:
    try:
        meta, body = front_matter.split(_text(path, max_megabytes))
    except front_matter.Broken as broken:
        raise _Refused(f"has front matter that {broken}", "Correct the lines at the top of the file.") from None
    if not body.strip():
        why = "has front matter and no text" if meta else "is empty"
        raise _Refused(why, "Write the post first, then import it.")

    def locate(ref: str) -> Wanted:
        return Wanted(ref, "", pictures.find(ref, folder=path.parent, root=root))

    is_mdx = path.suffix.lower() == ".mdx"
    return composing.compose(meta, body, _name(path), origin=_origin(path), locate=locate, is_mdx=is_mdx)


def _name(path: Path) -> fields.Name:
    """Return what the file is called; a file named index is called what its folder is."""
    name = fields.name_of(path.stem)
    if path.stem.lower() == "index" or path.stem.lower().startswith("index."):
        beside = fields.name_of(path.resolve().parent.name)
        return fields.Name(beside.slug, beside.published_at, name.language)
    return name


def _text(path: Path, max_megabytes: int) -> str:
    """Return the text of `path`; a file over the limit, or one that is no file, is refused before it is opened."""
    limit = max_megabytes << 20
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise _Refused("is not an ordinary file", "Give a Markdown file or a folder of them.")
        if status.st_size > limit:
            size = f"{status.st_size / (1 << 20):.1f} MB"
            todo = "Split the post, or raise REELPRESS_MAX_POST_MB."
            raise _Refused(f"has {size}; the limit is {max_megabytes} MB", todo)
        with path.open("rb") as file:
            raw = file.read(limit + 1)
    except OSError as error:
        why = "cannot be read" + (f" ({error.strerror})" if error.strerror else "")
        raise _Refused(why, "Check the permissions of the file.") from None
    try:
        decoded = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _Refused("is not text in UTF-8", "Save it as UTF-8, then import it again.") from None
    if "\0" in decoded:
        raise _Refused("is not text (it holds NUL bytes)", "Give a Markdown file.")
    return decoded


def _origin(path: Path) -> str:
    """Return where the post came from, in at most 1000 characters and without bytes that are no text."""
    name = _shown(path.resolve())
    return name if len(name) <= 1000 else f"{name[:960]}#{files.digest(name)}"


def _shown(path: Path | str) -> str:
    """Return a path as text that any screen and any database takes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace").replace("\0", "\\0")
