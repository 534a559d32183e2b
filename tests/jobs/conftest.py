"""What the tests of this room share: job types that do as told."""

import pytest

from tests.jobs import types


@pytest.fixture(autouse=True)
def _forget_what_was_seen():
    types.seen.clear()
