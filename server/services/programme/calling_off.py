"""A publication that is planned is called off before its time: what was in force before it goes on.

Errors: ``UnknownPublication``, ``TooLate``, ``NoteMissing``.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from rules.errors import PointsError
from server.clock import now
from server.models import CalledOff, Publication
from server.services.programme.review import NoteMissing
from server.services.staff import auditing

LEAST = timedelta(seconds=5)
"""Every process knows of it well before the publication's time."""


class UnknownPublication(PointsError):
    """There is no publication of that number, or it was called off already."""

    code = "unknown_publication"


class TooLate(PointsError):
    """The publication is in force, or comes into force within seconds; roll back instead."""

    code = "too_late_to_call_off"


def call_off(session: Session, number: int, by: str, note: str, request_id: str = "") -> CalledOff:
    """Take a planned publication out of the calendar, for good; it stays in the list. One commit, with its audit."""
    if not note.strip():
        raise NoteMissing("say why it is called off")
    planned = session.get(Publication, number, with_for_update=True)
    if planned is None or session.get(CalledOff, number) is not None:
        raise UnknownPublication(f"there is no planned publication {number}")
    if planned.effective_at < now() + LEAST:
        raise TooLate(f"publication {number} is in force from {planned.effective_at:%Y-%m-%d %H:%M:%S} UTC")
    row = CalledOff(number=number, called_off_at=now(), called_off_by=by, note=note.strip())
    session.add(row)
    auditing.record(session, by, "publication.called_off", f"version:{planned.version}",
                    {"publication": number, "effective_at": planned.effective_at.isoformat()}, None, note.strip(),
                    request_id)
    session.commit()
    return row
