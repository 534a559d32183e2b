"""The contract, asked of every registered platform."""

import pytest

from reelpress.publishing.platforms.registry import platform_names
from tests.publishing.platforms.contract import *  # noqa: F403
from tests.publishing.platforms.contract import CASES


@pytest.fixture(params=platform_names())
def platform(request):
    return request.param


@pytest.fixture
def case(platform):
    return CASES[platform]
