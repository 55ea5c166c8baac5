"""A partner's receiver on this machine that answers as its script says and remembers what came."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

from standardwebhooks import Webhook


@dataclass
class Got:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: str

    @property
    def id(self) -> str:
        """Its webhook-id."""
        return self.headers["webhook-id"]

    def verified(self, secret: str) -> Any:
        """The body, accepted by the reference client."""
        return Webhook(secret).verify(self.body, self.headers)


@dataclass
class Receiver:
    """``script`` holds the answers to come: a status, (status, headers), ``hang`` or ``drip``; then always 200."""

    url: str = ""
    script: list[Any] = field(default_factory=list)
    got: list[Got] = field(default_factory=list)
    released: Event = field(default_factory=Event)

    def ids(self) -> list[str]:
        """Ids of all requests, in order."""
        return [each.id for each in self.got]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver that listens for the length of a ``with`` block."""
    receiver = Receiver()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _answering(receiver))
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield receiver
    finally:
        receiver.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _answering(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            receiver.got.append(Got(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            answer = receiver.script.pop(0) if receiver.script else 200
            if answer in ("hang", "drip"):
                self._keep_waiting(dripping=answer == "drip")
                return
            status, headers = answer if isinstance(answer, tuple) else (answer, {})
            self.send_response(status)
            for name, value in {"Content-Length": "0", **headers}.items():
                self.send_header(name, value)
            self.end_headers()

        def _keep_waiting(self, *, dripping: bool) -> None:
            """Answer nothing until the test is over, or a byte of a header now and then."""
            self.close_connection = True
            if dripping:
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not receiver.released.wait(0.02):
                if dripping and not self._drip():
                    return

        def _drip(self) -> bool:
            try:
                self.wfile.write(b"z")
            except OSError:
                return False
            return True

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    return Answering
