"""What the tests of the pipeline share."""

import pytest

from tests.jobs import types  # noqa: F401  (registers the job types of the tests)
from tests.notifications.receiver import receiving


@pytest.fixture
def receiver(settings):
    """A receiver that the settings name as the only target."""
    with receiving() as one:
        settings.WEBHOOKS = [f"{one.url.replace('://', '://user:pa55word@')}/t0ken-in-path"]
        settings.WEBHOOK_SECRET = "signing-secret"
        settings.NOTIFY_PRIVATE = True
        yield one
