"""One address after the other, in this process without a network: how long it takes, what it asks the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter, thread_time
from typing import Any
from unittest.mock import patch

from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from server.connection import Connection
from tests.bench.measure import table
from tests.bench.reads_asked import Asked, as_json

MS = 1_000
MOST_QUESTIONS = 5
QUESTIONS = ("SELECT", "WITH")
FINE = {"search.index": (200, 302), "members.index": (200, 302), "member.link": (404,)}
"""Answers that are right where it is not 200 alone: the one thing that was found, a link that is none."""


@dataclass(frozen=True, slots=True)
class Timed:
    """Milliseconds by the wall and of this thread's processor, sorted each; how many questions to the database."""

    asked: Asked
    wall_ms: list[float]
    processor_ms: list[float]
    questions: int

    @property
    def usual_ms(self) -> float:
        """Median by the wall."""
        return median(self.wall_ms)

    @property
    def p95_ms(self) -> float:
        """Nineteen of twenty answers came within so many."""
        return quantiles(self.wall_ms, n=20)[-1] if len(self.wall_ms) > 1 else self.wall_ms[0]


def timed(client: FlaskClient, engines: set[Engine], asked: Asked, calls: int) -> Timed:
    """So many times, once before to warm up unless it is to be asked once. Raises RuntimeError.

    Its questions are counted once; what is worked out once and kept may ask more the first time, and is then counted
    again.
    """
    if calls > 1:
        _answer(client, asked)
    with counted(engines) as questions:
        times = [_answer(client, asked)]
    if calls == 1 and len(questions) > MOST_QUESTIONS:
        with counted(engines) as questions:
            _answer(client, asked)
    times += [_answer(client, asked) for _ in range(calls - 1)]
    return Timed(asked, sorted(wall for wall, _ in times), sorted(worked for _, worked in times), len(questions))


def _answer(client: FlaskClient, asked: Asked) -> tuple[float, float]:
    """Milliseconds by the wall and by the processor. Raises RuntimeError for an answer that is not the right one."""
    body = as_json(asked)
    began, worked = perf_counter(), thread_time()
    answer = client.open(asked.address, method="GET" if body is None else "POST", data=body,
                         content_type=None if body is None else "application/json")
    if answer.status_code not in FINE.get(asked.endpoint, (200,)):
        raise RuntimeError(f"{asked.address} answers {answer.status_code}: {answer.text[:300]}")
    return (perf_counter() - began) * MS, (thread_time() - worked) * MS


@contextmanager
def counted(engines: set[Engine]) -> Iterator[list[str]]:
    """Every question that is put meanwhile, through SQLAlchemy or on the driver's own connection."""
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if statement.lstrip().startswith(QUESTIONS):
            seen.append(statement)

    real = Connection.rows

    def rows(connection: Connection, sql: str, parameters: Any = ()) -> Any:
        note(None, None, sql)
        return real(connection, sql, parameters)

    with ExitStack() as stack:
        for engine in engines:
            event.listen(engine, "before_cursor_execute", note)
            stack.callback(event.remove, engine, "before_cursor_execute", note)
        stack.enter_context(patch.object(Connection, "rows", rows))
        yield seen


def worst(found: list[Timed], most: int) -> str:
    """The slowest, as a table."""
    listed = sorted(found, key=lambda each: -each.usual_ms)[:most]
    return table(["address", "by", "median ms", "p95 ms", "processor ms", "questions"], [
        [each.asked.address[:70], each.asked.who, f"{each.usual_ms:.1f}", f"{each.p95_ms:.1f}",
         f"{median(each.processor_ms):.1f}", str(each.questions)] for each in listed])


def by_part(found: list[Timed]) -> Mapping[str, list[Timed]]:
    """The same, by part."""
    return {part: [each for each in found if each.asked.part == part]
            for part in dict.fromkeys(each.asked.part for each in found)}
