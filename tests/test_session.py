"""What conftest.py promises to every test."""

import random
import socket
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import forget_settings
from tests.loopback import BeyondLoopback, is_local


@pytest.mark.parametrize("reach", [
    pytest.param(lambda: socket.create_connection(("192.0.2.1", 80), timeout=1), id="an address"),
    pytest.param(lambda: socket.create_connection(("2001:db8::1", 80), timeout=1), id="an IPv6 address"),
    pytest.param(lambda: socket.getaddrinfo("tandem.example", 443), id="a name"),
    pytest.param(lambda: send_datagram("192.0.2.1"), id="a datagram"),
])
def test_reaching_for_another_machine_fails_at_once(reach):
    with pytest.raises(BeyondLoopback):
        reach()


def test_this_machine_can_be_reached():
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(("localhost", server.getsockname()[1])) as client,
    ):
        assert client.getpeername()[0] == "127.0.0.1"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost", "", None, b"::1"])
def test_local_is_what_loops_back(host):
    assert is_local(host)


@pytest.mark.parametrize("host", ["10.0.0.1", "128.0.0.1", "::2", "localhost.example", b"example"])
def test_all_else_is_not_local(host):
    assert not is_local(host)


def test_a_warning_is_an_error():
    with pytest.raises(DeprecationWarning, match="old"):
        warnings.warn("old", DeprecationWarning, stacklevel=1)


def test_settings_of_the_shell_are_forgotten_those_of_the_tests_stay():
    environment = {"TANDEM_PORT": "9", "TANDEM_TEST_PROFILE": "long", "HOME": "/"}

    forget_settings(environment)

    assert environment == {"TANDEM_TEST_PROFILE": "long", "HOME": "/"}


def test_the_same_seed_draws_the_same_examples(request):
    def drawn():
        seen = []

        @settings(max_examples=20, database=None)
        @given(st.integers())
        def see(number):
            seen.append(number)

        see()
        return seen

    random.seed(1)
    first = drawn()
    random.seed(2)

    assert drawn() == first


def send_datagram(host):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"x", (host, 53))
