"""The paths of the partners' interface in the OpenAPI document, made from the list that the routes are made from."""

from __future__ import annotations

import re
from typing import Any

from apispec import APISpec

from server.api.components import COMPONENTS
from server.api.operations import JSON, KEY_HEADER, LONGEST_KEY, Operation, api
from server.api.views import OPERATIONS

PLACE = re.compile(r"<(\w+)>")
PARAMETER = r"{\1}"
BEARER = "partnerKey"
REPLAYED = {"Idempotent-Replayed": {"description": "`true` on a repeat, whose answer is the first one.",
                                    "schema": {"enum": ["true"]}}}
ETAG = {"ETag": {"description": "Send it as `If-None-Match`: 304 when nothing has changed.",
                 "schema": {"type": "string"}}}


def describe(spec: APISpec, refusals: dict[str, Any]) -> None:
    """Add every path with its parameters, its body and its answers; ``refusals`` are the same for all."""
    spec.components.security_scheme(BEARER, {"type": "http", "scheme": "bearer",
                                             "description": "A key of `tandem partner key`."})
    for name, shape in COMPONENTS.items():
        spec.components.schema(name, shape)
    for schema in dict.fromkeys(each.body for each in OPERATIONS if each.body):
        spec.components.schema(schema.__name__, schema=schema)
    for operation in OPERATIONS:
        path = f"{api.url_prefix}{PLACE.sub(PARAMETER, operation.path)}"
        spec.path(path, operations={operation.method.lower(): _operation(operation, refusals)})


def _operation(operation: Operation, refusals: dict[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {
        "operationId": operation.name, "summary": operation.summary, "tags": [operation.tag],
        "security": [{BEARER: []}], "parameters": [*_places(operation), *_queries(operation), *_key(operation)],
        "responses": {**_answers(operation), **refusals},
    }
    if operation.body:
        content = {JSON: {"schema": {"$ref": f"#/components/schemas/{operation.body.__name__}"}}}
        said["requestBody"] = {"required": True, "content": content}
    return said


def _places(operation: Operation) -> list[dict[str, Any]]:
    return [{"in": "path", "name": name, "required": True, "schema": {"type": "string", "minLength": 1}}
            for name in PLACE.findall(operation.path)]


def _queries(operation: Operation) -> list[Any]:
    return [{"in": "query", "schema": operation.query}] if operation.query else []


def _key(operation: Operation) -> list[dict[str, Any]]:
    if not operation.idempotent:
        return []
    text = "Yours to choose, the same on every repeat of this request; it never has a second effect."
    return [{"in": "header", "name": KEY_HEADER, "required": True, "description": text,
             "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": r"^[!-~]+$"}}]


def _answers(operation: Operation) -> dict[str, Any]:
    headers = ETAG if operation.method == "GET" else REPLAYED if operation.idempotent else {}
    answer = {"description": operation.summary, "headers": headers,
              "content": {JSON: {"schema": {"$ref": f"#/components/schemas/{operation.answer}"}}}}
    unchanged = {"304": {"description": "Nothing has changed."}} if operation.method == "GET" else {}
    return {str(operation.status): answer, **unchanged}
