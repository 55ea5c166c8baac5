"""Accounts of staff: made with a one-time password, reset, given other roles, closed; each change in the audit.

Errors: ``UnknownStaff``, ``StaffExists``, ``BadAccount``.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.errors import PointsError
from server import dice
from server.clock import now
from server.ids import new_id
from server.models import Partner
from server.models.staff import ROLES, Staff
from server.services.staff.auditing import record

SHORTEST = 10
"""Characters of a password, at least."""
TRIES = 5
SHUT = timedelta(minutes=15)
SEEN_EVERY = timedelta(minutes=5)


class UnknownStaff(PointsError):
    """Nobody has an account under this address."""

    code = "unknown_staff"


class StaffExists(PointsError):
    """This address has an account."""

    code = "staff_exists"


class BadAccount(PointsError):
    """An account that cannot be: a bad address, an unknown role, an operator without a partner."""

    code = "bad_account"


def named(session: Session, email: str) -> Staff | None:
    """The account of an address, whatever the case of its letters."""
    return session.scalars(select(Staff).where(Staff.email == email.strip().lower())).one_or_none()


def add(session: Session, email: str, roles: Iterable[str], *, name: str = "", partner: str = "",
        by: str = "", request_id: str = "") -> str:
    """Make an account, in one commit; its one-time password. Raises ``StaffExists``, ``BadAccount``."""
    address, chosen = _address(email), _roles(session, roles, partner)
    if named(session, address):
        raise StaffExists(f"{address} has an account already")
    password = one_time_password()
    session.add(Staff(id=new_id(), email=address, name=name, role_names=chosen, partner=partner, active=True,
                      password=hashed(password), created_at=now(), fs_uniquifier=new_id()))
    record(session, by, "staff.added", f"staff:{address}", after={"roles": chosen, "partner": partner, "name": name},
           request_id=request_id)
    session.commit()
    return password


def change(session: Session, email: str, roles: Iterable[str], *, name: str = "", partner: str = "",
           by: str = "", request_id: str = "") -> None:
    """Give an account other roles, in one commit. Raises ``UnknownStaff``, ``BadAccount``."""
    staff, chosen = _found(session, email), _roles(session, roles, partner)
    before = {"roles": staff.role_names, "partner": staff.partner, "name": staff.name}
    staff.role_names, staff.partner, staff.name = chosen, partner, name
    after = {"roles": chosen, "partner": partner, "name": name}
    record(session, by, "staff.changed", f"staff:{staff.email}", before, after, request_id=request_id)
    session.commit()


def reset(session: Session, email: str, *, by: str = "", request_id: str = "") -> str:
    """A new one-time password without a second factor; every session of the account ends. Raises ``UnknownStaff``."""
    staff, password = _found(session, email), one_time_password()
    staff.password, staff.must_change, staff.active = hashed(password), True, True
    staff.failed_tries, staff.locked_until = 0, None
    staff.tf_primary_method = staff.tf_totp_secret = None
    staff.fs_uniquifier = new_id()
    record(session, by, "staff.reset", f"staff:{staff.email}", request_id=request_id)
    session.commit()
    return password


def disable(session: Session, email: str, *, by: str = "", request_id: str = "") -> None:
    """Close an account and end its sessions, in one commit; a reset opens it again. Raises ``UnknownStaff``."""
    staff = _found(session, email)
    staff.active, staff.fs_uniquifier = False, new_id()
    record(session, by, "staff.disabled", f"staff:{staff.email}", request_id=request_id)
    session.commit()


def listed(session: Session) -> list[Staff]:
    """Every account, by address."""
    return list(session.scalars(select(Staff).order_by(Staff.email)))


def is_shut(staff: Staff, at: datetime | None = None) -> bool:
    """Whether too many wrong passwords came."""
    return staff.locked_until is not None and staff.locked_until > (at or now())


def note_try(session: Session, staff: Staff, right: bool) -> None:
    """Count a wrong password, or forget them after a right one; the account shuts after ``TRIES`` in a row."""
    staff.failed_tries = 0 if right else staff.failed_tries + 1
    staff.locked_until = now() + SHUT if staff.failed_tries >= TRIES else None
    if staff.failed_tries >= TRIES:
        staff.failed_tries = 0
        record(session, staff.email, "staff.shut", f"staff:{staff.email}", reason="too many wrong passwords")
    if right:
        staff.last_seen_at = now()
    session.commit()


def one_time_password() -> str:
    """A password nobody can guess, short enough to type."""
    return urlsafe_b64encode(dice.secret()).decode()[:16].replace("-", "x").replace("_", "y")


def hashed(password: str) -> str:
    """What is kept of a password: argon2."""
    return PasswordHasher().hash(password)


def _found(session: Session, email: str) -> Staff:
    staff = named(session, email)
    if staff is None:
        raise UnknownStaff(f"nobody has an account under {email}")
    return staff


def _address(email: str) -> str:
    try:
        return validate_email(email.strip(), check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError as error:
        raise BadAccount(f"{email!r} is no e-mail address: {error}") from error


def _roles(session: Session, roles: Iterable[str], partner: str) -> str:
    chosen = sorted(set(roles))
    if not chosen or not set(chosen) <= set(ROLES):
        raise BadAccount(f"roles are {', '.join(ROLES)}; one at least")
    if "partner_operator" in chosen and (len(chosen) > 1 or session.get(Partner, partner) is None):
        raise BadAccount("a partner operator has this one role, and the partner it is for")
    return " ".join(chosen)
