"""The draft as people edit it: one piece at a time, each save one commit under the row it was read from.

A piece with faults may be saved, so that no work is lost; publishing refuses it. Nothing is ever deleted: a campaign
is archived. Errors: ``UnknownPiece``, ``CodeTaken``, ``StaleSave``.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rules.canonical import from_json, json_text
from rules.check import check
from rules.errors import Finding, PointsError
from rules.programme import Programme
from rules.shape import Reading
from rules.shape.piece import read_piece
from server.clock import now
from server.models import DraftPiece
from server.services.programme.draft import LISTS, WHOLE, assemble
from server.services.staff.auditing import record

CAMPAIGNS = "campaigns"
ARCHIVED = "archived"
KEPT = 16
_found: OrderedDict[tuple[str, date], tuple[Finding, ...]] = OrderedDict()
_checking = Lock()


class UnknownPiece(PointsError):
    """The draft has no piece of this kind and code."""

    code = "unknown_piece"

    def __init__(self, kind: str, code: str) -> None:
        self.kind, self.piece = kind, code
        super().__init__(f"the draft has no {code or kind} among its {kind}")


class CodeTaken(PointsError):
    """A new piece has the code of one that exists."""

    code = "code_taken"

    def __init__(self, kind: str, code: str) -> None:
        self.kind, self.piece = kind, code
        super().__init__(f"{code} exists already among the {kind}")


class StaleSave(PointsError):
    """Somebody else saved the piece since it was read. ``theirs`` is what stands now, ``mine`` what was to be saved."""

    code = "stale_save"

    def __init__(self, theirs: Piece, mine: Mapping[str, Any]) -> None:
        self.theirs, self.mine = theirs, mine
        super().__init__(f"{theirs.updated_by or 'somebody'} saved {theirs.code or theirs.kind} in the meantime")


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece as it stands: ``data`` is plain, in the programme file's form; ``row_version`` goes with a save."""

    kind: str
    code: str
    data: Mapping[str, Any]
    row_version: int
    position: int
    updated_at: datetime
    updated_by: str

    @property
    def value(self) -> Any:
        """The piece as the programme's dataclass; what cannot be read stands empty."""
        return read_piece(self.kind, self.data)[0]


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding with its place in the draft: the piece, and the JSON pointer inside it."""

    kind: str
    code: str
    path: str
    finding: Finding


def pieces(session: Session, kind: str) -> list[Piece]:
    """Every piece of a kind, in the order of the programme."""
    rows = select(DraftPiece).where(DraftPiece.kind == kind).order_by(DraftPiece.position)
    return [_piece(row) for row in session.scalars(rows)]


def piece(session: Session, kind: str, code: str = "") -> Piece:
    """One piece; the programme's own texts and policies are kind ``programme`` without a code."""
    return _piece(row_of(session, kind, code))


def save(session: Session, kind: str, code: str, data: Mapping[str, Any], row_version: int, by: str) -> Piece:
    """Replace a piece that is still as ``row_version`` was. Raises ``StaleSave``, ``UnknownPiece``."""
    row = row_of(session, kind, code, locking=True)
    before = row.body
    if row.row_version != row_version:
        theirs = _piece(row)
        session.rollback()
        raise StaleSave(theirs, data)
    body = json_text({**data, "code": code} if kind != WHOLE else data)
    if body == before:
        session.rollback()
        return piece(session, kind, code)
    row.body, row.updated_at, row.updated_by = body, now(), by
    _commit(session, by, "draft.save", row, before)
    return _piece(row)


def create(session: Session, kind: str, data: Mapping[str, Any], by: str, action: str = "draft.create") -> Piece:
    """Add a piece under the code in its data, after the others. Raises ``CodeTaken``."""
    code = str(data["code"])
    if session.get(DraftPiece, (kind, code)) is not None:
        raise CodeTaken(kind, code)
    last = session.scalar(select(func.max(DraftPiece.position)).where(DraftPiece.kind == kind))
    row = DraftPiece(kind=kind, code=code, position=0 if last is None else last + 1, body=json_text(data),
                     updated_at=now(), updated_by=by)
    session.add(row)
    session.flush()
    _commit(session, by, action, row, "")
    return _piece(row)


def duplicate(session: Session, kind: str, code: str, by: str, new_code: str = "") -> Piece:
    """A copy under a code of its own, ``<code>-2`` unless said otherwise; a campaign's copy is paused."""
    source = piece(session, kind, code)
    taken = set(session.scalars(select(DraftPiece.code).where(DraftPiece.kind == kind)))
    status = {"status": "paused"} if kind == CAMPAIGNS else {}
    data = {**source.data, "code": new_code or free_code(code, taken), **status}
    return create(session, kind, data, by, "draft.duplicate")


def archive(session: Session, code: str, row_version: int, by: str) -> Piece:
    """Put a campaign away: it pays nothing once published, and stays readable."""
    return set_status(session, code, ARCHIVED, row_version, by)


def set_status(session: Session, code: str, status: str, row_version: int, by: str) -> Piece:
    """Live, paused or archived. Raises ``StaleSave``."""
    held = piece(session, CAMPAIGNS, code)
    data = {key: part for key, part in held.data.items() if key != "status"}
    return save(session, CAMPAIGNS, code, data if status == "live" else {**data, "status": status}, row_version, by)


def free_code(code: str, taken: set[str]) -> str:
    """The first of ``code-2``, ``code-3`` … that nothing has."""
    stem = code.rstrip("0123456789").rstrip("-") if code.rpartition("-")[2].isdecimal() else code
    number = 2
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def draft_findings(session: Session, reading: Reading | None = None) -> tuple[Placed, ...]:
    """Everything wrong or doubtful in the whole draft, each with its piece; examples are not run."""
    read = reading or assemble(session)
    found = [*read.findings, *_checked(read.draft)]
    return tuple(placed(read.draft, finding) for finding in found)


def _checked(draft: Programme) -> tuple[Finding, ...]:
    """What ``check`` finds today; the last few drafts are kept, since pages ask again and again."""
    key = (repr(draft), local_day(draft))
    with _checking:
        if key not in _found:
            _found[key] = check(draft, key[1])
            if len(_found) > KEPT:
                _found.popitem(last=False)
        return _found[key]


def placed(draft: Programme, finding: Finding) -> Placed:
    """The piece that a pointer into a programme leads to, and the rest of the pointer."""
    parts = finding.path.split("/")[1:]
    listed = getattr(draft, parts[0], ()) if parts and parts[0] in LISTS else ()
    if len(parts) > 1 and parts[1].isdecimal() and int(parts[1]) < len(listed):
        inside = "".join(f"/{part}" for part in parts[2:])
        return Placed(parts[0], listed[int(parts[1])].code, inside, finding)
    return Placed(WHOLE, "", finding.path, finding)


def local_day(programme: Programme) -> date:
    """Today where the programme is at home; in UTC while its zone is not one."""
    try:
        return now().astimezone(ZoneInfo(programme.zone)).date()
    except (ZoneInfoNotFoundError, ValueError, IsADirectoryError):
        return now().date()


def row_of(session: Session, kind: str, code: str, *, locking: bool = False) -> DraftPiece:
    """The row of a piece, with ``locking`` until the commit. Raises ``UnknownPiece``."""
    row = session.get(DraftPiece, (kind, code), populate_existing=True, with_for_update=locking)
    if row is None:
        raise UnknownPiece(kind, code)
    return row


def _piece(row: DraftPiece) -> Piece:
    return Piece(row.kind, row.code, from_json(row.body), row.row_version, row.position, row.updated_at, row.updated_by)


def _commit(session: Session, by: str, action: str, row: DraftPiece, before: str) -> None:
    record(session, by, action, f"{row.kind}:{row.code}", before or None, row.body)
    session.commit()
