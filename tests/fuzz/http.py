"""Requests made from /openapi.json itself, signed and posted: no 5xx, and no answer but a documented one."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import hypothesis
import schemathesis
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from werkzeug.test import TestResponse

from server.api.openapi import document
from server.db import open_engine
from server.migrate import migrate
from server.settings import Settings
from tests.server.webhooks.till import Coalition, Till, open_coalition

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
          response_schema_conformance]
PATHS = ("/webhooks/{partner}", "/webhooks/{partner}/batch")
MODES = {"good": GenerationMode.POSITIVE, "bad": GenerationMode.NEGATIVE}
EXAMPLES = 2_000


def post_generated(coalition: Coalition, path: str, mode: str, *, examples: int, seed: int) -> Counter[int]:
    """Post generated bodies under a good signature; how often each status came. Raises what an answer breaks."""
    operation = schemathesis.openapi.from_dict(document("0"))[path]["POST"]
    till, statuses = coalition.till(), Counter[int]()

    @hypothesis.seed(seed)
    @hypothesis.settings(max_examples=examples, deadline=None, database=None, derandomize=False,
                         suppress_health_check=list(hypothesis.HealthCheck), phases=[hypothesis.Phase.generate])
    @hypothesis.given(case=operation.as_strategy(generation_mode=MODES[mode]))
    def posted(case: Any) -> None:
        answer = answered(till, path, case)
        statuses[answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)

    posted()
    return statuses


def answered(till: Till, path: str, case: Any) -> TestResponse:
    """What the edge says to the body of a case."""
    return till.send(_raw(case.body), path=path.replace("{partner}", till.partner),
                     headers={"Content-Type": case.media_type or "application/json"})


def _raw(body: Any) -> bytes:
    if isinstance(body, bytes):
        return body
    text = body if isinstance(body, str) else json.dumps(body, default=str)
    return text.encode("utf-8", "replace")


def search(seed: int, scale: float) -> int:
    """Both addresses, good and bad bodies; the number of addresses with a broken promise."""
    broken = 0
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(Settings(database_url=f"sqlite:///{folder}/http.sqlite3"), ledger=True)
        migrate(engine)
        coalition = open_coalition(engine, Path(folder))
        for path in PATHS:
            for mode in MODES:
                broken += _searched(coalition, path, mode, seed, scale)
        engine.dispose()
    return broken


def _searched(coalition: Coalition, path: str, mode: str, seed: int, scale: float) -> bool:
    try:
        statuses = post_generated(coalition, path, mode, examples=max(int(EXAMPLES * scale), 1), seed=seed)
    except (Exception, BaseExceptionGroup) as error:  # noqa: BLE001 – whatever an answer breaks is told
        print(f"http {path} {mode}: {error}")
        return True
    print(f"http {path} {mode}: {dict(sorted(statuses.items()))}")
    return False


@schemathesis.serializer("application/x-ndjson")
def lines(ctx: Any, value: Any) -> bytes:
    """A batch with one event a line, which is text already."""
    return _raw(value)
