"""One attempt to deliver one message: signed, to an address out in the world, no redirect followed, never for long."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Timer
from typing import Any

import requests
from requests_hardened import Config, HTTPSession
from requests_hardened.ip_filter_adapter import IPFilterAdapter
from standardwebhooks import Webhook

from server.clock import now
from server.jobs.addresses import EndpointRefused, assert_outward
from server.release import VERSION

PATIENCE = timedelta(seconds=15)
"""How long an attempt may take in all, from the first look-up to the last header of the answer."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of one attempt: the status answered, None if there was no answer, and then ``error`` says why."""

    status: int | None = None
    error: str = ""
    retry_after: str = ""

    @property
    def ok(self) -> bool:
        """Whether the partner confirmed it: a 2xx, nothing else."""
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends messages; ``loopback`` lets them go to this machine too."""

    loopback: bool = False
    patience: timedelta = PATIENCE

    def send(self, url: str, secrets: Sequence[str], message: str, body: str) -> Attempt:
        """Post ``body`` under the id ``message``, signed with every live secret; what goes wrong is in the answer."""
        sockets, error, answer = _Sockets(), "", None
        try:
            assert_outward(url, loopback=self.loopback)
            with self._session(sockets) as session:
                answer = session.post(url, data=body.encode(), headers=headers_for(secrets, message, now(), body),
                                      stream=True, timeout=2 * self.patience.total_seconds())
                answer.close()
        except (requests.RequestException, EndpointRefused, OSError, ValueError) as caught:
            error = f"{type(caught).__name__}: {caught}"[:500]
        if sockets.late:
            return Attempt(error=f"no whole answer within {self.patience.total_seconds():g} s")
        if error or answer is None:
            return Attempt(error=error)
        return Attempt(answer.status_code, retry_after=answer.headers.get("Retry-After", ""))

    @contextmanager
    def _session(self, sockets: _Sockets) -> Iterator[requests.Session]:
        """A session that takes no proxy, password or redirect from anywhere, and is cut off when patience ends."""
        config = Config(ip_filter_enable=True, ip_filter_allow_loopback_ips=self.loopback, never_redirect=True,
                        default_timeout=self.patience.total_seconds(), user_agent_override=f"Tandem/{VERSION}")
        session = HTTPSession(config)
        session.trust_env = False
        for scheme in ("http", "https"):
            session.mount(f"{scheme}://", _WatchedAdapter(scheme == "https", self.loopback, sockets))
        alarm = Timer(self.patience.total_seconds(), sockets.cut)
        alarm.start()
        try:
            with session:
                yield session
        finally:
            alarm.cancel()
            sockets.close()


def headers_for(secrets: Sequence[str], message: str, at: datetime, body: str) -> dict[str, str]:
    """The headers of Standard Webhooks 1.0; one signature for each secret, so that a rotation loses nothing."""
    signatures = [Webhook(secret).sign(message, at, body) for secret in secrets]
    return {"Content-Type": "application/json", "webhook-id": message,
            "webhook-timestamp": str(int(at.timestamp())), "webhook-signature": " ".join(signatures)}


class _Sockets:
    """The sockets of one attempt. A time-out of a socket counts from its last byte, and a byte may drip for ever."""

    def __init__(self) -> None:
        self._open: list[socket.socket] = []
        self.late = False

    def watch(self, connected: socket.socket) -> None:
        """Keep a second name of a socket, which outlives what TLS makes of the first."""
        self._open.append(connected.dup())
        if self.late:
            self.cut()

    def cut(self) -> None:
        """End whatever is still being waited for."""
        self.late = True
        for connected in self._open:
            with suppress(OSError):
                connected.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Let go of the sockets."""
        for connected in self._open:
            connected.close()


class _WatchedAdapter(IPFilterAdapter):
    """Refuses inward addresses, and has every socket it opens watched."""

    def __init__(self, secure: bool, loopback: bool, sockets: _Sockets) -> None:
        super().__init__(is_https_proto=secure, allow_loopback=loopback)
        self._sockets = sockets

    def get_connection_with_tls_context(self, *arguments: Any, **more: Any) -> Any:
        pool = super().get_connection_with_tls_context(*arguments, **more)
        pool.ConnectionCls = _watched(pool.ConnectionCls, self._sockets)
        return pool


def _watched(connection: Any, sockets: _Sockets) -> Any:
    """The same kind of connection, whose socket is watched as soon as it is open."""

    class Watched(connection):  # type: ignore[misc]
        def _new_conn(self) -> socket.socket:
            connected: socket.socket = super()._new_conn()
            sockets.watch(connected)
            return connected

    return Watched
