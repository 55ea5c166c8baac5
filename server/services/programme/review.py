"""Publishing with a second person: a submission binds the hash of what was seen; only that content can be published.

Where neither the programme in force nor the one submitted asks for a second person, a submission may be published as
it is. Each step is one commit with its row in the audit. Errors: ``UnknownSubmission``, ``Decided``, ``SamePerson``,
``StaleSubmission``, ``NothingToPublish``, ``NoteMissing``, and of publishing ``InvalidProgramme``, ``ExamplesFail``,
``NeedsApproval``, ``UnknownVersion``.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from rules.canonical import canonical, content_hash, from_json
from rules.errors import InvalidProgramme, PointsError
from rules.programme import Programme
from rules.shape import read
from server.clock import now
from server.models import Submission
from server.services.programme.draft import assemble
from server.services.programme.publishing import (
    Published,
    Signed,
    UnknownVersion,
    enter,
    live_version,
    needs_second,
    programme_of,
    refuse_faults,
)
from server.services.staff import auditing
from server.services.trials.trying import refuse_costly

DRAFT, ROLLBACK = "draft", "rollback"
OPEN, APPROVED, REJECTED, WITHDRAWN, PUBLISHED = "open", "approved", "rejected", "withdrawn", "published"
REPLACED = "replaced by a newer submission"


class UnknownSubmission(PointsError):
    """There is no submission of that number."""

    code = "unknown_submission"


class Decided(PointsError):
    """The submission was decided already, or is published."""

    code = "submission_decided"


class SamePerson(PointsError):
    """Who asks cannot approve."""

    code = "same_person"


class StaleSubmission(PointsError):
    """The draft changed since it was submitted, so nobody can approve what it was."""

    code = "stale_submission"


class NothingToPublish(PointsError):
    """Exactly this content is in force."""

    code = "nothing_to_publish"


class NoteMissing(PointsError):
    """A rejection or a rollback without a reason."""

    code = "note_missing"


def submit(session: Session, by: str, note: str = "", effective_at: datetime | None = None) -> Submission:
    """Ask to publish the draft as it stands, from ``effective_at`` or from when it is published."""
    reading = assemble(session)
    if reading.programme is None:
        raise InvalidProgramme(reading.findings)
    return _asked(session, reading.programme, DRAFT, by, note, effective_at)


def ask_rollback(session: Session, version: str, by: str, note: str,
                 effective_at: datetime | None = None) -> Submission:
    """Ask to bring an earlier version into force again; the draft stays as it is."""
    if not note.strip():
        raise NoteMissing("say why an earlier version is to come back")
    return _asked(session, programme_of(session, version), ROLLBACK, by, note, effective_at)


def roll_back(session: Session, version: str, by: str, note: str, effective_at: datetime | None = None) -> Submission:
    """One step back: published at once, unless a second person is asked for; then it waits for one."""
    asked = ask_rollback(session, version, by, note, effective_at)
    if not needs_second(session, programme_in(asked)):
        publish(session, asked.number, by)
    return asked


def approve(session: Session, number: int, by: str, note: str = "") -> Submission:
    """A second person takes exactly this content. Raises ``SamePerson``, ``StaleSubmission``, ``Decided``."""
    asked = _held(session, number, OPEN)
    if by == asked.asked_by:
        raise SamePerson(f"{by} asked for this; somebody else must approve it")
    if is_stale(session, asked):
        raise StaleSubmission("the draft changed since it was submitted; submit it again")
    return _decided(session, asked, APPROVED, by, note)


def reject(session: Session, number: int, by: str, reason: str) -> Submission:
    """Send it back, with the reason."""
    if not reason.strip():
        raise NoteMissing("say what is to be changed")
    return _decided(session, _held(session, number, OPEN), REJECTED, by, reason)


def withdraw(session: Session, number: int, by: str) -> Submission:
    """Take the request back, approved or not."""
    return _decided(session, _held(session, number, OPEN, APPROVED), WITHDRAWN, by, "")


def schedule(session: Session, number: int, effective_at: datetime | None, by: str) -> Submission:
    """Choose from when on it is to be in force; None is from when it is published."""
    asked = _held(session, number, OPEN, APPROVED)
    before = {"effective_at": _written(asked.effective_at)}
    asked.effective_at = effective_at
    auditing.record(session, by, "submission.scheduled", _subject(asked), before,
                    {"effective_at": _written(effective_at)})
    session.commit()
    return asked


def publish(session: Session, number: int, by: str) -> Published:
    """Bring exactly what was submitted into force. Raises ``NeedsApproval``, ``Decided``.

    What was approved is published whatever became of the draft since; what nobody approved, only as the draft stands.
    """
    programme = programme_in(_held(session, number, OPEN, APPROVED))
    session.rollback()
    refuse_faults(programme)
    asked = _held(session, number, OPEN, APPROVED)
    if asked.status == OPEN and is_stale(session, asked):
        raise StaleSubmission("the draft changed since it was submitted; submit it again")
    approved = asked.status == APPROVED
    signed = Signed(asked.asked_by if approved else by, asked.decided_by if approved else "",
                    asked.version if approved else "", asked.note)
    later = asked.effective_at if asked.effective_at and asked.effective_at > now() else None
    done = enter(session, programme, later, signed)
    asked.status, asked.publication = PUBLISHED, done.number
    auditing.record(session, by, "programme.published", f"version:{asked.version}", None, _told(asked, done),
                    asked.note)
    session.commit()
    return done


def waiting(session: Session) -> Submission | None:
    """The submission that is open, or approved and not published yet."""
    return session.scalars(select(Submission).where(Submission.status.in_((OPEN, APPROVED)))).first()


def submissions(session: Session, limit: int = 50) -> list[Submission]:
    """Newest first, without what was submitted."""
    newest = select(Submission).order_by(Submission.number.desc()).limit(limit)
    return list(session.scalars(newest.options(defer(Submission.body))))


def submission(session: Session, number: int) -> Submission:
    """One submission. Raises ``UnknownSubmission``."""
    found = session.get(Submission, number)
    if found is None:
        raise UnknownSubmission(f"there is no submission {number}")
    return found


def is_stale(session: Session, asked: Submission) -> bool:
    """Whether the draft is no longer what was submitted; a rollback never is."""
    if asked.origin == ROLLBACK:
        return False
    drafted = assemble(session).programme
    return drafted is None or content_hash(drafted) != asked.version


def programme_in(asked: Submission) -> Programme:
    """What was submitted. Raises ``UnknownVersion`` when this release cannot read it."""
    programme = read(from_json(asked.body)).programme
    if programme is None or content_hash(programme) != asked.version:
        raise UnknownVersion(f"submission {asked.number} cannot be read by this release")
    return programme


def _asked(session: Session, programme: Programme, origin: str, by: str, note: str,
           effective_at: datetime | None) -> Submission:
    version = content_hash(programme)
    if version == live_version(session) and effective_at is None:
        raise NothingToPublish(f"version {version[:12]} is in force")
    session.rollback()  # nobody waits for this database while rules are tried
    refuse_faults(programme)
    refuse_costly(programme)
    _replace_waiting(session, by)
    number = (session.scalar(select(func.max(Submission.number))) or 0) + 1
    asked = Submission(number=number, version=version, body=canonical(programme).decode(), origin=origin,
                       status=OPEN, asked_by=by, asked_at=now(), note=note, effective_at=effective_at)
    session.add(asked)
    auditing.record(session, by, "submission.made", _subject(asked), None,
                    {"version": version, "origin": origin, "effective_at": _written(effective_at)}, note)
    session.commit()
    return asked


def _replace_waiting(session: Session, by: str) -> None:
    """There is one draft, so one submission waits; a newer one takes its place."""
    for earlier in session.scalars(select(Submission).where(Submission.status.in_((OPEN, APPROVED)))):
        earlier.status, earlier.decided_by, earlier.decided_at = WITHDRAWN, by, now()
        earlier.decision_note = REPLACED


def _held(session: Session, number: int, *statuses: str) -> Submission:
    found = session.get(Submission, number, with_for_update=True, populate_existing=True)
    if found is None:
        raise UnknownSubmission(f"there is no submission {number}")
    if found.status not in statuses:
        raise Decided(f"submission {number} is {found.status}")
    return found


def _decided(session: Session, asked: Submission, status: str, by: str, note: str) -> Submission:
    before = {"status": asked.status}
    asked.status, asked.decided_by, asked.decided_at, asked.decision_note = status, by, now(), note
    auditing.record(session, by, f"submission.{status}", _subject(asked), before,
                    {"status": status, "version": asked.version}, note)
    session.commit()
    return asked


def _subject(asked: Submission) -> str:
    return f"submission:{asked.number}"


def _told(asked: Submission, done: Published) -> dict[str, object]:
    return {"publication": done.number, "version": done.version, "effective_at": _written(done.effective_at),
            "submission": asked.number, "asked_by": asked.asked_by, "approved_by": asked.decided_by}


def _written(at: datetime | None) -> str:
    return at.isoformat() if at else ""
