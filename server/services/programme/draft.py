"""The draft: the programme as the console edits it, piece by piece.

``store`` replaces it by a whole programme (an import), ``assemble`` puts the pieces together again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from rules.canonical import from_json, json_text
from rules.programme import Programme
from rules.shape import Reading, read, write
from server.clock import now
from server.models import DraftPiece

LISTS = ("currencies", "partners", "accruals", "tiers", "growth", "campaigns", "lanes", "conversions", "pools",
         "rewards", "draws")
"""Parts of a programme whose items have a code of their own and are edited one by one."""
WHOLE = "programme"


def store(session: Session, programme: Programme, by: str = "") -> int:
    """Make the draft equal to a programme; how many pieces changed. The caller commits."""
    wanted = {(kind, code): (position, body) for kind, code, position, body in _pieces(write(programme))}
    held = {(piece.kind, piece.code): piece for piece in session.scalars(select(DraftPiece))}
    gone = held.keys() - wanted.keys()
    for kind, code in gone:
        session.execute(delete(DraftPiece).where(DraftPiece.kind == kind, DraftPiece.code == code))
    changed = [key for key in wanted if key not in held or (held[key].position, held[key].body) != wanted[key]]
    for key in changed:
        _write(session, held.get(key), key, wanted[key], by)
    return len(changed) + len(gone)


def assemble(session: Session) -> Reading:
    """The draft as a programme, with findings where its pieces do not fit together."""
    data: dict[str, Any] = {}
    for piece in session.scalars(select(DraftPiece).order_by(DraftPiece.kind, DraftPiece.position)):
        if piece.kind == WHOLE:
            data.update(from_json(piece.body))
        else:
            data.setdefault(piece.kind, []).append(from_json(piece.body))
    return read(data)


def _pieces(data: dict[str, Any]) -> Iterator[tuple[str, str, int, str]]:
    """Kind, code, position and body of every piece of a programme's plain data."""
    yield WHOLE, "", 0, json_text({key: value for key, value in data.items() if key not in LISTS})
    for kind in LISTS:
        for position, item in enumerate(data.get(kind, ())):
            yield kind, str(item["code"]), position, json_text(item)


def _write(session: Session, piece: DraftPiece | None, key: tuple[str, str], value: tuple[int, str], by: str) -> None:
    if piece is None:
        piece = DraftPiece(kind=key[0], code=key[1])
        session.add(piece)
    piece.position, piece.body = value
    piece.updated_at, piece.updated_by = now(), by
