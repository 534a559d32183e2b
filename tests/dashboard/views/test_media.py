"""The media folder: ranges for players, no way out, nothing that could run."""

import pytest
from django.conf import settings

from tests.dashboard.conftest import signed_in, somebody

BYTES = bytes(range(256)) * 1000


@pytest.fixture
def film():
    path = settings.MEDIA_ROOT / "videos" / "film.mp4"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(BYTES)
    return "/admin/media/videos/film.mp4"


def ask(client, address, method="get", **headers):
    """The answer, read to its end, as a server does; its `body` are all bytes that were sent."""
    response = getattr(client, method)(
        address, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    response.body = b"".join(response.streaming_content) if response.streaming else response.content
    return response


def test_a_whole_file_is_sent_with_its_type_and_length(boss, film):
    response = ask(boss, film)

    assert response.body == BYTES
    assert response.status_code == 200
    assert response["Content-Type"] == "video/mp4"
    assert response["Content-Length"] == str(len(BYTES))
    assert response["Accept-Ranges"] == "bytes"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [("bytes=0-0", 0, 0), ("bytes=100-299", 100, 299), ("bytes=255000-", 255000, 255999), ("bytes=-10", 255990, 255999),
     ("bytes=255990-999999", 255990, 255999), ("bytes=-999999", 0, 255999), ("bytes=70000-200000", 70000, 200000)],
)  # fmt: skip
def test_a_player_gets_the_part_that_it_asks_for(boss, film, wanted, first, last):
    response = ask(boss, film, range=wanted)

    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {first}-{last}/256000"
    assert response["Content-Length"] == str(last - first + 1)
    assert response.body == BYTES[first : last + 1]


@pytest.mark.parametrize("wanted", ["bytes=256000-", "bytes=999999-1000000", "bytes=-0"])
def test_a_part_that_does_not_exist_is_refused(boss, film, wanted):
    response = ask(boss, film, range=wanted)

    assert response.status_code == 416
    assert response["Content-Range"] == "bytes */256000"


@pytest.mark.parametrize(
    "wanted", ["bytes=5-2", "bytes=a-b", "bytes=-", "lines=0-5", "bytes=0-1,5-6", "bytes=" + "9" * 30 + "-", "bytes=٣-"]
)
def test_a_range_that_makes_no_sense_gets_the_whole_file(boss, film, wanted):
    response = ask(boss, film, range=wanted)

    assert response.status_code == 200
    assert len(response.body) == len(BYTES)


def test_a_file_that_changed_in_between_is_sent_anew(boss, film):
    etag = ask(boss, film)["ETag"]

    assert ask(boss, film, range="bytes=0-9", if_range=etag).status_code == 206
    assert ask(boss, film, range="bytes=0-9", if_range='"other"').status_code == 200
    assert ask(boss, film, if_none_match=etag).status_code == 304


@pytest.mark.parametrize(
    "way",
    ["../db.sqlite3", "videos/../../secret_key", "%2e%2e/secret_key", "..%2fsecret_key", "/etc/passwd", "//etc/passwd",
     "videos/..%5c..%5csecret_key", ".hidden.mp4", "videos/.film.part.mp4", "videos", "", "nothing.mp4", "a%00b.mp4"],
)  # fmt: skip
def test_there_is_no_way_out_of_the_media_folder(boss, film, way):
    (settings.HOME / "secret_key").touch()
    for name in (".hidden.mp4", "videos/.film.part.mp4"):
        (settings.MEDIA_ROOT / name).write_bytes(b"not whole yet")

    assert ask(boss, f"/admin/media/{way}").status_code == 404


def test_a_link_that_leaves_the_folder_is_not_followed(boss, film, tmp_path):
    outside = tmp_path / "outside.mp4"
    outside.write_bytes(b"secret")
    link = settings.MEDIA_ROOT / "videos" / "link.mp4"
    link.unlink(missing_ok=True)
    link.symlink_to(outside)

    assert ask(boss, "/admin/media/videos/link.mp4").status_code == 404


@pytest.mark.parametrize("name", ["picture.svg", "page.html", "page.HTM", "feed.xml", "code.js", "no-ending"])
def test_what_a_browser_could_run_is_only_ever_downloaded(boss, name):
    (settings.MEDIA_ROOT / name).write_text("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")
    response = ask(boss, f"/admin/media/{name}")

    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == "attachment"
    assert "default-src 'none'" in response["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.vtt", "text/vtt; charset=utf-8"), ("a.srt", "text/plain; charset=utf-8"), ("a.JPG", "image/jpeg")],
)
def test_files_of_a_video_have_their_types(boss, name, kind):
    (settings.MEDIA_ROOT / name).write_bytes(b"x")

    assert ask(boss, f"/admin/media/{name}")["Content-Type"] == kind


def test_the_head_of_a_file_has_no_body(boss, film):
    response = ask(boss, film, "head")

    assert response["Content-Length"] == str(len(BYTES))
    assert response.body == b""


def test_files_are_for_people_who_are_signed_in(client, db, film):
    assert client.get(film).status_code == 302
    assert signed_in(somebody(is_staff=False)).get(film).status_code == 302
