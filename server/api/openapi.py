"""The OpenAPI 3.1 document of webhooks and partners' interface, built from the schemas that check them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema

from server.api.paths import describe
from server.problems import CONTENT_TYPE, TABLE
from server.webhooks import schemas

JSON, NDJSON = "application/json", "application/x-ndjson"
MONEY = {"type": ["string", "integer"], "pattern": r"^\d{1,12}(\.\d{1,2})?$", "minimum": 0,
         "maximum": 999_999_999_999, "description": "Money in major units, at most two decimals.",
         "examples": ["12.50"]}
QUANTITY = {"type": ["string", "integer"], "pattern": r"^\d{1,12}(\.\d{1,6})?$", "minimum": 0,
            "maximum": 999_999_999_999, "examples": [2]}
ATTRIBUTES = {"type": "object", "maxProperties": schemas.MAX_ATTRIBUTES,
              "propertyNames": {"minLength": 1, "maxLength": 60},
              "additionalProperties": {"type": ["string", "number", "boolean"], "maxLength": 500}}
SIGNED = [
    ("webhook-id", "Unique per message, without a dot; the same on every retry."),
    ("webhook-timestamp", "Unix seconds of this attempt; at most 300 s from now."),
    ("webhook-signature", "One or more `v1,<base64>` signatures, space separated."),
]
REFUSALS = ("bad_json", "unauthorized", "not_found", "reference_conflict", "too_large", "invalid_event",
            "too_many", "unavailable")


def document(version: str) -> dict[str, Any]:
    """The whole document as plain data; ``version`` is the product's."""
    plugin = MarshmallowPlugin(schema_name_resolver=_name)
    spec = APISpec(
        title="Tandem", version=version, openapi_version="3.1.0", plugins=[plugin],
        info={"description": "Loyalty points shared by several companies: events in, points out."})
    _map_fields(plugin)
    _components(spec)
    spec.path("/webhooks/{partner}", operations={"post": _operation(
        "Post one event", {JSON: {"schema": {"$ref": "#/components/schemas/AnyEvent"}}},
        {"$ref": "#/components/schemas/Answer"})})
    spec.path("/webhooks/{partner}/batch", operations={"post": _operation(
        "Post up to 1,000 events under one signature",
        {JSON: {"schema": {"type": "array", "maxItems": 1000, "items": {"$ref": "#/components/schemas/AnyEvent"}}},
         NDJSON: {"schema": {"type": "string"}}},
        {"$ref": "#/components/schemas/Results"})})
    describe(spec, _refusals())
    return dict(spec.to_dict())


def _map_fields(plugin: MarshmallowPlugin) -> None:
    converter = plugin.converter
    assert converter is not None
    for field, shape in ((schemas.Money, MONEY), (schemas.Quantity, QUANTITY), (schemas.Attributes, ATTRIBUTES)):
        converter.add_attribute_function(_as(field, shape))


def _as(field: type, shape: Mapping[str, Any]) -> Any:
    def attributes(self: Any, given: Any, **_: Any) -> dict[str, Any]:
        return dict(shape) if isinstance(given, field) else {}

    return attributes


def _name(schema: type[Schema] | Schema) -> str:
    cls = schema if isinstance(schema, type) else type(schema)
    return cls.__name__.removesuffix("Schema")


def _components(spec: APISpec) -> None:
    events = []
    for name, kinds, data in (
        ("Purchase", ["transaction.completed"], schemas.TransactionData),
        ("Return", ["transaction.returned", "transaction.voided"], schemas.ReturnData),
        ("Activity", ["member.joined", "member.updated", "activity.<name>"], schemas.ActivityData),
    ):
        spec.components.schema(_name(data), schema=data)
        kind = {"enum": kinds} if "activity.<name>" not in kinds else {
            "pattern": r"^(member\.(joined|updated)|activity\.[a-z][a-z0-9_]{0,60})$"}
        spec.components.schema(name, {
            "type": "object", "required": ["type", "data"],
            "properties": {"type": {"type": "string", **kind},
                           "timestamp": {"type": "string", "format": "date-time"},
                           "data": {"$ref": f"#/components/schemas/{_name(data)}"}}})
        events.append({"$ref": f"#/components/schemas/{name}"})
    spec.components.schema("AnyEvent", {"oneOf": events})
    spec.components.schema("Answer", ANSWER)
    spec.components.schema("Results", RESULTS)
    spec.components.schema("Problem", PROBLEM)


def _operation(summary: str, content: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    headers = [{"in": "header", "name": name, "required": True, "description": text, "schema": {"type": "string"}}
               for name, text in SIGNED]
    return {
        "summary": summary, "tags": ["webhooks"],
        "parameters": [{"in": "path", "name": "partner", "required": True, "schema": {"type": "string"}}, *headers],
        "requestBody": {"required": True, "content": content},
        "responses": {"200": {"description": "On disk; a repeat carries `Idempotent-Replayed: true`.",
                              "content": {JSON: {"schema": answer}}}, **_refusals()},
    }


def _refusals() -> dict[str, Any]:
    found: dict[str, list[str]] = {}
    for code in TABLE:
        found.setdefault(str(TABLE[code][0]), []).append(f"`{code}`: {TABLE[code][1]}")
    return {status: {"description": " ".join(lines), "content": {
        CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}} for status, lines in found.items()}


TEXT = {"type": "string"}
COUNT = {"type": "integer"}
FLAG = {"type": "boolean"}
DAY = {"type": ["string", "null"], "format": "date"}


def _list(description: str, **properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "description": description, "items": {"type": "object", "properties": properties}}


ANSWER: dict[str, Any] = {
    "type": "object", "required": ["event", "status"],
    "properties": {
        "event": TEXT, "status": {"enum": ["processed", "held", "parked"]}, "why": TEXT, "version": TEXT,
        "awards": _list("What was earned, each by one rule: `accrual` or `campaign` names it.", accrual=TEXT,
                        campaign=TEXT, currency=TEXT, points=COUNT, expires_on=DAY, available_on=DAY, sentence=TEXT),
        "changes": _list("What moved on the member's own accounts, entry by entry.", kind=TEXT, rule=TEXT,
                         currency=TEXT, points=COUNT, pending=FLAG),
        "refusals": _list("What did not pay, and why.", rule=TEXT, why=TEXT, data={"type": "object"}, sentence=TEXT),
        "discounts": _list("Money off, and its share of each line.", rule=TEXT, amount=TEXT,
                           shares={"type": "array", "items": TEXT}),
        "grants": _list("What was given besides points.", rule=TEXT, kind=TEXT, code=TEXT, quantity=TEXT),
        "consents": {"type": "boolean", "description": "The member allows you to be told all of it; else `tier` and "
                     "`growth` are null, and `balances` hold your own currency alone."},
        "tier": {"type": ["object", "null"], "properties": {"code": TEXT, "changed": FLAG}},
        "growth": {"type": ["integer", "null"]},
        "balances": {"type": "object", "description": "By currency.", "additionalProperties": {
            "type": "object", "properties": {"available": COUNT, "pending": COUNT}}},
    },
}
RESULTS: dict[str, Any] = {
    "type": "object", "required": ["results"],
    "properties": {"results": {"type": "array", "items": {
        "type": "object", "required": ["status"],
        "properties": {"status": COUNT, "replayed": {"type": "boolean"},
                       "answer": {"$ref": "#/components/schemas/Answer"},
                       "problem": {"$ref": "#/components/schemas/Problem"}}}}},
}
PROBLEM: dict[str, Any] = {
    "type": "object", "required": ["type", "title", "status", "detail"],
    "properties": {"type": TEXT, "title": TEXT, "status": COUNT, "detail": TEXT,
                   "errors": {"type": "array", "items": {"type": "object", "properties": {
                       "pointer": TEXT, "detail": TEXT}}}},
}
