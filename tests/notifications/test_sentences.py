"""What notices say, and that nothing hostile gets through in them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelpress.notifications import sentences
from reelpress.notifications.sentences import EndedBatch, FailedJobs, WaitingQueue, tame

URL = "https://press.example/admin/jobs/job/7/change/"
HOSTILE = "first\r\nX-Evil: 1\n<script>alert(1)</script> @everyone \x1b[31m\u202eevil\u202c\x00 \ud800 " + "A" * 100_000


def failed(**facts):
    return FailedJobs(
        **{"type": "video-generation", "group": "9f2c51d07a3b", "count": 1, "error_class": "Failure",
           "error": "It broke. Nothing was done.", "ids": ("j23456789a",), "url": URL} | facts
    )  # fmt: skip


def queue(**facts):
    return WaitingQueue(
        **{"name": "video", "seconds": 1200.0, "limit": 900, "pending": 7, "paused": False, "workers": 2, "url": URL}
        | facts
    )


def test_one_failure_says_what_happened_what_it_means_and_what_to_do():
    notice = sentences.job_failed(failed())

    assert (notice.kind, notice.title, notice.url) == ("job-failed", "video-generation failed", URL)
    assert notice.body == (
        "Job j23456789a (video-generation) failed for good: It broke. Nothing was done.\n"
        "It is not tried again by itself.\n"
        "When the cause is mended: reelpress queue retry j23456789a"
    )


def test_many_failures_are_counted_and_some_named():
    notice = sentences.job_failed(failed(count=10_000, ids=("j1", "j2", "j3")))

    assert notice.title == "10,000 jobs failed: video-generation"
    assert "j1, j2, j3 and others" in notice.body
    assert "reelpress queue retry --reason 9f2c51d07a3b" in notice.body
    assert notice.facts["count"] == 10_000 and notice.facts["jobs"] == ["j1", "j2", "j3"]


def test_a_failure_without_words_is_named_by_its_class():
    assert "for good: MemoryError\n" in sentences.job_failed(failed(error="", error_class="MemoryError")).body


@pytest.mark.parametrize(
    ("facts", "cause", "help"),
    [
        ({"paused": True, "workers": 0}, "The queue is paused.", "reelpress queue resume video"),
        ({"workers": 0}, "No worker serves it.", "reelpress queue work --queue video"),
        ({"workers": 1}, "Its 1 worker is slower than the work", "--concurrency"),
        ({}, "Its 2 workers are slower than the work", "--concurrency"),
    ],
)
def test_a_waiting_queue_says_why_and_what_helps(facts, cause, help):
    notice = sentences.queue_waits(queue(**facts))

    assert "has been due for 20m 00s; 7 jobs wait." in notice.body
    assert cause in notice.body and help in notice.body


def test_a_batch_says_how_it_ended():
    well = sentences.batch_done(EndedBatch("b23456789a", "import", 3, 0, 0, URL))
    ill = sentences.batch_done(EndedBatch("b23456789a", "import", 1, 1, 1, URL))

    assert well.title == "The batch import is done"
    assert "1 completed, 1 failed, 1 cancelled" in ill.body and "reelpress queue batch b23456789a" in ill.body


def test_a_hostile_error_becomes_one_short_line():
    notice = sentences.job_failed(failed(error=HOSTILE, error_class="X\nY"))

    assert len(notice.body.splitlines()) == 3 and len(notice.body) < 700
    assert "X-Evil: 1 <script>" in notice.body  # on the same line, as text
    json.dumps(dict(notice.facts), ensure_ascii=False).encode()  # no half characters
    assert not {"\x1b", "\u202e", "\x00"} & set(notice.body)


def test_what_looks_like_a_secret_does_not_leave_the_house():
    assert "abcdefgh" not in sentences.job_failed(failed(error="refused: Bearer abcdefghijkl")).body


@given(st.text(), st.integers(10, 200))
def test_tamed_text_is_one_line_within_its_limit(text, limit):
    tamed = tame(text, limit)

    assert len(tamed) <= limit
    assert tamed.isprintable() and len(tamed.splitlines()) <= 1
