"""Requests made from the OpenAPI document to every address of the partners' interface: all answered as it says."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

import hypothesis
import schemathesis
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.api.openapi import document
from tests.fuzz.http import CHECKS, MODES

PREFIX = "/api/v1"


def operations() -> list[tuple[str, str]]:
    """Path and method of every address."""
    return [(path, method.upper()) for path, methods in document("0")["paths"].items() if path.startswith(PREFIX)
            for method in methods]


def call_generated(client: FlaskClient, bearer: str, known: Mapping[str, str], mode: str, *, examples: int,
                   seed: int) -> Counter[int]:
    """Call every address with generated requests, half of them about things that exist; how often each status came."""
    schema, statuses = schemathesis.openapi.from_dict(document("0")), Counter[int]()
    for path, method in operations():
        strategy = schema[path][method].as_strategy(generation_mode=MODES[mode])

        @hypothesis.seed(seed)
        @hypothesis.settings(max_examples=examples, deadline=None, database=None, derandomize=False,
                             suppress_health_check=list(hypothesis.HealthCheck), phases=[hypothesis.Phase.generate])
        @hypothesis.given(case=strategy, real=hypothesis.strategies.booleans())
        def called(case: Any, real: bool) -> None:
            answer = answered(client, bearer, case, known if real else {})
            statuses[answer.status_code] += 1
            case.validate_response(answer, checks=CHECKS)

        called()
    return statuses


def answered(client: FlaskClient, bearer: str, case: Any, known: Mapping[str, str]) -> TestResponse:
    """The answer to a case, under a live key; ``known`` replaces what stands in its path."""
    case.path_parameters = {name: known.get(name, value) for name, value in (case.path_parameters or {}).items()}
    headers = {name: str(value) for name, value in (case.headers or {}).items()}
    given = case.as_transport_kwargs(base_url="http://localhost")
    query = given.get("params") or {}
    return client.open(
        given["url"].removeprefix("http://localhost"), method=case.method, query_string=query,
        data=_raw(case.body), content_type=case.media_type,
        headers={**_sendable(headers), "Authorization": f"Bearer {bearer}"})


def _sendable(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers that a client can send at all."""
    return {name: value for name, value in headers.items()
            if value.isprintable() and value.isascii() and name.replace("-", "").isalnum()}


def _raw(body: Any) -> bytes:
    if isinstance(body, bytes):
        return body
    if type(body).__name__ == "NotSet":
        return b""
    return json.dumps(body, default=str).encode("utf-8", "replace")
