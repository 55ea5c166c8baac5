"""What-if runs as rows: asked for, run in a thread of this process, followed by pages, and never lost without a word.

A run whose process ended says nothing any more; it counts as interrupted after a while and can be asked for again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from threading import Thread
from typing import Any

import structlog
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from rules.canonical import canonical, content_hash, from_json
from rules.programme import Programme
from rules.shape import read
from server.clock import now
from server.ids import new_id
from server.models import Event, WhatIf
from server.services.trials.trying_on import compiled_draft
from server.services.trials.whatif import run_over
from server.versions import Versions

DAYS = (7, 30, 90, 365)
SILENT = timedelta(seconds=60)
KEPT = 5
"""So many runs of a campaign are shown."""
log = structlog.get_logger()


def ask(session: Session, programme: Programme, campaign: str, days: int, by: str) -> WhatIf:
    """Write down a run over the last days; nothing runs yet. Raises ``InvalidProgramme``."""
    compiled_draft(programme)
    until = now()
    since = until - timedelta(days=days)
    in_window = (Event.recorded_at >= since, Event.recorded_at < until, Event.outcome != "")
    total = session.scalar(select(func.count()).select_from(Event).where(*in_window)) or 0
    run = WhatIf(
        id=new_id(), campaign=campaign, version=content_hash(programme), programme=canonical(programme).decode(),
        since=since, until=until, asked_by=by, asked_at=until, beat_at=until, done=0, total=total, finished_at=None,
        failed="", result="")
    session.add(run)
    session.commit()
    return run


def start(engine: Engine, versions: Versions, run: str) -> Thread:
    """Run it in the background."""
    thread = Thread(target=carry_out, args=(engine, versions, run), name=f"what-if {run[:8]}", daemon=True)
    thread.start()
    return thread


def carry_out(engine: Engine, versions: Versions, run: str) -> None:
    """Run it to its end; what goes wrong is written down in its row."""
    try:
        with Session(engine) as session:
            held = session.get_one(WhatIf, run)
            programme, campaign, since, until = held.programme, held.campaign, held.since, held.until
            session.rollback()
        replay = run_over(engine, versions, compiled_draft(read(from_json(programme)).draft), since, until,
                          lambda done: _say(engine, run, done=done))
        _say(engine, run, result=json.dumps(replay.result(campaign), ensure_ascii=False), finished_at=now(),
             done=replay.events + replay.returns)
    except Exception as error:
        log.exception("what_if_failed", run=run)
        _say(engine, run, failed=repr(error)[:500], finished_at=now())


def _say(engine: Engine, run: str, **values: Any) -> None:
    with Session(engine) as session:
        session.execute(update(WhatIf).where(WhatIf.id == run).values(beat_at=now(), **values))
        session.commit()


def runs_of(session: Session, campaign: str) -> list[WhatIf]:
    """The latest runs about a campaign, newest first."""
    return list(session.scalars(
        select(WhatIf).where(WhatIf.campaign == campaign).order_by(WhatIf.id.desc()).limit(KEPT)))


def state_of(run: WhatIf, at: datetime) -> str:
    """``done``, ``failed``, ``running``, or ``interrupted`` when it has been silent for a minute."""
    if run.failed:
        return "failed"
    if run.result:
        return "done"
    return "interrupted" if at - run.beat_at > SILENT else "running"


def result_of(run: WhatIf) -> Mapping[str, Any]:
    """What a finished run found; see ``server.services.trials.whatif``."""
    found: Mapping[str, Any] = json.loads(run.result)
    return found
