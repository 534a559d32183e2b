"""The contract, asked of every registered platform."""

import pytest

from reelpress.publishing.platforms.registry import platform_names
from tests.publishing.platforms.cases import CASES
from tests.publishing.platforms.contract import *  # noqa: F403


@pytest.fixture(params=platform_names())
def platform(request):
    return request.param


@pytest.fixture
def case(platform):
    return CASES[platform]
