"""The pauses between platforms."""

from hypothesis import given
from hypothesis import strategies as st

from reelpress.pipeline.stagger import delays

PAUSES = {"youtube": 30, "instagram": 60, "twitter": 15, "facebook": 30, "linkedin": 45, "telegram": 0}


def test_the_first_account_does_not_wait_and_each_next_waits_its_own_pause_more():
    assert delays(["youtube", "twitter", "telegram", "linkedin"], PAUSES) == [0, 15, 15, 60]


@given(st.lists(st.sampled_from([*PAUSES, "new-platform"])))
def test_nobody_overtakes(platforms):
    waits = delays(platforms, PAUSES)

    assert len(waits) == len(platforms)
    assert waits == sorted(waits)
    assert waits[:1] in ([], [0])
