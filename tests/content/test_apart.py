"""Strange data is read in a program of its own: what kills that program costs one task, and no other one's result."""

import pytest

from reelpress.content.sources import apart
from reelpress.lib.errors import Failure
from tests.content.pictures import picture

LOST = {"unusable": "took too long or too much memory to read"}
ONE, TWO = {"do": "echo", "value": 1}, {"do": "echo", "value": "zwei \u2028 \n"}
SAID = [{"value": 1}, {"value": "zwei \u2028 \n"}]


@pytest.fixture
def run(monkeypatch, tmp_path, real_reader):
    """Have tasks done by a real program; what it wrote lies in one folder."""
    monkeypatch.setattr(apart, "MODULE", "tests.content.doomed")
    return lambda *tasks, **limits: apart.run(tasks, folder=tmp_path, **limits)


def test_results_come_back_in_order(run):
    assert run(ONE, TWO) == SAID


def test_nothing_to_do_starts_no_program(run, tmp_path):
    assert run() == [] and not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("task", "said"),
    [
        ("refuse", {"unusable": "is damaged"}),
        ("fail", {"unusable": "cannot be read"}),
        ("nest", {"unusable": "cannot be read"}),
        ("unheard of", {"unusable": "cannot be read"}),
        ("die", LOST),
        ("crash", LOST),
    ],
)
def test_what_goes_wrong_costs_its_own_task_only(run, task, said):
    assert run(ONE, {"do": task}, TWO) == [SAID[0], said, SAID[1]]


def test_what_nobody_had_foreseen_is_logged(run, caplog):
    run({"do": "fail"}, {"do": "refuse"})
    assert [record.getMessage() for record in caplog.records] == [
        "Reading a fail raised IndexError: list index out of range"
    ]


def test_a_task_that_never_ends_is_ended(run):
    assert run(ONE, {"do": "hang"}, TWO, seconds=60) == [SAID[0], LOST, SAID[1]]


def test_a_task_that_takes_too_much_memory_is_refused_it(run):
    why = {"unusable": "needs more memory than its reading may take"}
    assert run(ONE, {"do": "grow"}, TWO, megabytes=512) == [SAID[0], why, SAID[1]]


def test_after_some_deaths_the_rest_is_not_tried(run, tmp_path):
    said = run(*[{"do": "die"}] * apart.MOST_DEATHS, ONE, ONE)
    assert said == [LOST] * apart.MOST_DEATHS + [apart.UNTRIED] * 2
    assert len(list(tmp_path.glob("*.out"))) == apart.MOST_DEATHS


def test_a_program_that_cannot_start_blames_no_task(run, monkeypatch):
    monkeypatch.setattr(apart, "MODULE", "tests.content.there_is_no_such_module")
    with pytest.raises(Failure, match="The reader ended with code 1") as failed:
        run(ONE)
    assert not failed.value.permanent


def test_the_shipped_program_reads_a_picture_a_page_and_a_language_within_its_limits(real_reader, tmp_path):
    (tmp_path / "a.png").write_bytes(picture())
    (tmp_path / "a.html").write_text("<p>Good <b>words</b></p><script>bad()</script>")
    said = apart.run(
        [
            {"do": "picture", "path": str(tmp_path / "a.png"), "target": str(tmp_path / "out")},
            {"do": "markup", "path": str(tmp_path / "a.html")},
            {"do": "language", "text": "Dies ist ein ganz gewöhnlicher Satz, an dem man die Sprache gut erkennt."},
        ],
        folder=tmp_path,
    )
    assert [said[0]["width"], said[1]["body"].strip(), said[2]["language"]] == [40, "Good **words**", "de"]
