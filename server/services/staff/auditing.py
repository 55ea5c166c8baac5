"""What people did, in a chain of hashes: one row for each change by staff, in the commit of the change itself.

``verify`` computes the chain again and names the first row that is not as it was written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from rules.canonical import json_text
from rules.errors import Finding
from server.clock import now
from server.columns import micros
from server.models import Audit

LOCK = 4_821_605
"""Writers of the chain wait for each other on PostgreSQL; on SQLite there is one writer at a time anyway."""
CHUNK = 1_000

State = Mapping[str, Any] | Sequence[Any] | str | None


def record(session: Session, person: str, action: str, subject: str, before: State = None, after: State = None,
           reason: str = "", request_id: str = "") -> Audit:
    """Add a row to the chain; the caller commits it together with what it tells of.

    ``action`` is ``noun.verb`` (``campaign.changed``), ``subject`` names what it was done to (``campaign:coffee``).
    ``before`` and ``after`` are plain data, without secrets and personal data; None when there was nothing.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
    last = session.scalars(select(Audit).order_by(Audit.number.desc()).limit(1)).first()
    row = Audit(
        number=last.number + 1 if last else 1, recorded_at=now(), person=person, action=action, subject=subject,
        before=_written(before), after=_written(after), reason=reason, request_id=request_id,
        previous=last.hash if last else "")
    row.hash = _hash(row)
    session.add(row)
    session.flush()
    return row


def verify(session: Session) -> Iterator[Finding]:
    """Every row whose hash or link is not as it was written, in the chain's order; none if all are."""
    previous, number = "", 0
    with session.scalars(select(Audit).order_by(Audit.number).execution_options(yield_per=CHUNK)) as rows:
        for row in rows:
            if row.number != number + 1 or row.previous != previous:
                yield Finding("audit_broken", f"row {row.number} does not follow row {number}")
            if row.hash != _hash(row):
                yield Finding("audit_broken", f"row {row.number} is not as it was written")
            previous, number = row.hash, row.number


def _written(state: State) -> str:
    if state is None:
        return ""
    return state if isinstance(state, str) else json_text(state)


def _hash(row: Audit) -> str:
    told = [row.number, micros(row.recorded_at), row.person, row.action, row.subject, row.before, row.after,
            row.reason, row.request_id, row.previous]
    return hashlib.sha256(json_text(told).encode()).hexdigest()
