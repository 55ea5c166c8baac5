"""Where a member's data stands, table by table, and what an erasure does with it; a test holds it to the schema.

Export and erasure both go by this one list, so that neither can forget what the other knows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Table, and_, exists, or_, select

from server.db import db
from server.models import Event, Identity

Finding = Callable[[Table, str], ColumnElement[bool]]
TABLES = db.metadata.tables


def by_member(table: Table, member: str) -> ColumnElement[bool]:
    """Rows with the member's id."""
    return (table.c.id if table.name == "member" else table.c.member_id) == member


def by_number(table: Table, member: str) -> ColumnElement[bool]:
    """Rows with one of the member's numbers at the row's partner."""
    return exists(select(Identity.number).where(
        Identity.member_id == member, Identity.partner == table.c.partner, Identity.number == table.c.number))


def by_event(table: Table, member: str) -> ColumnElement[bool]:
    """Rows that tell of one of the member's events."""
    return and_(table.c.event_id != "", table.c.event_id.in_(select(Event.id).where(Event.member_id == member)))


def by_subject(table: Table, member: str) -> ColumnElement[bool]:
    """Rows about the member."""
    return table.c.subject == f"member:{member}"


def by_payload(table: Table, member: str) -> ColumnElement[bool]:
    """Work that names the member."""
    return table.c.payload.contains(member, autoescape=True)


def by_either(table: Table, member: str) -> ColumnElement[bool]:
    """Rows of the member's events, and of those of members whom this one brought."""
    return or_(table.c.member_id == member, table.c.referrer == member)


@dataclass(frozen=True, slots=True)
class Holding:
    """What one table holds of a member.

    ``about`` is one sentence for the member. ``erasure``: rows are removed, blanked in the columns of ``blanks``
    (column → what stands there then), or kept, ``why`` then says why that tells nothing of a person. ``hidden``
    columns are secrets, or speak of others.
    """

    about: str
    erasure: Literal["removed", "blanked", "kept"]
    find: Finding = by_member
    blanks: Mapping[str, Any] | None = None
    why: str = ""
    hidden: frozenset[str] = frozenset()


BOOKS = "the books stay whole, under an id that leads to nobody"
HASH = frozenset({"hash"})

HOLDINGS: Mapping[str, Holding] = {
    "member": Holding("You in the programme: since when, tier, birthday, what partners noted.", "blanked", blanks={
        "birthday": None, "phone": "", "referrer": "", "attributes": "{}", "convert_to": "{}"},
        hidden=frozenset({"referrer", "phone"})),
    "profile": Holding("Your name, addresses and phone, as each partner told them.", "removed",
                       hidden=frozenset({"blind_index"})),
    "identity": Holding("Your numbers at the partners.", "removed"),
    "member_tag": Holding("Words that campaigns and staff put on you.", "removed"),
    "consent": Holding("To whom you allowed to be told of you, and when you took it back.", "kept",
                       why="proves what was allowed, under an id that leads to nobody"),
    "event": Holding("What partners reported and what the programme decided.", "kept", why=BOOKS,
                     hidden=frozenset({"others", "kept"})),
    "personal_fact": Holding("What was known of you when it was decided.", "removed", by_either,
                             hidden=frozenset({"referrer"})),
    "purchase_remainder": Holding("What is left of a purchase after a return.", "kept", why=BOOKS),
    "past": Holding("Your earlier events, as rules count them.", "removed"),
    "progress": Holding("How far you are in campaigns.", "removed"),
    "use_count": Holding("How often you used what is limited.", "removed"),
    "entry": Holding("Every change of your points.", "kept", why=BOOKS),
    "posting": Holding("Every change of your points, account by account.", "kept", why=BOOKS),
    "draw": Holding("Which points were used for what.", "kept", why=BOOKS),
    "lot": Holding("Your points by the day they expire.", "kept", why=BOOKS),
    "balance": Holding("Your points in sum.", "kept", why=BOOKS),
    "hold": Holding("Points that were set aside.", "kept", why=BOOKS),
    "granted": Holding("What you were given besides points.", "kept", why=BOOKS),
    "tier_move": Holding("When you rose or fell.", "kept", why=BOOKS),
    "redemption": Holding("What you bought with points, and what became of it.", "blanked",
                          blanks={"tracking": "", "why": ""}, hidden=frozenset({"uses"})),
    "voucher": Holding("Codes you were given.", "kept", why="a code is honoured for whoever brings it"),
    "claim": Holding("References of your events, so that each counts once.", "blanked",
                     blanks={"body_hash": "erased"}, hidden=frozenset({"body_hash"})),
    "waiting": Holding("Events that waited for their purchase or for a person.", "blanked", by_number,
                       blanks={"number": "", "body": ""}),
    "delivery": Holding("What partners were told of your events.", "removed", by_event),
    "outbox": Holding("Work that is still to be done for your events.", "blanked", by_payload),
    "adjustment_request": Holding("Corrections of your points that staff asked for.", "blanked",
                                  blanks={"number": "", "reason": "", "decision_note": ""}),
    "audit": Holding("What staff did for you.", "kept", by_subject, why="names the id alone, and is never changed"),
    "notice_wish": Holding("What you want to be written about.", "removed"),
    "notice": Holding("What you were written about.", "removed"),
    "suspicion": Holding("Figures of yours that somebody should look at, and what was made of it.", "removed"),
    "member_link": Holding("Links that let you in.", "removed", hidden=HASH),
    "member_code": Holding("Codes that you proved a number with.", "removed", hidden=HASH),
    "member_session": Holding("Where you were signed in.", "removed", hidden=HASH),
    "mail": Holding("E-mails on their way to you.", "removed", hidden=frozenset({"sealed"})),
}
"""Every table that holds something of a member."""

NOBODYS = frozenset({
    "bearer_key", "block", "budget", "budgets_set", "called_off", "daily_statistic", "draft_piece", "endpoint",
    "partner", "partner_secret", "period_run", "programme_version", "publication", "shared_use", "staff",
    "statement", "submission", "tranche", "what_if",
})
"""Tables that hold nothing of any member."""


def named_tables() -> Mapping[Table, Holding]:
    """The tables with their holdings, by name."""
    return {TABLES[name]: HOLDINGS[name] for name in sorted(HOLDINGS)}
