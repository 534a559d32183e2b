"""Stock photos against a real server: fetched once, credited, in the ledger, and never in the way of a video."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from reelpress.lib.files import digest
from reelpress.video.models import Right
from reelpress.video.stock import pexels
from reelpress.video.stock.filling import credited, with_pictures
from reelpress.video.stock.pexels import NoStock
from reelpress.video.stock.queries import places, query_of
from reelpress.video.storyboard import Scene, Storyboard
from reelpress.video.visuals.look import Look, thumbnail_look
from tests.video.pexels_server import PexelsServer, jpeg, picture_header, stocked

pytestmark = pytest.mark.django_db
KEY = "pexels-s3cret"


def told(*kinds: str, **fields: Any) -> Storyboard:
    said = ("Every harbour wakes before dawn", "The fishermen mend their nets by hand", "Gulls follow the boats home")
    scenes = [
        Scene(kind, f"{said[at % 3]} {at}.", title="Harbours", text=said[at % 3], why="It is central.", **fields)
        for at, kind in enumerate(kinds)
    ]
    return Storyboard("How harbours wake", tuple(scenes))


BOARD = told("title", "text", "text", "text", "quote", "text", "end")


@pytest.fixture(scope="module")
def server() -> Iterator[PexelsServer]:
    with stocked() as stock:
        yield stock


@pytest.fixture(autouse=True)
def fresh(server: PexelsServer, tmp_path: Path, settings: Any) -> None:
    server.status, server.body, server.photo, server.photo_status = 200, None, jpeg(), 200
    server.searches, server.fetched, server.fields, server.photos = [], [], {}, {}
    settings.MEDIA_ROOT, settings.ARTEFACTS = tmp_path / "media", tmp_path / "artefacts"
    settings.STOCK, settings.PEXELS_KEY, settings.PEXELS_URL = "fill", KEY, server.url


def filled(board: Storyboard = BOARD) -> tuple[Storyboard, list[str]]:
    log: list[str] = []
    found = with_pictures(board, log.append)
    assert KEY not in " ".join(log)
    return found, log


def pictures(board: Storyboard) -> list[str]:
    return [scene.picture for scene in board.scenes]


@pytest.mark.parametrize(("stock", "key"), [("never", KEY), ("fill", "")])
def test_nothing_is_fetched_unless_both_are_set(settings: Any, server: PexelsServer, stock: str, key: str) -> None:
    settings.STOCK, settings.PEXELS_KEY = stock, key

    assert filled() == (BOARD, []) and server.searches == []


def test_only_scenes_of_words_get_a_photo_and_never_two_in_a_row() -> None:
    assert places(BOARD) == [1, 3, 5]
    assert places(told("text", "text", "text")) == [1]
    assert places(told("title", "number", "list", "code", "chart", "image", "end")) == []
    assert places(told(*["title", *["text"] * 20])) == [1, 3, 5]
    shown = told("title", "text", "text")
    with_one = Storyboard("t", (shown.scenes[0], Scene("image", "Look.", picture="posts/a.png"), shown.scenes[2]))
    assert places(with_one) == []


def test_a_photo_is_credited_on_screen_and_the_words_stay(settings: Any) -> None:
    board, log = filled()

    scene = board.scenes[1]
    assert (scene.kind, scene.picture) == ("image", "stock/pexels-101.jpg")
    assert scene.text == scene.attribution == "Photo: Ann Example 101 / Pexels"
    assert (scene.narration, scene.title) == (BOARD.scenes[1].narration, "Harbours")
    assert "it does not show the subject" in scene.why
    assert (settings.MEDIA_ROOT / scene.picture).read_bytes() == jpeg()
    assert log == ["Put 3 stock photos of Pexels on scenes without a picture."]


def test_each_photo_has_its_row_in_the_ledger() -> None:
    board, _ = filled()

    assert {right.file for right in Right.objects.all()} == {name for name in pictures(board) if name}
    right = Right.objects.get(file="stock/pexels-102.jpg")
    assert (right.provider, right.creator, right.licence) == ("Pexels", "Ann Example 102", "Pexels License")
    assert right.page_url == "https://www.pexels.com/photo/a-harbour-102/"
    assert right.creator_url == "https://www.pexels.com/@ann" and right.licence_url.startswith("https://www.pexels")
    assert right.fetched_at is not None


def test_no_photo_comes_twice_and_each_is_fetched_once(server: PexelsServer) -> None:
    first, _ = filled()
    assert len({name for name in pictures(first) if name}) == 3 == len(server.fetched)
    searched = len(server.searches)

    assert filled()[0] == first
    assert len(server.fetched) == 3 and len(server.searches) == searched


def test_a_search_says_who_asks_what_in_which_language(server: PexelsServer) -> None:
    filled(Storyboard("Häfen", (*BOARD.scenes[:2],), language="de"))

    [(query, key)] = server.searches
    assert key == KEY and query["locale"] == "de-DE" and query["orientation"] == "square"
    assert 1 <= len(query["query"].split()) <= 3


@pytest.mark.parametrize(
    ("title", "said", "query"),
    [
        ("How harbours wake", "Every harbour wakes before dawn.", "harbour wakes every"),
        ("Connection pools", "PgBouncer keeps max_connections small for the database.", "small database keeps"),
        ("港口如何醒来", "港口在黎明前醒来。", "港口在黎明前醒来"),
        ("A 2024 number", "42 is 42.", ""),
    ],
)
def test_a_query_is_made_of_words_that_can_be_photographed(title: str, said: str, query: str) -> None:
    board = Storyboard(title, (Scene("title", title), Scene("text", said)))

    assert set(query_of(board, board.scenes[1]).split()) == set(query.split())


def test_a_file_without_its_row_is_fetched_and_recorded_anew(server: PexelsServer) -> None:
    filled()
    Right.objects.all().delete()
    board, _ = filled()

    assert len(server.fetched) == 6 and Right.objects.count() == 3
    Right.objects.all().delete()
    server.photo_status = 404
    board, log = filled()
    assert board == BOARD and log[-1].startswith("A photo could not be fetched: HTTP 404.")
    assert not Right.objects.exists()


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (429, "Pexels allows no more requests for now. The video is made without further stock photos."),
        (401, "Pexels refused the key. The video is made without further stock photos. Correct REELPRESS_PEXELS_KEY."),
        (500, "Pexels answered with HTTP 500."),
        (302, "Pexels answered with HTTP 302."),
    ],
)
def test_a_refusal_is_said_and_the_video_goes_on(server: PexelsServer, status: int, words: str) -> None:
    server.status = status
    board, log = filled()

    assert board == BOARD and log[0].startswith(words) and len(server.searches) == 1


def test_nobody_at_the_address_is_said(settings: Any) -> None:
    settings.PEXELS_URL = "http://127.0.0.1:1"
    board, log = filled()

    assert board == BOARD and "could not be reached" in log[0]


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"photos": 7}'])
def test_nonsense_is_said(server: PexelsServer, body: bytes) -> None:
    server.body = body

    assert filled()[1] == ["Pexels answered with nonsense. The video is made without further stock photos."]


@pytest.mark.parametrize(
    "fields",
    [
        {"id": "../../etc"},
        {"id": True},
        {"photographer": " "},
        {"url": "javascript:alert(1)"},
        {"src": {}},
        {"src": {"large2x": "http://169.254.169.254/latest"}},
        {"src": {"large2x": "ftp://images.example/a.jpg"}},
        {"src": {"large2x": "http://[::1"}},
    ],
)
def test_a_row_that_cannot_be_credited_or_lies_elsewhere_is_left_out(
    server: PexelsServer, fields: dict[str, Any]
) -> None:
    server.fields = fields

    assert filled() == (BOARD, []) and server.fetched == []


@pytest.mark.parametrize("photo", [b"", b"no picture", jpeg()[:-200], b"<svg xmlns='x'><script/></svg>"])
def test_what_is_no_whole_photo_is_never_kept(server: PexelsServer, settings: Any, photo: bytes) -> None:
    server.photo = photo
    board, log = filled()

    assert board == BOARD and log[0].startswith("A photo of Pexels ")
    assert not list(settings.MEDIA_ROOT.rglob("*.jpg")) and not Right.objects.exists()


def test_a_photo_is_decoded_in_a_program_that_ends_when_it_hangs(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reelpress.video.stock.filling.DECODE_SECONDS", 1e-6)
    board, log = filled()

    assert board == BOARD and not list(settings.MEDIA_ROOT.rglob("*.jpg")) and not Right.objects.exists()
    assert log[0] == "A photo of Pexels took too long or too much memory to read. The video is made without it."


def test_a_photo_of_more_pixels_than_a_picture_may_have_is_never_kept(server: PexelsServer) -> None:
    server.photo = picture_header(60_000, 60_000)
    board, log = filled()

    assert board == BOARD and log[0].startswith("A photo of Pexels has more than ")


def test_a_photo_larger_than_a_screen_is_kept_scaled(server: PexelsServer, settings: Any) -> None:
    server.photo = jpeg(size=(4400, 2000))
    board, _ = filled()

    with Image.open(settings.MEDIA_ROOT / board.scenes[1].picture) as kept:
        assert kept.width * kept.height < 4400 * 2000 and kept.format == "JPEG"


def test_one_bad_photo_keeps_the_others(server: PexelsServer, settings: Any) -> None:
    server.photos = {102: jpeg()[:-200]}
    board, log = filled()

    assert [bool(name) for name in pictures(board)] == [False, True, False, False, False, True, False]
    assert log[0] == "A photo of Pexels is damaged. The video is made without it."
    assert Right.objects.count() == 2 == len(list(settings.MEDIA_ROOT.rglob("*.jpg")))


def test_a_photo_that_is_too_large_is_never_kept(server: PexelsServer) -> None:
    server.photo = jpeg() + b"\0" * pexels.MOST_PHOTO_BYTES

    assert filled()[1][0].startswith("A photo is larger than 4 MB.")


def test_a_photo_inside_a_private_network_is_not_fetched(server: PexelsServer) -> None:
    [photo] = pexels.photos_in([server._row(5)], hosts=(server.url.removeprefix("http://"),))

    with pytest.raises(NoStock, match="private network"):
        pexels.fetch(photo)
    assert server.fetched == []


def test_photos_come_from_pexels_own_host(server: PexelsServer) -> None:
    row = server._row(5)
    assert pexels.photos_in([row]) == []
    row["src"] = {"large2x": "https://images.pexels.com/photos/5/pexels-photo-5.jpeg?auto=compress"}
    assert [photo.id for photo in pexels.photos_in([row])] == [5]
    assert digest(pexels.as_json(pexels.photos_in([row])))


def test_an_edited_credit_is_put_right_before_the_video_is_made() -> None:
    board, _ = filled()
    edited = replace(board, scenes=(*board.scenes[:1], replace(board.scenes[1], text="Mine!"), *board.scenes[2:]))

    assert credited(edited) == board == credited(board)


def test_a_credit_goes_with_its_picture() -> None:
    board, _ = filled()
    own, none = replace(board.scenes[1], picture="posts/own.png"), replace(board.scenes[1], picture="")
    shown = credited(replace(board, scenes=(own, none))).scenes

    assert (shown[0].kind, shown[0].text, shown[0].attribution) == ("image", "", "")
    assert (shown[1].text, shown[1].attribution) == (board.scenes[1].narration, "")


def test_a_stock_picture_whose_record_is_gone_is_not_shown() -> None:
    board, _ = filled()
    Right.objects.all().delete()
    scene = credited(board).scenes[1]

    assert (scene.kind, scene.picture, scene.attribution) == ("text", "", "")
    assert scene.text == scene.narration


def test_the_thumbnail_shows_the_posts_own_picture_and_never_a_stock_photo() -> None:
    def look(kind: str, picture: str = "", credit: str = "") -> Look:
        return Look(kind, 120, 120, "seed", 0, title="t", picture=picture, picture_digest=picture, attribution=credit)

    stock, own = look("image", "stock/pexels-1.jpg", "Photo: Ann / Pexels"), look("image", "posts/own.png")
    assert thumbnail_look([look("title"), stock, own]).picture == "posts/own.png"
    assert thumbnail_look([look("title"), stock]).picture == ""


def test_what_has_no_pictures_is_left_alone(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert credited(BOARD) == BOARD
