"""What the tests of notices share."""

import pytest

from tests.notifications.receiver import receiving


@pytest.fixture
def receiver():
    """A web server that keeps what it was sent."""
    with receiving() as one:
        yield one
