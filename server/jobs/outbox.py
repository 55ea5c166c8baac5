"""Work that follows from a commit: taken in batches, done in the transaction that deletes its rows.

The effect and the end of the row are one commit, so that every row has exactly one effect, however often it is
started. A batch that fails is tried row by row; a row that keeps failing waits longer each time, and is given up in
the end and kept for a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

import msgspec
import structlog

from server.clock import now
from server.columns import micros
from server.connection import Connection
from server.db import AWAY, reading, writing
from server.jobs.context import Context
from server.jobs.leases import OUTBOX, Leased, LeaseLost
from server.jobs.link_letters import send_links
from server.jobs.messages import Message, message_of, tell
from server.jobs.recorded import Recorded, recorded
from server.jobs.statistics import add, figures_of
from server.logs import said
from server.services.entering.asking import ASKED
from server.services.personal.consent import allowed
from server.taking.batch import FOLLOW

BATCH = 200
TOLD = "partner.told"
"""Kind of the work that tells a partner something: ``partner``, ``type``, ``event`` and ``data``."""
WAITS = tuple(timedelta(seconds=2**n) for n in range(11))
"""How long a failing row waits after each time: 1 s, 2 s … 17 min; after the last it is given up."""
ERROR_LENGTH = 500

Handler = Callable[[Connection, Context, Sequence[Mapping[str, Any]]], None]
log = structlog.get_logger()


def is_due(context: Context) -> bool:
    """Whether any row can be taken."""
    with reading(context.engine) as connection:
        return bool(OUTBOX.due(connection, now()))


def turn(context: Context) -> int:
    """Take a batch and do it; how many rows were taken, 0 when nothing is due."""
    with writing(context.engine) as connection:
        rows = OUTBOX.take(connection, BATCH, context.lease)
    if rows:
        try:
            _do(context, rows)
        except LeaseLost:
            log.warning("lease_lost", rows=len(rows))
        except AWAY:
            raise
        except Exception as error:  # noqa: BLE001 – whatever it is, the rows are tried alone and keep their own error
            log.warning("batch_tried_row_by_row", rows=len(rows), error=repr(error))
            for row in rows:
                _do_alone(context, row)
    return len(rows)


def _do(context: Context, rows: Sequence[Leased]) -> None:
    """All effects of these rows and their end, in one commit."""
    by_kind: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        kind, payload = row.values
        by_kind.setdefault(kind, []).append(msgspec.json.decode(payload))
    with writing(context.engine) as connection:
        for kind, payloads in by_kind.items():
            HANDLERS[kind](connection, context, payloads)
        OUTBOX.finish(connection, rows, "DELETE FROM outbox")


def _do_alone(context: Context, row: Leased) -> None:
    try:
        _do(context, [row])
    except LeaseLost:
        log.warning("lease_lost", rows=1)
    except AWAY:
        raise
    except Exception as error:
        log.exception("work_failed", id=row.id, kind=row.values[0], attempts=row.attempts)
        _put_off(context, row, error)


def _put_off(context: Context, row: Leased, error: Exception) -> None:
    """Let a failed row wait, or give it up."""
    at = now()
    given_up = row.attempts > len(WAITS)
    again = at if given_up else at + WAITS[row.attempts - 1]
    with writing(context.engine) as connection:
        OUTBOX.finish(
            connection, [row], "UPDATE outbox SET run_after = {0}, lease_until = NULL, last_error = {0}, dead_at = {0}",
            (micros(again), said(repr(error))[:ERROR_LENGTH], micros(at) if given_up else None))


def _follow(connection: Connection, context: Context, payloads: Sequence[Mapping[str, Any]]) -> None:
    """Events were recorded: add them to the statistics, and tell their partners."""
    events = recorded(connection, [(each["member"], each["event"]) for each in payloads])
    if len(events) != len(payloads):
        raise LookupError(f"{len(payloads) - len(events)} of {len(payloads)} recorded events are not there")
    add(connection, figures_of(events, context.versions))
    tell(connection, _messages(connection, events, payloads), now())


def _messages(connection: Connection, events: Sequence[Recorded],
              payloads: Sequence[Mapping[str, Any]]) -> Iterator[Message]:
    """What partners are told of these events, as far as each member allows."""
    told = {each["event"]: each for each in payloads}
    pairs = {event.id: (told[event.id]["member"], event.partner) for event in events if event.partner}
    may = allowed(connection, pairs.values())
    for event in events:
        message = message_of(event, told[event.id].get("number", ""), whole=pairs.get(event.id) in may)
        if message is not None:
            yield message


def _tell(connection: Connection, context: Context, payloads: Sequence[Mapping[str, Any]]) -> None:
    """Something else happened that a partner should know."""
    at = now()
    tell(connection, [Message(at=at, **each) for each in payloads], at)


HANDLERS: Mapping[str, Handler] = {FOLLOW: _follow, TOLD: _tell, ASKED: send_links}
