"""Publish a programme: an immutable, hashed version comes into force at an instant; roll back; compare.

Errors: ``InvalidProgramme`` (findings), ``ExamplesFail`` (a worked example does not hold), ``NeedsApproval``
(the programme wants a second person), ``UnknownVersion``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from difflib import unified_diff
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from rules.canonical import canonical, content_hash, from_json
from rules.check import check
from rules.errors import Finding, InvalidProgramme, PointsError
from rules.programme import Programme
from rules.shape import read
from rules.stories import examples
from server.clock import now
from server.models import Partner, ProgrammeVersion, Publication, stands
from server.programme_file import write as write_text
from server.services.programme.limits import set_due


class ExamplesFail(PointsError):
    """Worked examples of the programme do not give what they say, each a finding; nothing was published."""

    code = "examples_fail"

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__("; ".join(finding.sentence for finding in findings))


class NeedsApproval(PointsError):
    """The programme asks for a second person, who approves exactly this content."""

    code = "needs_approval"


class UnknownVersion(PointsError):
    """There is no version of that hash, or several begin like it."""

    code = "unknown_version"


@dataclass(frozen=True, slots=True)
class Published:
    """What a publish did; ``changed`` is False when exactly this was in force already."""

    version: str
    number: int
    effective_at: datetime
    changed: bool


@dataclass(frozen=True, slots=True)
class Signed:
    """Who publishes and who approved; ``approved_hash`` is the content the second person saw."""

    by: str = ""
    approved_by: str = ""
    approved_hash: str = ""
    note: str = ""


def publish(session: Session, programme: Programme, effective_at: datetime | None = None,
            signed: Signed = Signed()) -> Published:
    """Bring a programme into force, from now on unless said otherwise; the same content twice changes nothing."""
    refuse_faults(programme)
    done = enter(session, programme, effective_at, signed)
    session.commit()
    return done


def enter(session: Session, programme: Programme, effective_at: datetime | None, signed: Signed) -> Published:
    """What ``publish`` does, as part of a larger step: the caller has looked for faults, and commits."""
    version = content_hash(programme)
    _refuse_unapproved(session, programme, version, signed)
    latest = session.scalars(select(Publication).where(stands()).order_by(Publication.number.desc()).limit(1)).first()
    moment = effective_at or now()
    if latest and latest.version == version and latest.effective_at <= moment:
        return Published(version, latest.number, latest.effective_at, changed=False)
    if session.get(ProgrammeVersion, version) is None:
        session.add(ProgrammeVersion(hash=version, body=canonical(programme).decode(), created_at=now()))
        session.flush()
    number = (session.scalar(select(func.max(Publication.number))) or 0) + 1
    session.add(Publication(number=number, version=version, effective_at=moment, published_at=now(),
                            published_by=signed.by, approved_by=signed.approved_by, note=signed.note))
    _open_partners(session, programme)
    session.flush()
    set_due(session, now())
    return Published(version, number, moment, changed=True)


def roll_back(session: Session, version: str, signed: Signed = Signed()) -> Published:
    """Bring an earlier version into force again, from now on."""
    return publish(session, programme_of(session, version), None, signed)


def programme_of(session: Session, version: str) -> Programme:
    """A published version by its hash, or the beginning of it. Raises ``UnknownVersion``."""
    whole = session.get(ProgrammeVersion, version)
    found = [whole] if whole else session.scalars(
        select(ProgrammeVersion).where(ProgrammeVersion.hash.startswith(version))).all()
    if len(found) != 1 or not version:
        raise UnknownVersion(f"{len(found)} versions begin with {version!r}; name one by more of its hash")
    return _read(found[0])


def _read(version: ProgrammeVersion) -> Programme:
    programme = read(from_json(version.body)).programme
    if programme is None:
        raise UnknownVersion(f"version {version.hash} cannot be read by this release")
    return programme


def difference(before: Programme, after: Programme) -> str:
    """What changed between two programmes, as a unified difference of their files; "" when nothing did."""
    lines = unified_diff(write_text(before).splitlines(), write_text(after).splitlines(),
                         content_hash(before)[:12], content_hash(after)[:12], lineterm="", n=4)
    return "\n".join(lines)


def live_version(session: Session) -> str | None:
    """Hash of the version in force now; None before the first publication."""
    return session.scalars(_in_force(select(Publication.version))).first()


def live_programme(session: Session) -> Programme | None:
    """The same as a programme. Raises ``UnknownVersion``."""
    found = session.scalars(_in_force(select(ProgrammeVersion).join(
        Publication, Publication.version == ProgrammeVersion.hash))).first()
    return _read(found) if found else None


def _in_force(query: Select[Any]) -> Select[Any]:
    begun = query.where(Publication.effective_at <= now(), stands())
    return begun.order_by(Publication.effective_at.desc(), Publication.number.desc()).limit(1)


def needs_second(session: Session, programme: Programme) -> bool:
    """Whether a second person must approve: this programme says so, or the one in force, which it would replace."""
    if programme.policies.second_person:
        return True
    live = live_programme(session)
    return live is not None and live.policies.second_person


def refuse_faults(programme: Programme) -> None:
    """Raise ``InvalidProgramme`` or ``ExamplesFail`` for a programme that cannot come into force."""
    faults = tuple(finding for finding in check(programme) if finding.severity == "error")
    if faults:
        raise InvalidProgramme(faults)
    failed = tuple(examples.findings(programme))
    if failed:
        raise ExamplesFail(failed)


def _refuse_unapproved(session: Session, programme: Programme, version: str, signed: Signed) -> None:
    if not needs_second(session, programme):
        return
    if not signed.approved_by or signed.approved_by == signed.by or signed.approved_hash != version:
        raise NeedsApproval(f"a second person must approve version {version[:12]}; name them with its hash")


def _open_partners(session: Session, programme: Programme) -> None:
    for partner in programme.partners:
        if session.get(Partner, partner.code) is None:
            session.add(Partner(code=partner.code, created_at=now()))
