"""Tests keep to themselves: no way outside, and a home of their own."""

import os
import socket
import tempfile
from pathlib import Path

import pytest
from django.conf import settings

from tests.outside import OutsideWorld


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("10.0.0.1", 80)])
def test_nothing_outside_is_reached(address):
    with socket.socket() as line, pytest.raises(OutsideWorld):
        line.connect(address)


def test_nothing_is_sent_outside():
    with socket.socket(type=socket.SOCK_DGRAM) as line, pytest.raises(OutsideWorld):
        line.sendto(b"hello", ("192.0.2.1", 9))


@pytest.mark.parametrize(
    "look_up", [lambda: socket.getaddrinfo("example.org", 80), lambda: socket.gethostbyname("a.org")]
)
def test_no_name_outside_is_looked_up(look_up):
    with pytest.raises(OutsideWorld):
        look_up()


def test_a_name_that_nobody_has_is_not_found():
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("nobody.invalid", 80)


def test_this_machine_is_reached():
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(("localhost", server.getsockname()[1])),
    ):
        server.accept()[0].close()


def test_the_home_is_new_and_the_queue_stands_still():
    assert settings.SETTINGS_MODULE == "tests.environment"  # in each of several processes, whatever the variable says
    assert Path(tempfile.gettempdir()) in Path(settings.HOME).parents
    assert settings.QUEUE_MODE == "manual"
    assert not settings.BROKER_URL
    assert os.environ["REELPRESS_HOME"] == str(settings.HOME)
