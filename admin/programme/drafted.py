"""The draft and what is wrong with it, worked out once for each state of it; and the programme in force beside it."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rules.programme import Programme
from rules.shape import Reading
from server.clock import now
from server.models import DraftPiece
from server.services.programme.draft import assemble
from server.services.programme.editing import Placed, draft_findings
from server.versions import NothingPublished
from server.web.running import running

KEPT = 8


@dataclass(frozen=True)
class Drafted:
    """One state of the draft; ``findings`` are everything wrong or doubtful, each with its piece, without examples."""

    reading: Reading
    findings: tuple[Placed, ...]

    @property
    def draft(self) -> Programme:
        """The draft as far as it can be read."""
        return self.reading.draft

    @property
    def errors(self) -> int:
        """How many findings forbid publishing."""
        return sum(each.finding.severity == "error" for each in self.findings)

    def of_piece(self, kind: str, code: str = "") -> tuple[Placed, ...]:
        """What is wrong with one piece."""
        return tuple(each for each in self.findings if (each.kind, each.code) == (kind, code))


_states: OrderedDict[tuple[object, ...], Drafted] = OrderedDict()
_lock = Lock()


def drafted(session: Session) -> Drafted:
    """The draft as it stands."""
    key = _state(session)
    with _lock:
        if key in _states:
            return _states[key]
    reading = assemble(session)
    made = Drafted(reading, draft_findings(session, reading))
    with _lock:
        _states[key] = made
        while len(_states) > KEPT:
            _states.popitem(last=False)
    return made


def live() -> Programme | None:
    """The programme in force; None before the first publication."""
    try:
        return running().versions.in_force(now()).programme
    except NothingPublished:
        return None


def _state(session: Session) -> tuple[object, ...]:
    """Two states of one database's draft differ in it; some warnings change with the day."""
    counted = session.execute(select(
        func.count(), func.sum(DraftPiece.row_version), func.max(DraftPiece.updated_at))).one()
    return (str(session.get_bind().engine.url), now().date(), *counted)


