"""Bytes to ``Reported`` on the hot way: msgspec first, marshmallow only to explain a refusal.

The same bodies are accepted and refused as by ``server.webhooks.schemas``; a test holds the two together.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, TypeVar

import msgspec
from marshmallow import ValidationError

from rules.facts import Attribute, Line, Payment
from rules.intake import Reported, ReturnedLine
from server.problems import FieldError, Problem
from server.webhooks import schemas

Short = Annotated[str, msgspec.Meta(max_length=60)]
Code = Annotated[str, msgspec.Meta(max_length=80)]
Named = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
Name = Annotated[str, msgspec.Meta(max_length=200)]
Reference = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
Iso4217 = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}\Z")]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]
Tag = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
Tags = Annotated[list[Tag], msgspec.Meta(max_length=50)]
Many = msgspec.Meta(max_length=schemas.MAX_LINES)

Given = TypeVar("Given")
CENT, MICRO = Decimal("0.01"), Decimal("0.000001")
ZERO, ONE = Decimal(0), Decimal(1)


class _Member(msgspec.Struct, forbid_unknown_fields=True):
    number: Named


class _Line(msgspec.Struct):
    amount: Decimal
    sku: Code = ""
    name: Name = ""
    category: Code = ""
    brand: Code = ""
    quantity: Decimal = ONE
    tags: Tags = []


class _ReturnedLine(msgspec.Struct):
    sku: Code = ""
    position: Annotated[int, msgspec.Meta(ge=0, lt=schemas.MAX_LINES)] | msgspec.UnsetType = msgspec.UNSET
    quantity: Decimal | msgspec.UnsetType = msgspec.UNSET
    amount: Decimal | msgspec.UnsetType = msgspec.UNSET


class _Payment(msgspec.Struct):
    method: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    amount: Decimal


class _Activity(msgspec.Struct):
    reference: Reference
    member: _Member
    occurred_at: Instant
    attributes: msgspec.Raw = msgspec.Raw(b"")
    store: Short = ""
    channel: Short = ""
    referrer: Code = ""


class _Transaction(msgspec.Struct):
    reference: Reference
    member: _Member
    occurred_at: Instant
    amount: Decimal
    currency: Iso4217
    attributes: msgspec.Raw = msgspec.Raw(b"")
    tax: Decimal = ZERO
    store: Short = ""
    channel: Short = ""
    lines: Annotated[list[_Line], Many] = []
    payments: Annotated[list[_Payment], msgspec.Meta(max_length=50)] = []
    points_paid: Annotated[int, msgspec.Meta(ge=0, le=10**12)] = 0
    referrer: Code = ""
    before_discounts: bool = False


class _Return(msgspec.Struct):
    reference: Reference
    member: _Member
    occurred_at: Instant
    of: Reference
    attributes: msgspec.Raw = msgspec.Raw(b"")
    amount: Decimal = ZERO
    currency: Iso4217 = ""
    store: Short = ""
    lines: Annotated[list[_ReturnedLine], Many] = []


class _Event(msgspec.Struct):
    type: Annotated[str, msgspec.Meta(pattern=schemas.TYPE)]
    data: msgspec.Raw
    timestamp: Instant | msgspec.UnsetType = msgspec.UNSET


_event = msgspec.json.Decoder(_Event)
_transaction = msgspec.json.Decoder(_Transaction)
_return = msgspec.json.Decoder(_Return)
_activity = msgspec.json.Decoder(_Activity)


class _Refused(Exception):
    """The fast decoder does not take this body; the schemas will say why."""


def decode(body: bytes, partner: str, event_id: str) -> Reported:
    """One event as a value; raises ``Problem`` ``bad_json`` or ``invalid_event`` naming every bad field."""
    try:
        return _decode(body, partner, event_id)
    except (_Refused, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise explain(body) or Problem("invalid_event", f"The event cannot be read: {error}") from error


def _decode(body: bytes, partner: str, event_id: str) -> Reported:
    event = _event.decode(body)
    _instants(event.timestamp)
    kind = event.type
    if kind == "transaction.completed":
        return _completed(_transaction.decode(event.data), partner, event_id, kind)
    if kind.startswith("transaction."):
        return _came_back(_return.decode(event.data), partner, event_id, kind)
    return _happened(_activity.decode(event.data), partner, event_id, kind)


def _completed(data: _Transaction, partner: str, event_id: str, kind: str) -> Reported:
    lines = tuple(map(_line, data.lines))
    _amounts(data.amount, data.tax, *(payment.amount for payment in data.payments))
    if lines and sum(line.amount for line in lines) < data.amount:
        raise _Refused("lines sum to less than the amount")
    _texts(data.reference, data.member.number, data.store, data.channel, data.referrer,
           *(payment.method for payment in data.payments))
    _instants(data.occurred_at)
    return Reported(
        event_id, partner, kind, data.reference, data.member.number, data.occurred_at, data.amount, data.tax,
        data.currency, data.channel, data.store, lines,
        tuple(Payment(payment.method, payment.amount) for payment in data.payments), data.points_paid,
        _attributes(data.attributes), data.referrer, data.before_discounts)


def _line(line: _Line) -> Line:
    _texts(line.sku, line.name, line.category, line.brand, *line.tags)
    _amounts(line.amount)
    _quantities(line.quantity)
    return Line(line.sku, line.name, line.category, line.brand, line.quantity, line.amount,
                frozenset(line.tags))


def _came_back(data: _Return, partner: str, event_id: str, kind: str) -> Reported:
    _texts(data.reference, data.member.number, data.store, data.of, *(line.sku for line in data.lines))
    _instants(data.occurred_at)
    returned = tuple(ReturnedLine(line.sku, _given(line.position), _given(line.quantity), _given(line.amount))
                     for line in data.lines)
    _amounts(data.amount, *(line.amount for line in returned if line.amount is not None))
    _quantities(*(line.quantity for line in returned if line.quantity is not None))
    return Reported(
        event_id, partner, kind, data.reference, data.member.number, data.occurred_at, data.amount,
        currency=data.currency, store=data.store, attributes=_attributes(data.attributes), of=data.of,
        returned=returned)


def _given(value: Given | msgspec.UnsetType) -> Given | None:
    return None if isinstance(value, msgspec.UnsetType) else value


def _happened(data: _Activity, partner: str, event_id: str, kind: str) -> Reported:
    _texts(data.reference, data.member.number, data.store, data.channel, data.referrer)
    _instants(data.occurred_at)
    return Reported(
        event_id, partner, kind, data.reference, data.member.number, data.occurred_at, channel=data.channel,
        store=data.store, attributes=_attributes(data.attributes), referrer=data.referrer)


def _attributes(raw: msgspec.Raw) -> Mapping[str, Attribute]:
    """Flat attributes, numbers exact; decoded apart because they are rare."""
    if not raw or bytes(raw) == b"{}":
        return {}
    try:
        found = json.loads(bytes(raw), parse_float=Decimal, parse_int=Decimal)
        schemas.Attributes().deserialize(found)
    except (ValidationError, ValueError, RecursionError) as error:
        raise _Refused("attributes") from error
    return dict(found)


def _texts(*texts: str) -> None:
    if not "".join(texts).isprintable():
        raise _Refused("text")


def _amounts(*amounts: Decimal) -> None:
    for amount in amounts:
        if not amount.is_finite() or not 0 <= amount < schemas.LARGEST or amount != amount.quantize(CENT):
            raise _Refused("money")


def _quantities(*quantities: Decimal) -> None:
    for number in quantities:
        if not number.is_finite() or not 0 <= number < schemas.LARGEST or number != number.quantize(MICRO):
            raise _Refused("quantity")


def _instants(*instants: datetime | msgspec.UnsetType) -> None:
    for at in instants:
        if isinstance(at, datetime) and not 1970 <= at.year < 2200:
            raise _Refused("year")


def explain(body: bytes) -> Problem | None:
    """The documented reasons against a body, field by field; None when the schemas find nothing wrong."""
    try:
        found = json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        return Problem("bad_json", f"The body is not JSON: {error}.")
    if not isinstance(found, dict):
        return Problem("invalid_event", "An event is a JSON object.",
                       errors=[FieldError("", "Not an object.")])
    errors = [*_errors_of(schemas.EventSchema(), found, "")]
    if not errors:
        errors = [*_errors_of(schemas.data_schema(found["type"]), found["data"], "/data")]
    if not errors:
        return None
    where = errors[0].pointer or "the event"
    return Problem("invalid_event", f"{where}: {errors[0].detail}", errors=errors)


def _errors_of(schema: Any, found: dict[str, Any], pointer: str) -> Iterator[FieldError]:
    try:
        schema.load(found)
    except ValidationError as error:
        yield from flat(error.messages, pointer)


def flat(messages: Any, pointer: str) -> Iterator[FieldError]:
    """Marshmallow's nested messages as one pointer and one sentence each."""
    if isinstance(messages, dict):
        for key, inner in messages.items():
            part = str(key).replace("~", "~0").replace("/", "~1")
            yield from flat(inner, pointer if key == "_schema" else f"{pointer}/{part}")
    elif isinstance(messages, list):
        for message in messages:
            yield from flat(message, pointer) if isinstance(message, (dict, list)) else [
                FieldError(pointer, str(message))]
