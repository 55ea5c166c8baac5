"""How every address of the partners' interface works: one list for the routes and for the OpenAPI document.

``reads`` and ``writes`` register a function. It gets a ``Call`` and the parts of its path, calls one service and
returns what to answer; keys, limits, bodies, repeats, ETags and refusals are dealt with here.
"""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import wraps
from typing import Any

import msgspec
import structlog
from flask import Blueprint, Response, current_app, request
from flask.sansio.blueprints import BlueprintSetupState
from marshmallow import Schema, ValidationError

from rules.entries import Reason
from rules.errors import PointsError
from server.api.doors import ApiDoors
from server.db import AWAY
from server.problems import FieldError, Problem
from server.services.points.desk import Request, UnknownMember
from server.settings import Settings
from server.taking.batch import problem_of
from server.versions import NothingPublished
from server.web.running import Running, running
from server.webhooks.bodies import read_body
from server.webhooks.decode import flat
from server.webhooks.edge import MAX_EVENT_BYTES, Answered

JSON = "application/json"
KEY_HEADER = "Idempotency-Key"
LONGEST_KEY = 100
CLAIM = "api:"
"""How references of this interface begin, apart from those of a partner's events."""
DATA = "/data"
MOST, USUAL = 200, 50
"""Items of one page."""
DOORS = "tandem.api"
log = structlog.get_logger()

api = Blueprint("api", __name__, url_prefix="/api/v1")


@dataclass(frozen=True, slots=True)
class Operation:
    """One address with one method; ``answer`` names a component of the document."""

    method: str
    path: str
    name: str
    summary: str
    tag: str
    answer: str
    body: type[Schema] | None = None
    query: type[Schema] | None = None
    idempotent: bool = False
    paged: bool = False
    status: int = 200


OPERATIONS: list[Operation] = []


@dataclass(frozen=True, slots=True)
class Call:
    """One request of a partner: its parsed body or query, its idempotency key, and the services."""

    partner: str
    key: str
    given: dict[str, Any]
    raw: bytes
    services: Running

    def request(self, *, number: str = "", member: str = "") -> Request:
        """The same for a service, under this partner's key."""
        return Request(CLAIM + self.key, member, number, self.partner)


@dataclass(frozen=True, slots=True)
class Page:
    """Items of a list, and the key of the last when there are more."""

    items: Sequence[Any] = field(default_factory=list)
    last: str = ""

    def body(self) -> dict[str, Any]:
        """As it is sent: ``next`` is the cursor of the next page, null on the last."""
        return {"items": list(self.items), "next": cursor_of(self.last) if self.last else None}


View = Callable[..., Any]


def reads(path: str, *, summary: str, tag: str, answer: str, query: type[Schema] | None = None,
          paged: bool = False) -> Callable[[View], View]:
    """An address that is only read; its function returns plain data or a ``Page``."""
    def registered(view: View) -> View:
        return _add(Operation("GET", path, view.__name__, summary, tag, answer, query=query, paged=paged), view)

    return registered


def writes(path: str, *, summary: str, tag: str, answer: str, body: type[Schema] | None = None, method: str = "POST",
           idempotent: bool = True, status: int = 200) -> Callable[[View], View]:
    """An address that changes something; its function returns ``Answered``, or plain data where nothing is kept."""
    def registered(view: View) -> View:
        return _add(Operation(method, path, view.__name__, summary, tag, answer, body=body, idempotent=idempotent,
                              status=status), view)

    return registered


def _add(operation: Operation, view: View) -> View:
    OPERATIONS.append(operation)

    @wraps(view)
    def answer(**places: str) -> Response:
        try:
            services = running()
            partner = doors().admitted(services.engine, request.headers.get("Authorization", ""))
            return _asked(operation, view, partner, services, places)
        except AWAY as error:
            log.exception("database_away", operation=operation.name)
            raise Problem("unavailable", retry_after=1) from error

    api.add_url_rule(operation.path, operation.name, answer, methods=[operation.method])
    return view


def _asked(operation: Operation, view: View, partner: str, services: Running, places: dict[str, str]) -> Response:
    """The answer to an admitted partner; what is not there counts as a guess."""
    try:
        _refuse_controls(places)
        return _answered(view(_call(operation, partner, services), **places), operation)
    except (Problem, PointsError) as error:
        problem = as_problem(error)
        if problem.status == 404 or problem.code in GUESSES:
            doors().missed(partner)
        raise problem from error


BY_TITLE = ("hold_closed",)
"""Refusals whose own words name something by an id that partners do not know."""
GUESSES = ("proof_refused",)
"""Refusals that are counted as guesses, beside everything that is not found."""


def doors() -> ApiDoors:
    """This process's doors."""
    found: ApiDoors = current_app.extensions[DOORS]
    return found


@api.record_once
def hang_doors(state: BlueprintSetupState) -> None:
    """Give an application its doors, with the limit of its settings."""
    settings: Settings = state.app.extensions["tandem.settings"]
    state.app.extensions[DOORS] = ApiDoors(settings.partner_requests_per_second)


def secret_key() -> str:
    """What links and codes are made with."""
    key: str = current_app.config["SECRET_KEY"]
    return key


def public_url() -> str:
    """Where members reach this server, without a slash at the end."""
    settings: Settings = current_app.extensions["tandem.settings"]
    return settings.public_url.rstrip("/")


def as_problem(error: Problem | PointsError) -> Problem:
    """A refusal as this interface tells it: whoever is not this partner's member does not exist."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, UnknownMember):
        return Problem("not_found", "You know no member under this number.")
    if isinstance(error, NothingPublished):
        return Problem("unavailable", str(error), retry_after=5)
    problem = problem_of(error)
    detail = "" if problem.code in BY_TITLE else problem.detail.replace(f" {CLAIM}", " ")
    return Problem(problem.code, detail, retry_after=1 if problem.status == 503 else None)


def _refuse_controls(places: dict[str, str]) -> None:
    if not all(place.isprintable() for place in places.values()):
        raise Problem("not_found")


def _call(operation: Operation, partner: str, services: Running) -> Call:
    key = _key() if operation.idempotent else ""
    if operation.method == "GET":
        return Call(partner, key, _query(operation), b"", services)
    raw = _body()
    return Call(partner, key, _given(operation, raw), raw, services)


def _key() -> str:
    key = request.headers.get(KEY_HEADER, "")
    if not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
        raise Problem("key_missing", f"Send a header {KEY_HEADER} of 1 to {LONGEST_KEY} printable characters, the same "
                      "on every repeat of this request.")
    return key


def _body() -> bytes:
    return read_body(request.stream, request.content_length, MAX_EVENT_BYTES)


def _given(operation: Operation, raw: bytes) -> dict[str, Any]:
    """The body as the schema reads it; one that asks for nothing may be left out."""
    if operation.body is None:
        if raw.strip() not in (b"", b"{}"):
            raise Problem("invalid_body", "This address takes no body.", errors=[FieldError("", "No body, or {}.")])
        return {}
    if request.mimetype != JSON:
        raise Problem("unsupported_media_type", f"Send the body as {JSON}.")
    try:
        found = json.loads(raw, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise Problem("bad_json", f"The body is not JSON: {error}.") from error
    if not isinstance(found, dict):
        raise Problem("invalid_body", "A body is a JSON object.", errors=[FieldError("", "Not an object.")])
    return _loaded(operation.body(), found, "invalid_body")


def _query(operation: Operation) -> dict[str, Any]:
    wanted = operation.query() if operation.query else Schema()
    given = request.args.to_dict()
    return _loaded(wanted, given, "invalid_query")


def _loaded(schema: Schema, found: dict[str, Any], code: str) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = schema.load(found)
    except ValidationError as error:
        errors = list(flat(error.messages, ""))
        raise Problem(code, f"{errors[0].pointer or 'the body'}: {errors[0].detail}", errors=errors) from error
    return loaded


def _answered(said: Any, operation: Operation) -> Response:
    if isinstance(said, Answered):
        response = Response(said.body, operation.status, content_type=JSON)
        if said.replayed:
            response.headers["Idempotent-Replayed"] = "true"
        return response
    plain = said.body() if isinstance(said, Page) else said
    body = msgspec.json.encode(plain)
    response = Response(body, operation.status, content_type=JSON)
    if operation.method == "GET":
        response.set_etag(hashlib.sha256(body).hexdigest()[:32])
        response.headers["Cache-Control"] = "private, no-cache"
        response.make_conditional(request)
    return response


def cursor_of(last: str) -> str:
    """The key of a page's last item, as a cursor that nobody needs to understand."""
    return urlsafe_b64encode(last.encode()).decode().rstrip("=")


def after(cursor: str) -> str:
    """The key that a cursor stands for, "" for the first page. Raises ``Problem``."""
    try:
        return urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except ValueError as error:
        raise Problem("invalid_query", "Send a cursor as it was given.",
                      errors=[FieldError("/cursor", "Not a cursor.")]) from error


def of_body(problem: Problem) -> Problem:
    """What is wrong with an event, as of the body that the event was made of: its ``data`` alone."""
    errors = [FieldError(each.pointer.removeprefix(DATA), each.detail) for each in problem.errors]
    return Problem(problem.code, problem.detail.removeprefix(DATA), errors=errors, retry_after=problem.retry_after)


def person(call: Call, why: str = "") -> Reason:
    """Who answers for something a partner did."""
    return Reason(person=f"partner:{call.partner}", text=why)


@api.errorhandler(Problem)
def refused(found: Problem) -> Response:
    """A refusal as problem+json."""
    response = Response(found.encode(), found.status, found.headers())
    if found.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response
