"""What falls due by the calendar, and when: days are those of the programme's zone.

A day's work begins an hour after midnight, so that what happened just before it has come in. Last month is settled on
the sixth. A worker that was away does what it missed in the first minute it is back.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from rules.periods import first_day
from server.clock import now
from server.columns import instant
from server.db import reading, writing
from server.jobs.context import Context
from server.jobs.days import Days
from server.jobs.forgetting import ForgettingSessions
from server.jobs.injections import Injections
from server.jobs.noticing import Noticing
from server.jobs.periods import Run, Task, is_done, run, run_once
from server.jobs.pruning import Pruning
from server.jobs.settlements import Settlements
from server.jobs.vouchers import LapsingVouchers
from server.jobs.waiting import LapsingHolds, hold_the_parked
from server.ledger.chain import append, blocks, sealed_until
from server.services.personal.purging import NotPurged, purge
from server.services.programme.limits import Limits
from server.services.staff.watch import Watching

DAY_BEGINS = timedelta(hours=1)
SETTLED_AFTER = timedelta(days=5)
NEWEST = "SELECT max(recorded_at) FROM event"
log = structlog.get_logger()


def today(context: Context) -> date:
    """The day whose work may be done: today in the programme's zone, yesterday in its first hour."""
    zone = ZoneInfo(context.versions.in_force(now()).programme.zone)
    return (now() - DAY_BEGINS).astimezone(zone).date()


def due(context: Context) -> Iterator[tuple[Task[Any], str]]:
    """Every periodic task with the period that is due, in the order they are to be done."""
    day, versions = today(context), context.versions
    yield LapsingVouchers(versions, day), day.isoformat()
    yield Days(versions, day), day.isoformat()
    yield Injections(versions, day), day.isoformat()
    until = first_day("month", day - SETTLED_AFTER)
    yield Settlements(versions, until), until.isoformat()
    yield Pruning(), day.isoformat()
    yield ForgettingSessions(), day.isoformat()
    yield Noticing(context, day), day.isoformat()
    yield Watching(context.settings), f"{now():%Y-%m-%dT%H}"


def keep(context: Context) -> None:
    """Do whatever is due and not done, once a period; look after what waits, and set limits that took effect.

    Work stands on what comes before it: while another worker has an earlier task, the later ones wait.
    """
    Limits(context.engine, context.versions).keep(now())
    clear_away(context)
    hold_the_parked(context)
    run(context, LapsingHolds(context.versions))
    for task, period in due(context):
        with reading(context.engine) as connection:
            done = is_done(connection, task.name, period)
        made = Run() if done else run_once(context, task, period)
        if made is None or context.stopping():
            return
        if not done:
            log.info("period_done", task=task.name, period=period, failed=len(made.failed))


def clear_away(context: Context) -> None:
    """Let the files forget what erasures removed; whoever reads an earlier state is waited for until next time."""
    try:
        purge(context.engine)
    except NotPurged as error:
        log.info("purge_put_off", why=str(error))


def seal_new(context: Context) -> int:
    """Seal what was recorded since the last time; how many events. Writers wait only while the blocks are added."""
    with reading(context.engine) as connection:
        newest = connection.rows(NEWEST)[0][0]
        if newest is None or instant(newest) <= sealed_until(connection):
            return 0
        made = blocks(connection, now())
    with writing(context.engine) as connection:
        return append(connection, made)
