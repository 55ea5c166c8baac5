"""A partner's address cannot reach inside: refused when it is saved, and again whenever something is sent."""

import ipaddress
import socket
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from server.clock import now
from server.db import writing
from server.jobs import delivery
from server.jobs.addresses import EndpointRefused, assert_outward, is_inward
from server.jobs.messages import Message, tell
from server.jobs.sender import Sender
from server.models import Endpoint
from server.services.partners.endpoints import add_endpoint
from server.services.partners.secrets import issue_secret
from tests.server.jobs.receiver import receiving

NAMES = {"inside.example": "10.0.0.7", "localhost.example": "127.0.0.1", "partner.example": "93.184.215.14",
         "rooted.example.": "192.168.1.1"}
INWARD = {
    "loopback": "https://127.0.0.1/", "another loopback": "https://127.8.9.1/", "its short form": "https://127.1/",
    "loopback by name": "https://localhost.example/", "loopback of IPv6": "https://[::1]/",
    "the unspecified address": "https://0.0.0.0/", "as one number": "https://2130706433/",
    "in octal": "https://0177.0.0.01/", "in hexadecimal": "https://0x7f.0.0.1/", "one hexadecimal": "https://0x7f000001/",
    "private 10": "https://10.1.2.3/", "private 172": "https://172.16.0.9/", "private 192": "https://192.168.0.1/",
    "shared by carriers": "https://100.64.0.1/", "link-local": "https://169.254.10.10/",
    "metadata of clouds": "https://169.254.169.254/latest/meta-data/", "metadata of IPv6": "https://[fd00:ec2::254]/",
    "link-local of IPv6": "https://[fe80::1]/", "mapped": "https://[::ffff:127.0.0.1]/",
    "compatible": "https://[::127.0.0.1]/", "translated": "https://[64:ff9b::a00:1]/",
    "6to4": "https://[2002:7f00:1::1]/", "multicast": "https://224.0.0.1/", "broadcast": "https://255.255.255.255/",
    "a name that leads inside": "https://inside.example/", "a name with a dot at its end": "https://rooted.example./",
    "a user name in front": "https://partner.example@127.0.0.1/", "a password in front": "https://a:b@partner.example/",
    "a sign that splits": "https://partner.example\\@127.0.0.1/", "plain http": "http://partner.example/",
    "no host": "https:///hook", "another scheme": "ftp://partner.example/", "a file": "file:///etc/passwd",
    "a port that is none": "https://partner.example:99999/", "a blank": "https://partner.example/a b",
    "a name nobody knows": "https://nowhere.example/",
}


@pytest.fixture
def names(monkeypatch):
    """Names and addresses lead where the test says; looked up are counted, nothing leaves this machine."""
    looked_up = []

    def found(host, port, *_, **__):
        looked_up.append(host)
        address = NAMES.get(host, host)
        try:
            ipaddress.ip_address(address)
        except ValueError:
            raise socket.gaierror(host) from None
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    return looked_up


@pytest.mark.parametrize("url", INWARD.values(), ids=INWARD.keys())
def test_an_address_that_leads_inside_is_refused_when_it_is_saved(names, url):
    with pytest.raises(EndpointRefused):
        assert_outward(url)


@pytest.mark.parametrize("url", INWARD.values(), ids=INWARD.keys())
def test_nothing_is_sent_to_an_address_that_leads_inside(names, url, monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("it connected"))

    attempt = Sender().send(url, ["whsec_c2VjcmV0"], "msg_1", "{}")

    assert (attempt.status, attempt.error.partition(":")[0]) == (None, "EndpointRefused")


def test_an_address_out_in_the_world_is_taken(names):
    assert_outward("https://partner.example:8443/hook?x=1")


def test_a_service_saves_no_address_that_leads_inside(coalition, names):
    with Session(coalition.engine) as session, pytest.raises(EndpointRefused):
        add_endpoint(session, "SHOP", "https://inside.example/")


def test_a_name_that_leads_inside_the_second_time_is_not_connected_to(names, monkeypatch):
    first = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *more, **named: first(
        "127.0.0.1" if names else host, *more, **named))
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("it connected"))

    attempt = Sender().send("https://partner.example/", ["whsec_c2VjcmV0"], "msg_1", "{}")

    assert attempt.error.startswith("InvalidIPAddress")
    assert len(names) == 2


def test_an_address_that_got_into_the_table_is_still_not_sent_to(coalition, context):
    with receiving() as receiver:
        with Session(context.engine) as session:
            issue_secret(session, "SHOP", "outgoing")
            session.add(Endpoint(id="e", partner="SHOP", url=receiver.url.replace("http", "https"), created_at=now()))
            session.commit()
        with writing(context.engine) as connection:
            tell(connection, [Message("SHOP", "event.processed", now())], now())

        assert delivery.turn(context, "e", Sender(patience=timedelta(seconds=1))) == 1
        assert receiver.got == []


def test_no_proxy_of_the_environment_is_asked(names, monkeypatch):
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    connected = []
    monkeypatch.setattr(socket.socket, "connect", lambda self, address: connected.append(address[0]) or
                        (_ for _ in ()).throw(OSError("no")))

    Sender().send("https://partner.example/", ["whsec_c2VjcmV0"], "msg_1", "{}")

    assert set(connected) == {"93.184.215.14"}


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "2606:4700:4700::1111"])
def test_the_public_internet_is_not_inward(address):
    assert not is_inward(ipaddress.ip_address(address))
