"""What the tests of this room share: job types that do as told."""

import pytest
from hypothesis import settings

from tests.jobs import types

settings.register_profile("long", max_examples=2000)


@pytest.fixture(autouse=True)
def _forget_what_was_seen():
    types.seen.clear()
