"""The webhooks' own way past Flask: raw bytes in, JSON out, nothing between that is not needed.

A WSGI wrapper: ``POST /webhooks/<partner>`` and ``…/batch`` are answered here, all else goes on to the
application. It parses, calls ``Intake.take`` once and renders; it knows no database and no rules.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Protocol

import msgspec

from rules.intake import Reported
from server.ids import new_id
from server.problems import FieldError, Problem
from server.webhooks.bodies import read_body
from server.webhooks.decode import decode
from server.webhooks.signature import HEADERS, verify

PREFIX = "/webhooks/"
MAX_EVENT_BYTES = 1_000_000
MAX_BATCH_BYTES = 16_000_000
MAX_BATCH = 1_000
REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 405: "Method Not Allowed",
           409: "Conflict", 413: "Content Too Large", 415: "Unsupported Media Type",
           422: "Unprocessable Content", 429: "Too Many Requests", 503: "Service Unavailable"}
NOBODY_SECRET = "whsec_bm9ib2R5LXNpZ25zLXdpdGgtdGhpcy1zZWNyZXQ="  # noqa: S105 – keeps the timing of unknown partners
Environ = Mapping[str, Any]
StartResponse = Callable[..., Any]
Wsgi = Callable[[Any, Any], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Incoming:
    """One event on its way in; ``fingerprint`` is equal exactly for bodies that mean the same.

    One that ``enrols`` brings a number that nobody has yet, whatever the partner's setting for unknown numbers is.
    """

    reported: Reported
    fingerprint: bytes
    enrols: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """What one event is answered: JSON bytes of the decision, and whether it was given before."""

    body: bytes
    replayed: bool = False


class Intake(Protocol):
    """The use case behind the webhooks."""

    def take(self, events: Sequence[Incoming]) -> list[Answered | Problem]:
        """Take each event exactly once, in order; returns when all are on disk."""


class Doors(Protocol):
    """Who may come in."""

    def secrets(self, partner: str) -> tuple[str, ...]:
        """The partner's live secrets; empty for nobody."""

    def admit(self, partner: str, events: int) -> int | None:
        """None when so many events are within the partner's limit, else the seconds to wait.

        Raises ``Problem`` for so many that waiting would not help.
        """


class Edge:
    """The wrapper around the application's WSGI callable."""

    def __init__(self, app: Wsgi, intake: Intake, doors: Doors) -> None:
        self.app, self.intake, self.doors = app, intake, doors

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a webhook here, pass everything else on."""
        path = environ["PATH_INFO"]
        if not path.startswith(PREFIX):
            return self.app(environ, start_response)
        try:
            status, headers, body = self._webhook(environ, path)
        except Problem as problem:
            status, headers, body = problem.status, problem.headers(), problem.encode()
        headers.append(("Content-Length", str(len(body))))
        start_response(f"{status} {REASONS[status]}", headers)
        return [body]

    def _webhook(self, environ: Environ, path: str) -> tuple[int, list[tuple[str, str]], bytes]:
        partner, batch = _address(path)
        if environ["REQUEST_METHOD"] != "POST":
            raise Problem("method_not_allowed", "Events are posted.")
        body = _read(environ, MAX_BATCH_BYTES if batch else MAX_EVENT_BYTES)
        verify(body, _signature_headers(environ), self.doors.secrets(partner) or (NOBODY_SECRET,))
        if batch:
            return self._many(partner, _parts(body))
        return self._one(partner, body)

    def _one(self, partner: str, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        self._limit(partner, 1)
        answered, = self.intake.take([incoming(body, partner)])
        if isinstance(answered, Problem):
            raise answered
        headers = [("Content-Type", "application/json")]
        if answered.replayed:
            headers.append(("Idempotent-Replayed", "true"))
        return 200, headers, answered.body

    def _many(self, partner: str, parts: list[bytes]) -> tuple[int, list[tuple[str, str]], bytes]:
        """Each event on its own: a bad one is answered in its place and spoils no other."""
        self._limit(partner, len(parts))
        read = [_try(part, partner) for part in parts]
        answers = iter(self.intake.take([item for item in read if isinstance(item, Incoming)]))
        results = [item if isinstance(item, Problem) else next(answers) for item in read]
        body = msgspec.json.encode({"results": [_result(result) for result in results]})
        return 200, [("Content-Type", "application/json")], body

    def _limit(self, partner: str, events: int) -> None:
        wait = self.doors.admit(partner, events)
        if wait is not None:
            raise Problem("too_many", f"Send these events again in {wait} s.", retry_after=wait)


def incoming(body: bytes, partner: str) -> Incoming:
    """Decode one event and take its fingerprint. Raises ``Problem``."""
    reported = decode(body, partner, new_id())
    return Incoming(reported, fingerprint(reported))


def fingerprint(reported: Reported) -> bytes:
    """SHA-256 over what the event means, so that spacing and order of keys do not matter."""
    return hashlib.sha256(msgspec.json.encode(_meaning(reported), order="sorted")).digest()


_meaning = attrgetter(*(name for name in Reported.__slots__ if name != "id"))


def _try(part: bytes, partner: str) -> Incoming | Problem:
    try:
        return incoming(part, partner)
    except Problem as problem:
        return problem


def _result(result: Answered | Problem) -> dict[str, Any]:
    if isinstance(result, Problem):
        return {"status": result.status, "problem": result.body()}
    return {"status": 200, "replayed": result.replayed, "answer": msgspec.Raw(result.body)}


def _address(path: str) -> tuple[str, bool]:
    """Partner code and whether it is the batch address."""
    partner, _, rest = path[len(PREFIX):].partition("/")
    if not partner or rest not in ("", "batch"):
        raise Problem("not_found", "Events go to /webhooks/<partner> or /webhooks/<partner>/batch.")
    return partner, rest == "batch"


def _read(environ: Environ, limit: int) -> bytes:
    declared = environ.get("CONTENT_LENGTH") or ""
    return read_body(environ["wsgi.input"], int(declared) if declared.isdigit() else None, limit)


def _signature_headers(environ: Environ) -> dict[str, str]:
    return {name: environ.get(f"HTTP_{name.upper().replace('-', '_')}", "") for name in HEADERS}


def _parts(body: bytes) -> list[bytes]:
    """The events of a batch, as a JSON array or one a line."""
    parts = _array(body) if body.lstrip()[:1] == b"[" else [line for line in body.splitlines() if line.strip()]
    if len(parts) > MAX_BATCH:
        raise Problem("too_large", f"A batch has at most {MAX_BATCH} events.")
    return parts


def _array(body: bytes) -> list[bytes]:
    try:
        return [bytes(part) for part in _raws.decode(body)]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Problem("bad_json", f"The batch is not a JSON array: {error}.", errors=[FieldError("", str(error))]) \
            from error


_raws = msgspec.json.Decoder(list[msgspec.Raw])
