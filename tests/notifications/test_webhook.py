"""Webhooks against a real receiver: signed, refused, retried, and silent about their address."""

import hashlib
import hmac
import json
import re
from datetime import timedelta
from email.utils import format_datetime

import pytest

from reelpress.lib import clock
from reelpress.lib.errors import Failure
from reelpress.lib.http import Bytes, Client
from reelpress.notifications import webhook
from reelpress.notifications.sentences import Notice
from tests.house.source import ROOT

SECRET = "a-long-random-text"
NOTICE = Notice("job-failed", "It failed", "It failed.\nSee to it.", "https://press.example/7", {"count": 1})
PLANTED = ("pa55word", "t0ken-in-path", "t0ken-in-query")


def send(url, *, private=True):
    webhook.send(url, SECRET, NOTICE, shown="webhook target 0123456789ab", delivery="j23456789a", private=private)


def failure(url, **options):
    with pytest.raises(Failure) as failed:
        send(url, **options)
    return failed.value


def test_a_notice_arrives_with_all_it_says(receiver):
    send(receiver.url + "/in?key=1")

    [(path, headers, body)] = receiver.requests
    said = json.loads(body)
    assert path == "/in?key=1"
    assert (headers["X-Reelpress-Event"], headers["X-Reelpress-Delivery"]) == ("job-failed", "j23456789a")
    assert headers["Content-Type"] == "application/json"
    assert said.pop("at").endswith("+00:00")
    assert said == {
        "id": "j23456789a", "kind": "job-failed", "title": "It failed", "body": "It failed.\nSee to it.",
        "url": "https://press.example/7", "facts": {"count": 1},
    }  # fmt: skip


def test_the_signature_is_that_of_the_bytes_that_came(receiver):
    send(receiver.url)

    [(_, headers, body)] = receiver.requests
    at, told = re.fullmatch(r"t=(\d+),v1=([0-9a-f]{64})", headers["X-Reelpress-Signature"]).groups()
    assert told == hmac.digest(SECRET.encode(), at.encode() + b"." + body, hashlib.sha256).hex()
    assert abs(int(at) - clock.now().timestamp()) < 60


def test_the_example_of_the_docs_tells_genuine_from_forged(receiver):
    page = (ROOT / "docs" / "notifications.md").read_text("utf-8")
    [example] = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    known = {}
    exec(example, known)
    genuine = known["is_genuine"]

    send(receiver.url)

    [(_, headers, body)] = receiver.requests
    header = headers["X-Reelpress-Signature"]
    assert genuine(SECRET, header, body)
    assert not genuine("another", header, body)
    assert not genuine(SECRET, header, body + b" ")
    assert not genuine(SECRET, "", body) and not genuine(SECRET, "t=x,v1=y", body)
    old = webhook.signature(SECRET, body, int(clock.now().timestamp()) - 301)
    assert not genuine(SECRET, old, body)


@pytest.mark.parametrize(
    ("status", "permanent"),
    [(400, True), (401, True), (404, True), (410, True), (422, True), (408, False), (425, False), (429, False),
     (500, False), (503, False), (302, False)],
)  # fmt: skip
def test_a_refusal_says_its_status_and_whether_to_try_again(receiver, status, permanent):
    receiver.will_answer(status)

    failed = failure(receiver.url)

    assert f"status {status}" in str(failed) and failed.permanent is permanent


def test_a_redirect_is_not_followed(receiver):
    receiver.will_answer(307, Location=receiver.url + "/elsewhere")

    assert "Redirects are not followed." in str(failure(receiver.url))
    assert len(receiver.requests) == 1


def test_the_receiver_says_when_to_come_back(receiver):
    receiver.will_answer(503, Retry_After="120")

    assert failure(receiver.url).retry_after == 120


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120), ("0", 1), ("9" * 400, 86_400), ("-5", None), ("soon", None), ("", None), ("٣", None), ("1e3", None)],
)
def test_a_wait_is_from_a_second_to_a_day(value, seconds):
    assert webhook.retry_after(value) == seconds


def test_a_wait_may_be_a_date():
    at = clock.now() + timedelta(seconds=600)

    assert 590 < webhook.retry_after(format_datetime(at, usegmt=True)) <= 600
    assert webhook.retry_after(format_datetime(at - timedelta(days=1), usegmt=True)) == 1
    assert webhook.retry_after("Fri, 31 Dec 9999 23:59:59 -0000") in (86_400, None)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "[::ffff:10.0.0.1]"])
def test_a_private_address_is_refused_for_good_and_not_touched(receiver, host):
    port = receiver.url.rpartition(":")[2]

    failed = failure(f"http://{host}:{port}/", private=False)

    assert failed.permanent and "REELPRESS_NOTIFY_PRIVATE" in str(failed)
    assert host not in str(failed)
    assert receiver.requests == []


@pytest.mark.parametrize("place", ["127.0.0.1:1", "hidden-host.invalid", "hidden-host.invalid:99"])
def test_no_part_of_an_address_is_in_a_message(place):
    failed = failure(f"http://user:pa55word@{place}/t0ken-in-path?k=t0ken-in-query")

    assert "0123456789ab" in str(failed) and not failed.permanent
    assert not [secret for secret in (*PLANTED, "hidden-host", SECRET) if secret in str(failed)]
    assert failed.__cause__ is None and failed.__suppress_context__


def test_a_receiver_that_speaks_no_http_can_be_tried_again(receiver):
    assert Client().request("POST", receiver.url, body=Bytes(b"{}")).status == 204  # it is there
    assert not failure(receiver.url.replace("http:", "https:")).permanent
