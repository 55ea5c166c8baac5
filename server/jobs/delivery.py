"""Messages on their way to partners' endpoints: each confirmed, tried again by the schedule, or given up.

One worker at a time has a message; endpoints are served apart, so that one that hangs holds up no other. An endpoint
that answers 410 is disabled at once, one that has failed for five days is disabled too; both are told.
"""

# ruff: noqa: S608 – the texts are made from constants alone, never from input
from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from server import dice
from server.clock import now, stopwatch_seconds
from server.columns import instant, micros
from server.connection import MARKS, Connection
from server.db import reading, writing
from server.jobs.context import Context
from server.jobs.leases import DELIVERY, Leased, LeaseLost
from server.jobs.messages import Message, tell, zulu
from server.jobs.schedule import asked_wait, wait_after
from server.jobs.sender import Attempt, Sender

BATCH = 10
BATCH_SECONDS = 10.0
"""No further message of a batch is begun after so long; its lease must outlast the last one."""
GONE = 410
RESTING = frozenset({429, 502, 503, 504})
"""Answers whose ``Retry-After`` is followed."""
FAILING = timedelta(days=5)
ENDPOINT_DISABLED = "endpoint.disabled"

ENDPOINT = "SELECT partner, url, failing_since FROM endpoint WHERE id = {0} AND disabled_at IS NULL"
SECRETS = """
SELECT secret FROM partner_secret WHERE partner = {0} AND "use" = 'outgoing' AND valid_from <= {0}
AND (valid_until IS NULL OR valid_until > {0}) ORDER BY valid_from DESC"""
CONFIRMED = "UPDATE delivery SET lease_until = NULL, done_at = {0}, last_status = {0}, last_error = ''"
FAILED = "UPDATE delivery SET lease_until = NULL, run_after = {0}, last_status = {0}, last_error = {0}, dead_at = {0}"
GIVEN_BACK = "UPDATE delivery SET lease_until = NULL, attempts = attempts - 1"
DISABLE = "UPDATE endpoint SET disabled_at = {0}, disabled_why = {0} WHERE id = {0} AND disabled_at IS NULL"
STOP = """
UPDATE delivery SET dead_at = {0}, lease_until = NULL, last_error = {0}
WHERE endpoint_id = {0} AND done_at IS NULL AND dead_at IS NULL"""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where one partner is told, with its live secrets, newest first."""

    id: str
    partner: str
    url: str
    failing_since: datetime | None
    secrets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """A message with what came of an attempt, and when that was."""

    leased: Leased
    attempt: Attempt
    at: datetime


def due_endpoints(context: Context) -> list[str]:
    """Ids of the endpoints that something can be sent to now."""
    with reading(context.engine) as connection:
        return [row[0] for row in DELIVERY.due(connection, now(), "endpoint_id", 1_000)]


def turn(context: Context, endpoint_id: str, sender: Sender) -> int:
    """Take a few messages of an endpoint and try them; how many were tried, 0 when nothing is due.

    The first that fails ends the batch: whoever is down is not asked ten times in a row.
    """
    with writing(context.engine) as connection:
        endpoint = _endpoint(connection, endpoint_id)
        if endpoint is None:
            _stop(connection, endpoint_id, "the endpoint is disabled", now())
            return 0
        leased = DELIVERY.take(connection, BATCH, context.lease, " AND endpoint_id = {0}", (endpoint_id,))
    tried = list(_try(endpoint, leased, sender))
    try:
        with writing(context.engine) as connection:
            _record(connection, endpoint, leased, tried)
    except LeaseLost:
        log.warning("lease_lost", endpoint=endpoint_id, rows=len(leased))
    return len(tried)


def _endpoint(connection: Connection, endpoint_id: str) -> Endpoint | None:
    mark = MARKS[connection.kind]
    rows = connection.rows(ENDPOINT.format(mark), (endpoint_id,))
    if not rows:
        return None
    partner, url, failing = rows[0]
    at = micros(now())
    secrets = tuple(secret for (secret,) in connection.rows(SECRETS.format(mark), (partner, at, at)))
    return Endpoint(endpoint_id, partner, url, None if failing is None else instant(failing), secrets)


def _try(endpoint: Endpoint, leased: Sequence[Leased], sender: Sender) -> Iterator[Tried]:
    start = stopwatch_seconds()
    for row in leased:
        attempt = Attempt(error="the partner has no secret to sign with")
        if endpoint.secrets:
            attempt = sender.send(endpoint.url, endpoint.secrets, row.id, row.values[2])
        yield Tried(row, attempt, now())
        if not attempt.ok or stopwatch_seconds() - start > BATCH_SECONDS:
            return


def _record(connection: Connection, endpoint: Endpoint, leased: Sequence[Leased], tried: Sequence[Tried]) -> None:
    """Write what came of each message, and what it says of the endpoint."""
    for each in tried:
        if each.attempt.ok:
            DELIVERY.finish(connection, [each.leased], CONFIRMED, (micros(each.at), each.attempt.status))
        else:
            _fail(connection, each)
    DELIVERY.finish(connection, leased[len(tried):], GIVEN_BACK)
    if tried:
        _judge(connection, endpoint, tried[-1])


def _fail(connection: Connection, tried: Tried) -> None:
    attempt, row = tried.attempt, tried.leased
    wait = wait_after(row.attempts, dice.roll())
    if wait is not None and attempt.status in RESTING:
        wait = max(wait, asked_wait(attempt.retry_after, tried.at))
    again = tried.at + (wait or timedelta(0))
    dead_at = micros(tried.at) if wait is None else None
    error = attempt.error or f"answered {attempt.status}"
    DELIVERY.finish(connection, [row], FAILED, (micros(again), attempt.status, error, dead_at))
    log.info("delivery_failed", id=row.id, attempts=row.attempts, status=attempt.status, given_up=wait is None)


def _judge(connection: Connection, endpoint: Endpoint, last: Tried) -> None:
    """Note whether the endpoint works, and disable one that is gone, or has failed for too long."""
    mark = MARKS[connection.kind]
    if last.attempt.ok:
        connection.run(f"UPDATE endpoint SET failing_since = NULL WHERE id = {mark} AND failing_since IS NOT NULL",
                       (endpoint.id,))
        return
    since = endpoint.failing_since or last.at
    connection.run(f"UPDATE endpoint SET failing_since = {mark} WHERE id = {mark} AND failing_since IS NULL",
                   (micros(since), endpoint.id))
    if last.attempt.status == GONE:
        _disable(connection, endpoint, "answered 410: it is gone", last.at)
    elif last.at - since >= FAILING:
        _disable(connection, endpoint, f"failed since {zulu(since)}", last.at)


def _disable(connection: Connection, endpoint: Endpoint, why: str, at: datetime) -> None:
    """Send nothing more to an endpoint, keep what waits for it as given up, and tell whoever else listens."""
    connection.run(DISABLE.format(MARKS[connection.kind]), (micros(at), why, endpoint.id))
    _stop(connection, endpoint.id, f"the endpoint was disabled: {why}", at)
    data = {"endpoint": endpoint.id, "url": endpoint.url, "why": why, "disabled_at": zulu(at)}
    tell(connection, [Message(endpoint.partner, ENDPOINT_DISABLED, at, data=data)], at, besides=endpoint.id)
    log.error("endpoint_disabled", endpoint=endpoint.id, partner=endpoint.partner, why=why)


def _stop(connection: Connection, endpoint_id: str, why: str, at: datetime) -> None:
    connection.run(STOP.format(MARKS[connection.kind]), (micros(at), why, endpoint_id))

