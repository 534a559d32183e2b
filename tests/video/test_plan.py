"""The plan: what each scene shows, which picture it may show, and what names the whole."""

from pathlib import Path

from reelpress.video.formats import get_format
from reelpress.video.narrators.base import Narration, Word
from reelpress.video.narrators.speaker import Speaker
from reelpress.video.plan import find_picture, key_of, looks_of, segment_of, unshown
from reelpress.video.storyboard import Scene, Storyboard
from reelpress.video.templates import TEMPLATES

TALL = get_format("tiktok")
HIBARI = Speaker("hibari")


def a_board(picture: str = "", url: str = "https://www.blog.example/post") -> Storyboard:
    scenes = (
        Scene("title", "One.", title="One"),
        Scene("image", "Two.", title="Two", picture=picture),
        Scene("end", "Read on.", title="Read on"),
    )
    return Storyboard("One", scenes, url=url, author="Ada")


def test_the_title_says_whose_post_it_is_and_the_end_where_to_read_it(tmp_path: Path) -> None:
    title, _, end = looks_of(a_board(), TALL, tmp_path)
    assert title.label == "blog.example" and end.attribution == "https://www.blog.example/post" and end.text == "Ada"
    assert looks_of(a_board(url=""), TALL, tmp_path)[0].label == "Ada"


def test_only_pictures_inside_the_media_folder_are_shown(tmp_path: Path) -> None:
    media = tmp_path / "media"
    media.mkdir()
    (tmp_path / "secret.png").write_bytes(b"x")
    (media / "a.png").write_bytes(b"x")
    (media / "link.png").symlink_to(tmp_path / "secret.png")
    assert find_picture(media, "a.png") is not None
    for outside in ("../secret.png", str(tmp_path / "secret.png"), "link.png", "", ".", "absent.png"):
        assert find_picture(media, outside) is None, outside


def test_the_key_follows_the_bytes_of_a_picture_not_its_name(tmp_path: Path) -> None:
    def key(name: str, content: bytes) -> str:
        (tmp_path / name).write_bytes(content)
        return looks_of(a_board(name), TALL, tmp_path)[1].key().__repr__()

    assert key("a.png", b"1") == key("b.png", b"1") != key("a.png", b"2")


def test_the_key_of_the_whole_changes_with_words_format_and_nothing_else(tmp_path: Path) -> None:
    board = a_board()
    key = key_of(board, looks_of(board, TALL, tmp_path), HIBARI)
    assert key == key_of(board, looks_of(board, get_format("reel"), tmp_path), HIBARI), "the same pixels"
    assert key != key_of(board, looks_of(board, get_format("square"), tmp_path), HIBARI)
    other = Storyboard("One", (Scene("title", "Won.", title="One"), *board.scenes[1:]), url=board.url, author="Ada")
    assert key != key_of(other, looks_of(other, TALL, tmp_path), HIBARI)


def test_words_light_up_in_the_frame_in_which_they_are_heard(tmp_path: Path) -> None:
    words = (Word("Hello", 0.0, 0.4), Word("there.", 0.5, 0.9))
    narrations = [Narration(tmp_path / "a.wav", 24_000, 1.0, words)] * 3
    looks = looks_of(a_board(), TALL, tmp_path)
    segments = [segment_of(looks, index, narration) for index, narration in enumerate(narrations)]
    line = segments[0].lines[0]
    assert line.words == ("Hello ", "there.") and line.starts == (8, 22)
    assert line.end <= segments[0].frames
    assert segments[0].previous is None and segments[1].previous == segments[0].look


def test_looks_are_dressed_in_the_template_and_know_the_language(tmp_path: Path) -> None:
    board = a_board()
    dressed = looks_of(board, TALL, tmp_path, TEMPLATES["bold"])
    assert {look.template.name for look in dressed} == {"bold"}
    assert {look.locale for look in dressed} == {board.language}
    assert dressed[0].key() != looks_of(board, TALL, tmp_path)[0].key()


def test_what_no_font_holds_is_named_once_before_anything_is_made() -> None:
    scene = Scene(kind="text", narration="Cuneiform \U00012000 here", text="and \U00012000 there 🚀")
    assert unshown(Storyboard("T", (scene,))) == "\U00012000"
