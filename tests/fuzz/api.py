"""Requests made from the OpenAPI document to every address of the partners' interface: all answered as it says."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import hypothesis
import schemathesis
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from server.api.doors import ApiDoors
from server.api.openapi import document
from server.api.operations import DOORS
from server.db import open_engine
from server.migrate import migrate
from server.services.partners.keys import issue_key
from server.settings import Settings
from tests.fuzz.http import CHECKS, MODES
from tests.site import open_site

PREFIX = "/api/v1"
EXAMPLES = 200


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


def search(seed: int, scale: float) -> int:
    """Every address, good and bad requests; the number of kinds with a broken promise."""
    broken = 0
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite:///{folder}/api.sqlite3", partner_requests_per_second=1_000_000)
        engine = open_engine(settings, ledger=True)
        migrate(engine)
        with open_site(settings, engine, Path(folder)) as site:
            site.app.extensions[DOORS] = ApiDoors(10**6, 10**6)
            till = site.till()
            till.post(till.purchase("250", member="A"))
            with Session(engine) as session:
                bearer = issue_key(session, "SHOP")
                session.commit()
            for mode in MODES:
                broken += _searched(site.visitor(), bearer, mode, seed, scale)
        engine.dispose()
    return broken


def _searched(client: FlaskClient, bearer: str, mode: str, seed: int, scale: float) -> bool:
    try:
        statuses = call_generated(client, bearer, {"number": "A", "conversion": "to-miles"}, mode,
                                  examples=max(int(EXAMPLES * scale), 1), seed=seed)
    except (Exception, BaseExceptionGroup) as error:  # noqa: BLE001 – whatever an answer breaks is told
        print(f"api {mode}: {error}")
        return True
    print(f"api {mode}: {dict(sorted(statuses.items()))}")
    return False


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
