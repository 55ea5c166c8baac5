"""Keeps tests on this machine: whoever looks up or connects to another one fails at once.

Watches through the interpreter's audit events, so that no library finds a way around it. Libraries that
open sockets in C (PostgreSQL's) are not seen; tests give them unix sockets only.
"""

import ipaddress
import socket
import sys
from typing import Any

LOCAL_NAMES = frozenset({"localhost", "", None, socket.gethostname()})
CONNECTING = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
LOOKING_UP = frozenset({"socket.getaddrinfo", "socket.gethostbyname"})


class BeyondLoopback(RuntimeError):
    """A test reached for another machine. Not an OSError, so that no retry or fallback swallows it."""


def is_local(host: Any) -> bool:
    """Whether a host, as sockets name it (text, bytes or None), is this machine."""
    name = host.decode() if isinstance(host, bytes) else host
    if name in LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def refuse_other_machines(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook. Raises BeyondLoopback for a connection or a look-up that leaves this machine."""
    if event in LOOKING_UP:
        _require_local(arguments[0])
    elif event in CONNECTING:
        connection, address = arguments
        if connection.family in (socket.AF_INET, socket.AF_INET6) and address:
            _require_local(address[0])


def install() -> None:
    """Watch this process until it ends; an audit hook cannot be taken back."""
    sys.addaudithook(refuse_other_machines)


def _require_local(host: Any) -> None:
    if not is_local(host):
        raise BeyondLoopback(f"tests talk to this machine only, not to {host!r}")
