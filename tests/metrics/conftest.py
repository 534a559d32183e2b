"""Readings need something published: the fixture of the publishing room."""

from tests.publishing.conftest import press  # noqa: F401
