"""What the parent of a worker hears of the answers of its children."""

import pytest

from reelpress.jobs.hearing import Ear, lines


@pytest.mark.parametrize(
    ("answer", "jobs"),
    [
        (None, []),
        ("None", []),
        (repr(""), []),
        (repr("j1 a completed"), ["j1 a completed"]),
        (repr("j1 a completed\nj2 a failed It's “odd”."), ["j1 a completed", "j2 a failed It's “odd”."]),
        ("'j1 a fai...", ["'j1 a fai..."]),
    ],
)
def test_each_job_of_an_answer_is_a_line(answer, jobs):
    assert lines(answer) == jobs


def test_as_many_bells_are_answered_as_jobs_are_wanted_and_no_more():
    told = []
    ear = Ear(2, told.append)
    assert [ear.may_begin(bell) for bell in "abc"] == [True, True, False]

    assert not ear.ended("a", repr(""))  # a bell that found no job
    assert ear.may_begin("d")
    assert not ear.ended("b", repr("j1 done"))
    assert not ear.may_begin("e")
    assert ear.ended("d", repr("j2 done"))
    assert told == ["j1 done", "j2 done"]


def test_the_bell_of_a_process_that_died_makes_room_for_another():
    ear = Ear(1, None)
    assert ear.may_begin("a")
    assert not ear.ended("a", None)
    assert ear.may_begin("b")


def test_without_a_limit_it_never_ends():
    ear = Ear(None, None)
    assert all(ear.may_begin(str(number)) for number in range(100))
    assert not ear.ended("0", repr("j1 done"))
