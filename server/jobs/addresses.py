"""Where messages may not go: this machine and its neighbours, however the address is written.

Asked when an endpoint is saved, and again before every attempt, since a name may lead elsewhere tomorrow. The
connection itself goes to the very address that was looked at last (``requests_hardened``).
"""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import SplitResult, urlsplit

from requests_hardened.ip_filter import EXTRA_BLOCKED_NET_RANGES

from rules.errors import PointsError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
SCHEMES = {"https": 443, "http": 80}
URL_LENGTH = 2_000


class EndpointRefused(PointsError):
    """Messages are not sent to this address; the sentence says why."""

    code = "endpoint_refused"


def assert_outward(url: str, *, loopback: bool = False) -> None:
    """Raise ``EndpointRefused`` unless every address that ``url`` stands for is out in the world.

    ``loopback`` lets this machine and plain http through.
    """
    parts = _parts(url)
    if parts.scheme != "https" and not (loopback and parts.scheme == "http"):
        raise EndpointRefused("an endpoint begins with https://")
    if parts.username is not None or parts.password is not None:
        raise EndpointRefused("an endpoint's address holds no user name or password")
    if not parts.hostname:
        raise EndpointRefused("an endpoint's address names a host")
    for address in addresses_of(parts.hostname, parts.port or SCHEMES[parts.scheme]):
        if is_inward(address) and not (loopback and address.is_loopback):
            raise EndpointRefused(f"{parts.hostname} leads to {address}, which is no address out in the world")


def _parts(url: str) -> SplitResult:
    if len(url) > URL_LENGTH or not url.isprintable() or " " in url or "\\" in url:
        raise EndpointRefused("an endpoint is a plain address without blanks")
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 – a port that is no number raises here
    except ValueError as error:
        raise EndpointRefused(f"this is no address: {error}") from error
    return parts


def addresses_of(host: str, port: int) -> list[Address]:
    """Every address a host stands for; a number in whatever notation is one. Raises ``EndpointRefused``."""
    try:
        return [ipaddress.IPv4Address(socket.inet_aton(host))]
    except OSError:
        pass
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise EndpointRefused(f"{host} cannot be found") from error
    return [ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found]


def is_inward(address: Address) -> bool:
    """Whether an address is not one of the public internet: private, local, reserved, or a way to such a one.

    >>> is_inward(ipaddress.ip_address("169.254.169.254")), is_inward(ipaddress.ip_address("8.8.8.8"))
    (True, False)
    """
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None,))[0]
        if inner is not None:
            return True
    if any(address in network for network in EXTRA_BLOCKED_NET_RANGES):
        return True
    return not address.is_global or address.is_multicast or address.is_reserved or address.is_unspecified
