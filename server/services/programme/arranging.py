"""Where a piece stands in the draft, and whether it stands there at all.

A piece may leave the draft only while nobody holds anything in it: a currency or a partner that was ever published
stays. Errors: ``UnknownPiece``, ``StaleSave``, ``StillUsed``.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.canonical import from_json
from rules.errors import PointsError
from server.clock import now
from server.models import DraftPiece, ProgrammeVersion
from server.services.programme.editing import StaleSave, UnknownPiece, piece, row_of
from server.services.staff.auditing import record

LASTING = ("currencies", "partners", "campaigns", "pools")
"""Parts whose codes stand in the ledger once they were published."""


class StillUsed(PointsError):
    """A piece that was published once, and that balances or records name, cannot leave the draft."""

    code = "still_used"

    def __init__(self, kind: str, code: str) -> None:
        self.kind, self.piece = kind, code
        super().__init__(f"{code} was published; what was recorded names it")


def move(session: Session, kind: str, code: str, by: str, *, up: bool) -> None:
    """Change places with the neighbour; at the end of the list nothing changes. Raises ``UnknownPiece``."""
    query = select(DraftPiece).where(DraftPiece.kind == kind).order_by(DraftPiece.position)
    rows = list(session.scalars(query.with_for_update()))
    place = next((number for number, row in enumerate(rows) if row.code == code), None)
    if place is None:
        raise UnknownPiece(kind, code)
    other = place - 1 if up else place + 1
    if 0 <= other < len(rows):
        before = [row.code for row in rows]
        rows[place].position, rows[other].position = rows[other].position, rows[place].position
        rows[place].updated_at, rows[place].updated_by = now(), by
        before[place], before[other] = before[other], before[place]
        record(session, by, "draft.moved", f"{kind}:{code}", [row.code for row in rows], before)
    session.commit()


def remove(session: Session, kind: str, code: str, row_version: int, by: str) -> None:
    """Take a piece out of the draft; every version that has it keeps it. Raises ``StillUsed``, ``StaleSave``."""
    row = row_of(session, kind, code, locking=True)
    if row.row_version != row_version:
        held = piece(session, kind, code)
        raise StaleSave(held, held.data)
    if kind in LASTING and was_published(session, kind, code):
        raise StillUsed(kind, code)
    record(session, by, "draft.removed", f"{kind}:{code}", row.body, None)
    session.delete(row)
    session.commit()


def was_published(session: Session, kind: str, code: str) -> bool:
    """Whether any version has this piece."""
    bodies = session.scalars(select(ProgrammeVersion.body).execution_options(yield_per=10))
    return any(item["code"] == code for body in bodies for item in from_json(body).get(kind, ()))
