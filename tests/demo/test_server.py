"""The demo network as a stranger meets it: pages, files, knobs, and what a restart leaves."""

import json
import signal
import sys

import pytest

from reelpress.demo.server import running
from reelpress.lib import clock, proc
from reelpress.lib.http import Bytes, Client, FileRange, LostAnswer, Multipart

UNIT = 256 << 10
BEARER = {"Authorization": "Bearer anything"}


@pytest.fixture
def demo(tmp_path):
    with running(tmp_path / "network") as (url, network):
        yield Client(url), network


def upload(client, data, *, title="A title", text="A text"):
    """Upload to YouTube in one go; return the video."""
    details = {"snippet": {"title": title, "description": text, "tags": ["a"]}, "status": {"privacyStatus": "public"}}
    head = {**BEARER, "X-Upload-Content-Length": str(len(data)), "X-Upload-Content-Type": "video/mp4"}
    begun = client.request(
        "POST", "/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status", headers=head, json=details
    )
    if begun.status != 200:
        return begun.json()
    return client.request("PUT", begun.headers["location"], headers=BEARER, body=Bytes(data)).json()


def get(client, path, **headers):
    return client.request("GET", path, headers=headers)


def test_an_uploaded_video_is_shown_and_plays(demo):
    client, _ = demo
    video = upload(client, b"0123456789")
    [post] = json.loads(get(client, "/demo/posts").body)
    assert (post["id"], post["bytes"], post["views"] > 0) == (video["id"], 10, True)
    assert f'src="/demo/files/{post["sha256"]}.mp4"' in get(client, f"/watch?v={video['id']}").body.decode()
    part = get(client, f"/demo/files/{post['file']}", Range="bytes=2-5")
    assert (part.status, part.body, part.headers["content-range"]) == (206, b"2345", "bytes 2-5/10")


@pytest.mark.parametrize(
    ("wanted", "status", "body"),
    [("bytes=7-", 206, b"789"), ("bytes=-2", 206, b"89"), ("bytes=10-", 416, b""), ("nonsense", 200, b"0123456789")],
)
def test_ranges_are_served_as_browsers_ask_for_them(demo, wanted, status, body):
    client, network = demo
    upload(client, b"0123456789")
    part = get(client, f"/demo/files/{network.store.posts[0]['file']}", Range=wanted)
    assert (part.status, part.body) == (status, body)


def test_what_was_posted_cannot_write_the_page(demo):
    client, network = demo
    row = {"platform": "telegram", "id": "-1/1", "title": '"><script>', "text": "<img src=x>", "tags": ["<b>"]}
    network.store.add(**row, place="<i>", link="/x/1", privacy="public", bytes=1, sha256="<s>", file="")
    answer = get(client, "/")
    page = answer.body.decode()
    assert not any(evil in page for evil in ("<script", "<img", "<b>", "<i>", "<s>"))
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/demo/files/../network.json", "/demo/files/%2e%2e/network.json", "/nowhere"])
def test_nothing_else_is_served(demo, path):
    assert get(demo[0], path).status == 404


def test_it_answers_on_no_name_but_its_own(demo):
    assert get(demo[0], "/demo/posts", Host="evil.example").status == 403


def test_knobs_are_turned_over_http_and_unknown_ones_named(demo):
    client, network = demo
    assert client.request("POST", "/demo/knobs", json={"daily_posts": {"youtube": 0}}).json()["daily_posts"]
    assert upload(client, b"x")["error"]["errors"][0]["reason"] == "quotaExceeded"
    assert client.request("POST", "/demo/knobs", json={"no_such": 1}).status == 400
    client.request("POST", "/demo/knobs", json={"reset": True})
    assert network.knobs.daily_posts == {}


@pytest.mark.parametrize(
    ("range_", "body", "status", "stored"),
    [
        (f"bytes 1-{UNIT}/{2 * UNIT}", UNIT, 308, None),
        (f"bytes 0-{UNIT - 1}/{2 * UNIT}", UNIT, 308, f"bytes=0-{UNIT - 1}"),
        (f"bytes 0-99/{2 * UNIT}", 100, 400, None),
        (f"bytes */{2 * UNIT}", 0, 308, None),
        ("bytes 0-9/10", 10, 400, None),
    ],
)
def test_chunks_are_taken_as_youtube_takes_them(demo, range_, body, status, stored):
    client, _ = demo
    head = {**BEARER, "X-Upload-Content-Length": str(2 * UNIT)}
    begun = client.request(
        "POST", "/upload/youtube/v3/videos?uploadType=resumable", headers=head, json={"snippet": {"title": "T"}}
    )
    put = client.request(
        "PUT", begun.headers["location"], headers={**BEARER, "Content-Range": range_}, body=Bytes(b"x" * body)
    )
    assert (put.status, put.headers.get("range")) == (status, stored)


@pytest.mark.parametrize(
    ("title", "text", "reason"),
    [("", "", "invalidTitle"), ("x" * 101, "", "invalidTitle"), ("<", "", "invalidTitle"),
     ("T", "ü" * 2501, "invalidDescription")],
)  # fmt: skip
def test_bad_details_are_refused_as_youtube_refuses_them(demo, title, text, reason):
    assert upload(demo[0], b"x", title=title, text=text)["error"]["errors"][0]["reason"] == reason


def test_a_publishing_call_can_take_effect_and_lose_its_answer(demo):
    client, network = demo
    network.knobs.drop_commit_answers = 1
    with pytest.raises(LostAnswer):
        client.request("POST", "/bot1:a/sendMessage", form={"chat_id": "@news", "text": "Hello"})
    assert [row["text"] for row in network.store.live()] == ["Hello"]


def test_a_file_comes_whole_through_multipart_and_its_id_is_stable(demo, tmp_path):
    client, network = demo
    file = tmp_path / "v.mp4"
    file.write_bytes(b"\r\n--not the boundary" * 20_000)
    size = file.stat().st_size
    ids = set()
    for _ in range(2):
        body = Multipart({"chat_id": "@news", "caption": "Hello"}, "video", "v.mp4", FileRange(file, 0, size))
        ids.add(client.request("POST", "/bot1:a/sendVideo", body=body).json()["result"]["video"]["file_id"])
    kept = network.store.files / network.store.posts[0]["file"]
    assert len(ids) == 1 and kept.read_bytes() == file.read_bytes() and not list(network.store.uploads.iterdir())


@pytest.mark.parametrize(
    ("method", "form", "status", "words"),
    [
        ("sendMessage", {"chat_id": "@news", "text": " "}, 400, "message text is empty"),
        ("sendMessage", {"chat_id": "nonsense!", "text": "x"}, 400, "chat not found"),
        ("sendVideo", {"chat_id": "@news"}, 400, "there is no video in the request"),
        ("noSuchMethod", {}, 404, "Not Found"),
        ("deleteMessage", {"chat_id": "@news", "message_id": "9"}, 400, "message to delete not found"),
    ],
)
def test_telegram_refuses_in_its_own_words(demo, method, form, status, words):
    answer = demo[0].request("POST", f"/bot1:a/{method}", form=form)
    assert answer.status == status and words in answer.json()["description"]


def test_views_grow_with_age_and_are_the_same_for_the_same_age(demo):
    client, network = demo
    upload(client, b"x")
    store, row = network.store, network.store.posts[0]
    views = []
    for hours in (0, 1, 24, 240):
        store.skew_seconds = hours * 3600
        views.append(store.numbers(row)["views"])
    assert views == sorted(set(views)) and store.numbers(row)["views"] == views[-1]


def test_a_session_that_is_old_is_gone(demo):
    client, network = demo
    begun = client.request(
        "POST",
        "/upload/youtube/v3/videos?uploadType=resumable",
        headers={**BEARER, "X-Upload-Content-Length": "5"},
        json={"snippet": {"title": "T"}},
    )
    network.store.skew_seconds = 8 * 86_400
    assert client.request("PUT", begun.headers["location"], headers=BEARER, body=Bytes(b"12345")).status == 404


def test_what_was_posted_survives_a_restart_and_the_program_ends_when_told(tmp_path):
    command = (sys.executable, "-m", "reelpress.demo", "--port", "0", "--data", str(tmp_path / "kept"))
    with running(tmp_path / "kept") as (url, _):
        upload(Client(url), b"0123456789")
    process = proc.spawn(command, log=tmp_path / "log")
    try:
        assert clock.wait_until(lambda: "listens on" in (tmp_path / "log").read_text(), seconds=60)
        url = (tmp_path / "log").read_text().split()[-1]
        [post] = json.loads(get(Client(url), "/demo/posts").body)
        assert get(Client(url), f"/demo/files/{post['file']}").body == b"0123456789"
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
    finally:
        proc.stop(process)
