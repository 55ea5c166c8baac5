"""What one use case hands to the writer: its claim, event, plan, first answer, and the work that follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from rules.state import Plan


@dataclass(frozen=True, slots=True)
class Claimed:
    """A business key: unique for ever. ``body_hash`` is SHA-256 of the body, in hexadecimal.

    ``partner`` is "" for what the programme itself does; then ``reference`` says what and for which period.
    """

    partner: str
    reference: str
    body_hash: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """An outbox row: a piece of work for after the commit; ``payload`` is a JSON text."""

    id: str
    kind: str
    payload: str
    run_after: datetime


@dataclass(frozen=True, slots=True)
class Profile:
    """What is kept of a member besides points; ``attributes`` and ``convert_to`` are JSON texts.

    ``phone`` is a keyed hash, ``referrer`` a member id. New members are written with ``identities`` (partner, number).
    """

    member: str
    joined_at: datetime | None = None
    birthday: date | None = None
    phone: str = ""
    referrer: str = ""
    attributes: str = "{}"
    convert_to: str = "{}"
    identities: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Detail:
    """One personal word of a member, as a partner told it: sealed, and a blind index or "" (``server.fields``)."""

    member: str
    partner: str
    field: str
    value: str
    blind_index: str
    told_at: datetime


@dataclass(frozen=True, slots=True)
class Agreed:
    """A yes or no of a member to a partner, the ``seq``th; ``by`` wrote it down, ``terms`` were agreed to, or ""."""

    member: str
    partner: str
    seq: int
    given: bool
    by: str
    terms: str
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Posted:
    """One use case to write, all of it or nothing.

    ``event`` is the id that its entries are numbered under; ``facts``, ``outcome`` and ``answer`` are JSON texts
    (``server.ledger.texts``). ``enrols`` are members that did not exist, ``profiles`` replace those that did.
    ``settles`` names the waiting event (partner, reference) that this one is. ``details`` are personal words,
    ``agreed`` is what the member allows its partner.
    ``words`` is what the facts say of persons (``server.ledger.apart``), ``referrer`` the other of them, or "".
    """

    event: str
    type: str
    claim: Claimed
    occurred_at: datetime
    plan: Plan
    version: str = ""
    person: str = ""
    reason: str = ""
    facts: str = ""
    outcome: str = ""
    answer: str = ""
    work: tuple[Work, ...] = ()
    enrols: tuple[Profile, ...] = ()
    profiles: tuple[Profile, ...] = ()
    settles: tuple[tuple[str, str], ...] = ()
    details: tuple[Detail, ...] = ()
    agreed: tuple[Agreed, ...] = ()
    words: str = ""
    referrer: str = ""


@dataclass(frozen=True, slots=True)
class Parked:
    """An event that cannot be processed yet: its claim is taken, its body waits, its first answer is kept.

    ``status`` is parked (a return without its purchase ``awaits``) or held (for a person, ``why``).
    """

    event: str
    claim: Claimed
    status: str
    body: str
    answer: str
    member: str = ""
    number: str = ""
    why: str = ""
    awaits: str = ""
    until: datetime | None = None
    work: tuple[Work, ...] = ()


Item = Posted | Parked


@dataclass(frozen=True, slots=True)
class Charges:
    """Which budgets this writer pays out of its own tranches; all others are charged to the budget itself."""

    owner: str = ""
    codes: frozenset[str] = frozenset()


NO_CHARGES = Charges()
