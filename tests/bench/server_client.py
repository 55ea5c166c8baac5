"""Partners that post signed events over kept-alive connections, and how long each answer took."""

from __future__ import annotations

import json
import random
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import quantiles
from time import perf_counter
from typing import Any
from uuid import uuid4

from standardwebhooks import Webhook

from tests.bench.server_setting import CATEGORIES, PARTNER

LINES = 3
MEMBERS = 2_000
OK = b"HTTP/1.1 200"


@dataclass(frozen=True, slots=True)
class Run:
    """Events a second, and the median and 99th percentile of one request's answer in milliseconds."""

    rate: float
    p50: float
    p99: float


def bodies(count: int, seed: int, members: int = MEMBERS, prefix: str = "N") -> list[bytes]:
    """New purchases of random members, three lines each; references never come twice."""
    dice = random.Random(seed)
    run, at = uuid4().hex, datetime.now(UTC).isoformat(timespec="seconds")
    return [json.dumps(_purchase(dice, f"{run}-{number}", f"{prefix}{dice.randrange(members)}", at)).encode()
            for number in range(count)]


def _purchase(dice: random.Random, reference: str, number: str, at: str) -> dict[str, Any]:
    cents = [dice.randrange(500, 9_000) for _ in range(LINES)]
    lines = [{"sku": f"S{dice.randrange(5_000)}", "category": f"c{dice.randrange(CATEGORIES)}", "quantity": "1",
              "amount": _money(each)} for each in cents]
    return {"type": "transaction.completed", "data": {
        "reference": reference, "member": {"number": number}, "occurred_at": at, "amount": _money(sum(cents)),
        "currency": "CNY", "lines": lines}}


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def singles(port: int, secret: str, events: Sequence[bytes]) -> list[bytes]:
    """Whole HTTP requests, one an event, signed."""
    return [_signed(port, secret, f"/webhooks/{PARTNER}", event) for event in events]


def batched(port: int, secret: str, events: Sequence[bytes], size: int) -> list[bytes]:
    """Whole HTTP requests of so many events each, signed."""
    return [_signed(port, secret, f"/webhooks/{PARTNER}/batch", b"[" + b",".join(events[start:start + size]) + b"]")
            for start in range(0, len(events), size)]


def plain(port: int, events: Sequence[bytes]) -> list[bytes]:
    """The same bodies, unsigned, for the bare answer."""
    return [_request(port, "/", event, "") for event in events]


def _signed(port: int, secret: str, path: str, body: bytes) -> bytes:
    name, at = uuid4().hex, datetime.now(UTC)
    signature = Webhook(secret).sign(name, at, body.decode())
    return _request(port, path, body, f"webhook-id: {name}\r\nwebhook-timestamp: {int(at.timestamp())}\r\n"
                                      f"webhook-signature: {signature}\r\n")


def _request(port: int, path: str, body: bytes, headers: str) -> bytes:
    head = (f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n{headers}\r\n")
    return head.encode() + body


def post_all(port: int, requests: Sequence[bytes], clients: int, events_each: int = 1) -> Run:
    """Post everything with so many clients at once. Raises RuntimeError for any answer but 200."""
    shares = [requests[place::clients] for place in range(clients)]
    start = perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        taken = [each for found in pool.map(lambda share: _client(port, share), shares) for each in found]
    seconds = perf_counter() - start
    return run_of(taken, seconds, len(requests) * events_each)


def run_of(taken: Sequence[float], seconds: float, events: int) -> Run:
    """Figures out of the seconds that each request took."""
    cuts = quantiles(taken, n=100, method="inclusive") if len(taken) > 1 else [taken[0]] * 99
    return Run(events / seconds, cuts[49] * 1000, cuts[98] * 1000)


def _client(port: int, requests: Sequence[bytes]) -> list[float]:
    taken = []
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for request in requests:
            start = perf_counter()
            line.sendall(request)
            _answer(line)
            taken.append(perf_counter() - start)
    return taken


def _answer(line: socket.socket) -> bytes:
    """One whole answer."""
    found = b""
    while b"\r\n\r\n" not in found:
        found += _more(line)
    head, _, body = found.partition(b"\r\n\r\n")
    if not head.startswith(OK):
        raise RuntimeError(f"the server answered {(head + body)[:300]!r}")
    length = next(int(each[15:]) for each in head.lower().split(b"\r\n") if each.startswith(b"content-length:"))
    parts, left = [body], length - len(body)
    while left > 0:
        parts.append(_more(line))
        left -= len(parts[-1])
    return b"".join(parts)


def _more(line: socket.socket) -> bytes:
    found = line.recv(1 << 18)
    if not found:
        raise RuntimeError("the server closed the connection")
    return found
