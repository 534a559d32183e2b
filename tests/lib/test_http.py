"""The client against raw sockets: what was sent, what was lost, and that no secret comes out."""

import select
import socket
import threading
from contextlib import contextmanager, suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelpress.lib import clock
from reelpress.lib.errors import BadInput
from reelpress.lib.http import (
    Bytes,
    Client,
    FileRange,
    LateAnswer,
    LostAnswer,
    Multipart,
    Unreachable,
    Unsendable,
    redact,
)

SECRET = "s3cret/Tok+en=="


@contextmanager
def answering(reply, *, read_bytes=None):
    """A server for one request: reads it (or only `read_bytes`), sends `reply`, closes."""
    listener = socket.create_server(("127.0.0.1", 0))
    seen = bytearray()

    def serve():
        with listener, listener.accept()[0] as peer:
            _receive(peer, seen, read_bytes)
            with suppress(OSError):
                peer.sendall(reply)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", seen
    finally:
        thread.join()


def _receive(peer, seen, read_bytes):
    """Add to `seen` what `peer` sends, until it is the whole request, or `read_bytes`."""
    peer.settimeout(60)
    while not _enough(seen, read_bytes) and (piece := peer.recv(1024)):
        seen.extend(piece)


def _enough(seen, read_bytes):
    if read_bytes is not None:
        return len(seen) >= read_bytes
    head, gap, body = bytes(seen).partition(b"\r\n\r\n")
    lengths = [int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    return bool(gap) and len(body) >= sum(lengths)


@contextmanager
def dripping(start, piece, end):
    """A server for one request: sends `start`, `piece` again and again for a minute, then `end`."""
    listener = socket.create_server(("127.0.0.1", 0))
    until = clock.monotonic() + 60

    def serve():
        with listener, listener.accept()[0] as peer, suppress(OSError):
            _receive(peer, bytearray(), None)
            peer.sendall(start)
            while clock.monotonic() < until and not select.select([peer], [], [], 0.01)[0]:
                peer.sendall(piece)
            peer.sendall(end)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        thread.join()


def plain(status, body=b"", headers=""):
    return f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{headers}\r\n".encode() + body


def closed_port():
    return 1  # nobody is given it by chance, as one that was just closed may be


def test_any_status_is_a_value_and_redirects_are_not_followed():
    with answering(plain(308, headers="Location: http://127.0.0.1:1/\r\nRange: bytes=0-9\r\n")) as (url, _):
        answer = Client().request("PUT", url)
    assert answer.status == 308
    assert answer.headers["range"] == "bytes=0-9"


def test_a_range_of_a_file_is_sent_and_its_progress_told(tmp_path):
    file = tmp_path / "video.mp4"
    file.write_bytes(bytes(range(256)) * 4096)
    told = []
    with answering(plain(200)) as (url, seen):
        Client().request(
            "PUT", url, body=FileRange(file, 100, 600_000), listen=lambda sent, total: told.append((sent, total))
        )
    assert bytes(seen).partition(b"\r\n\r\n")[2] == file.read_bytes()[100:600_100]
    assert told == [(262_144, 600_000), (524_288, 600_000), (600_000, 600_000)]


def test_a_multipart_body_has_the_size_it_claims(tmp_path):
    file = tmp_path / "video.mp4"
    file.write_bytes(b"x" * 300_000)
    body = Multipart({"caption": "größer\r\n--"}, "video", 'odd"name.mp4', FileRange(file, 0, 300_000), "video/mp4")
    whole = b"".join(body.pieces())
    assert len(whole) == body.size
    assert b'filename="odd%22name.mp4"' in whole


def test_a_closed_port_is_unreachable():
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1 could not be reached"):
        Client().request("POST", f"http://127.0.0.1:{closed_port()}/", body=Bytes(b"x"))


def test_no_answer_to_a_whole_request_is_a_lost_answer():
    with answering(b"") as (url, _), pytest.raises(LostAnswer) as lost:
        Client().request("POST", url, body=Bytes(b"x"))
    assert lost.value.complete


def test_a_connection_that_breaks_in_the_middle_of_a_body_is_surely_incomplete(tmp_path):
    file = tmp_path / "large.bin"
    with file.open("wb") as sparse:
        sparse.truncate(64 << 20)
    with answering(b"", read_bytes=1000) as (url, _), pytest.raises(LostAnswer) as lost:
        Client().request("POST", url, body=FileRange(file, 0, 64 << 20))
    assert not lost.value.complete


def test_a_file_that_shrinks_breaks_the_exchange_off_incomplete(tmp_path):
    file = tmp_path / "short.bin"
    file.write_bytes(b"x" * 10)
    with answering(b"", read_bytes=10) as (url, _), pytest.raises(LostAnswer, match="became shorter") as lost:
        Client().request("POST", url, body=FileRange(file, 0, 20))
    assert not lost.value.complete


def test_an_early_refusal_is_heard_though_the_body_was_not_sent_whole(tmp_path):
    with answering(plain(413, b'{"ok":false}')) as (url, _):
        answer = Client().request("POST", url, body=Bytes(b"x" * 10))
    assert (answer.status, answer.json()) == (413, {"ok": False})


def test_an_answer_without_end_is_cut():
    with answering(plain(200, b"x" * 5000)) as (url, _):
        answer = Client(most_bytes=1000).request("GET", url)
    assert len(answer.body) == 1000


HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("start", "piece", "end"),
    [
        pytest.param(b"", b"", plain(200), id="silence"),
        pytest.param(HEAD + b"X-Slow: ", b"x", b"\r\nContent-Length: 2\r\n\r\nok", id="headers byte by byte"),
        pytest.param(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", plain(200), id="hints without end"),
        pytest.param(HEAD + b"\r\n", b"x", b"", id="a body that ends with the connection"),
        pytest.param(CHUNKED + b"1;", b"x", b"\r\nx\r\n0\r\n\r\n", id="the size of a chunk"),
        pytest.param(CHUNKED, b"1\r\nx\r\n", b"0\r\n\r\n", id="a body in chunks"),
    ],
)
def test_an_answer_that_is_not_whole_in_time_is_late(start, piece, end):
    with dripping(start, piece, end) as url, pytest.raises(LateAnswer, match="timed out") as lost:
        Client(read_seconds=0.15).request("POST", url, body=Bytes(b"x"))
    assert lost.value.complete


def test_a_body_that_reached_its_cap_is_an_answer_though_it_never_ends():
    with dripping(HEAD + b"\r\n" + b"x" * 1000, b"x", b"") as url:
        assert len(Client(most_bytes=1000).request("GET", url).body) == 1000


def test_what_interrupts_the_sending_comes_through_untouched(tmp_path):
    class Stop(BaseException):
        pass

    def stop(sent, total):
        raise Stop

    with answering(b"", read_bytes=1) as (url, _), pytest.raises(Stop):
        Client().request("POST", url, body=Bytes(b"x"), listen=stop)


@pytest.mark.parametrize("token", ["with\nnewline", "snow☃man", "nul\x00"])
def test_a_malformed_token_is_refused_without_being_quoted(token):
    headers = {"Authorization": f"Bearer {token}"}
    with answering(b"", read_bytes=1) as (url, _), pytest.raises(Unsendable) as refused:
        try:
            Client().request("GET", url, headers=headers, secrets=[token])
        finally:
            with suppress(OSError), socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2]))) as knock:
                knock.sendall(b"x")  # the server waits for someone, and may have had nobody
    assert token not in str(refused.value)
    assert refused.value.__cause__ is None and refused.value.__suppress_context__


@pytest.mark.parametrize(
    ("base", "url", "moved"),
    [
        ("", "https://a.example/x?y=1", "https://a.example/x?y=1"),
        ("http://127.0.0.1:9", "https://a.example/x?y=1#z", "http://127.0.0.1:9/x?y=1#z"),
        ("http://127.0.0.1:9/pre/", "https://a.example/x", "http://127.0.0.1:9/pre/x"),
        ("http://127.0.0.1:9/pre", "http://127.0.0.1:7/pre/x", "http://127.0.0.1:9/pre/x"),
        ("http://127.0.0.1:9/pre", "https://a.example/prefix", "http://127.0.0.1:9/pre/prefix"),
    ],
)
def test_a_base_url_replaces_scheme_and_host(base, url, moved):
    assert Client(base).at(url) == moved
    assert Client(base).at(moved) == moved


@pytest.mark.parametrize("base", ["127.0.0.1:9", "ftp://a.example", "http://"])
def test_a_base_url_that_is_none_is_refused(base):
    with pytest.raises(BadInput):
        Client(base)


@pytest.mark.parametrize(
    "text",
    [
        f"GET /bot12345:{'A' * 35}/getMe",
        f"Authorization: Bearer {'A' * 35}",
        f'{{"access_token": "{"A" * 35}", "expires_in": 1}}',
        f"client_secret={'A' * 35}&grant_type=refresh_token",
        f"https://a.example/upload?upload_id={'A' * 35}",
    ],
)
def test_what_looks_like_a_secret_is_hidden_though_nobody_named_it(text):
    assert "A" * 35 not in redact(text)


def test_ordinary_words_stay():
    text = '{"error": {"code": 403, "message": "Invalid token: it ended", "nextPageToken": "5"}}'
    assert redact(text) == text


@given(st.text(st.characters(exclude_characters="*", exclude_categories=["Cs"]), min_size=4), st.text(), st.text())
def test_a_named_secret_never_survives(secret, before, after):
    assert secret not in redact(before + secret + after, [secret])


def test_an_echoed_secret_is_hidden_in_what_is_shown():
    body = f'{{"message": "bad token {SECRET}"}}'.encode()
    with answering(plain(401, body)) as (url, _):
        answer = Client().request("GET", url, secrets=[SECRET])
    assert SECRET not in answer.shown and SECRET not in repr(answer)
    assert answer.shown.startswith("HTTP 401")
