"""The pieces of the comparison with other queues: marks, figures, tables. No timing is judged here."""

import json
import re
import subprocess
import sys

import pytest
from benchmarks.marks import MARK, Marks
from benchmarks.places import ROOT
from benchmarks.rounds import _rate

from benchmarks import field, probe, queue, tables

SECOND = 1_000_000_000


def some_rounds(per_second):
    milliseconds = [number * 1_000_000 for number in range(1, 101)]
    return [
        {
            "drain": per_second, "sustained": per_second, "dispatch": milliseconds, "dispatch_busy": milliseconds,
            "pick_up": milliseconds,
        }
    ]  # fmt: skip


def test_marks_come_back_in_order_and_are_counted(tmp_path):
    file = tmp_path / "marks"
    file.write_bytes(MARK.pack(7, 100) + MARK.pack(8, 250))
    marks = Marks(file)

    assert marks.count() == 2
    assert marks.since(1) == [(8, 250)]
    assert marks.wait(2, seconds=0)
    assert not marks.wait(3, seconds=0)


def test_a_file_that_no_job_has_written_yet_counts_nothing(tmp_path):
    assert Marks(tmp_path / "none").count() == 0


def test_a_drain_is_measured_from_the_first_start_to_the_last():
    assert _rate([(0, 5 * SECOND), (2, 7 * SECOND), (1, 6 * SECOND)]) == pytest.approx(1)


def test_a_contender_that_sends_says_how_long_each_call_took(tmp_path):
    program = "from benchmarks.client import serve; from benchmarks.marks import mark; serve(mark)"
    wanted = [{"do": "send", "n": 3}, {"do": "pick_up", "n": 2}]
    answers = subprocess.run(
        [sys.executable, "-c", program], input="".join(json.dumps(one) + "\n" for one in wanted), text=True,
        capture_output=True, check=True, cwd=ROOT, env={"BENCH_MARKS": str(tmp_path / "marks"), "PATH": ""},
    ).stdout.splitlines()  # fmt: skip
    ready, sent, picked = map(json.loads, answers)

    assert ready == {"ready": True}
    assert len(sent["calls"]) == 3 and all(call > 0 for call in sent["calls"])
    assert len(picked["waits"]) == 2 and not picked["lost"]
    assert Marks(tmp_path / "marks").count() == 5


def test_figures_are_medians_of_rounds_in_milliseconds():
    found = queue.figures([*some_rounds(10), *some_rounds(30), *some_rounds(20)])

    assert found["drain"] == 20
    assert found["dispatch_p50"] == pytest.approx(50.5)
    assert found["pick_up_p95"] == pytest.approx(95.05)


def test_ratios_are_taken_to_plain_celery_that_acknowledges_late():
    found = {field.CELERY_LATE: some_rounds(400), "reelpress, sqlite": some_rounds(100)}
    _, head, rows = queue.summary(found)

    assert [row[2] for row in rows] == ["1.00", "0.25"]
    assert len(head) == len(rows[0])


def test_goals_are_shown_beside_what_was_measured():
    (_, _, rows), _ = queue.goals({field.CELERY_LATE: some_rounds(400), "reelpress, sqlite": some_rounds(100)})

    assert ("reelpress, sqlite: drain", "0.25 of Celery's", ">= 0.5") in rows
    assert ("reelpress, sqlite: dispatch p99", "99.0 ms", "< 20 ms (on PostgreSQL)") in rows


def test_without_celery_there_is_no_ratio():
    _, _, rows = queue.summary({"rq": some_rounds(5)})

    assert rows[0][2] == ""


def test_a_section_of_the_results_is_replaced_and_others_stay(tmp_path):
    page = tmp_path / "results.md"
    for name, text in (("queue", "one"), ("scale", "two"), ("queue", r"three \1")):
        tables.put_section(page, name, text)

    assert "one" not in page.read_text("utf-8")
    assert page.read_text("utf-8").count("<!-- queue -->") == 1
    assert "two" in page.read_text("utf-8") and r"three \1" in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("sql", "label"),
    [
        ('INSERT INTO "jobs_job" (a) VALUES (%s)', "INSERT jobs_job"),
        ('UPDATE "jobs_job" SET a = 1', "UPDATE jobs_job"),
        ('SELECT a FROM "jobs_attempt"', "SELECT jobs_attempt"),
        ("BEGIN IMMEDIATE", "BEGIN IMMEDIATE"),
    ],
)
def test_a_statement_is_named_by_its_verb_and_table(sql, label):
    assert probe.label(sql) == label


def test_every_contender_says_what_it_keeps_and_loses():
    assert all(one.keeps and one.loses and one.worker for one in field.CONTENDERS)
    assert len({one.name for one in field.CONTENDERS}) == len(field.CONTENDERS)


def test_celery_is_measured_in_the_version_that_reelpress_uses():
    def pinned(lock):
        return re.search(r"^celery==\S+", (ROOT / lock).read_text("utf-8"), re.MULTILINE).group()

    assert pinned("benchmarks/requirements.lock") == pinned("requirements.lock")
