"""Once a day members are written about what they asked to be told: points that lapse, tiers, birthdays.

Each occasion once: the row of the notice and the letter are one commit, and a row that is there already writes nothing.
Nobody is written to without having asked, without an address, or without a mail server. Letters go out in the morning.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rules.gather import has_birthday
from rules.state import MemberState
from server.clock import now
from server.columns import instant, micros
from server.connection import MARKS, Connection
from server.fields import Keyring, Sealed, keyring_of
from server.jobs.context import Context
from server.jobs.periods import Chunk
from server.ledger.load import Asked, load
from server.services.entering.mails import promise
from server.services.entering.notices import Told, letter_of
from server.services.members.wishes import BIRTHDAY, POINTS, TIER
from server.taking.personal import EMAIL, place_of

MORNING = time(9)
RECENT = timedelta(days=3)
"""A tier that moved longer ago is no news: a worker that was away for a week does not write of it."""
WISHING = "SELECT DISTINCT member_id FROM notice_wish WHERE member_id > {0} ORDER BY member_id LIMIT 50"
WISHES = "SELECT kind, locale, said_at FROM notice_wish WHERE member_id = {0}"
ADDRESS = """
SELECT partner, value FROM profile WHERE member_id = {0} AND field = {0} ORDER BY told_at DESC, partner LIMIT 1"""
MOVES = """
SELECT event_id, seq, after, rose FROM tier_move WHERE member_id = {0} AND moved_at >= {0} ORDER BY event_id, seq"""
CLAIM = """
INSERT INTO notice (member_id, kind, occasion, made_at) VALUES ({0}, {0}, {0}, {0}) ON CONFLICT DO NOTHING"""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something that is told once: ``name`` tells it from others of its kind, ``told`` is what is said."""

    kind: str
    name: str
    told: Told


class Noticing:
    """The periodic task of one day. ``written`` counts letters."""

    def __init__(self, context: Context, day: date) -> None:
        self.name = "notices"
        self.settings, self.versions, self.day = context.settings, context.versions, day
        self.written = 0

    def find(self, connection: Connection, cursor: str) -> Chunk[str] | None:
        """The next members who want notices; nobody while there is no mail server."""
        if not self.settings.smtp_url:
            return None
        members = [row[0] for row in connection.rows(WISHING.format(MARKS[connection.kind]), (cursor,))]
        return Chunk(members[-1], members) if members else None

    def do(self, connection: Connection, pieces: Sequence[str]) -> None:
        """Write to these members what is new for them."""
        at, keyring = now(), keyring_of(self.settings)
        states = load(connection, [Asked(member=member) for member in pieces], now=at, past_since=at, locking=False,
                      merged=True).states
        for member in pieces:
            address = address_of(connection, keyring, member)
            if address:
                self._write(connection, keyring, states[member], address, at)

    def _write(self, connection: Connection, keyring: Keyring, state: MemberState, address: str, at: datetime) -> None:
        """One letter for each kind of which something is new."""
        mark, programme = MARKS[connection.kind], self.versions.in_force(at).programme
        due = max(at, datetime.combine(self.day, MORNING, ZoneInfo(programme.zone)))
        for kind, locale, said_at in connection.rows(WISHES.format(mark), (state.id,)):
            found = [each for each in self._occasions(connection, state, kind, instant(said_at))
                     if connection.run(CLAIM.format(mark), (state.id, kind, each.name, micros(at)))]
            if found:
                letter = letter_of(programme, locale, address, [each.told for each in found], self.settings.public_url)
                promise(connection, keyring, state.id, letter, due)
                self.written += 1

    def _occasions(self, connection: Connection, state: MemberState, kind: str, since: datetime) -> Iterator[Occasion]:
        if kind == POINTS:
            yield from lapsing(state, self.day, self.settings.notice_lapse_days)
        elif kind == TIER and self.settings.notice_tier_days:
            yield from self._moved(connection, state, since)
            yield from ending(state, self.day, self.settings.notice_tier_days)
        elif kind == BIRTHDAY and self.settings.notice_birthday and has_birthday(state.birthday, self.day):
            yield Occasion(BIRTHDAY, str(self.day.year), Told("birthday"))

    def _moved(self, connection: Connection, state: MemberState, since: datetime) -> Iterator[Occasion]:
        """Rises and falls since the member asked to be told."""
        earliest = max(since, now() - RECENT)
        for event, seq, after, rose in connection.rows(MOVES.format(MARKS[connection.kind]),
                                                       (state.id, micros(earliest))):
            yield Occasion(TIER, f"{event}.{seq}", Told("rose" if rose else "fell", tier=after))


def lapsing(state: MemberState, day: date, ahead_days: int) -> Iterator[Occasion]:
    """Points that lapse within so many days, by currency and last day; none at all for 0 days."""
    last = day + timedelta(days=ahead_days)
    sums: defaultdict[tuple[date, str], int] = defaultdict(int)
    for lot in state.lots:
        if ahead_days and lot.left and not lot.pending and lot.expires_on and day <= lot.expires_on <= last:
            sums[lot.expires_on, lot.currency] += lot.left
    for (until, currency), points in sorted(sums.items()):
        yield Occasion(POINTS, f"{currency} {until}", Told("lapse", currency=currency, points=points, on=until))


def ending(state: MemberState, day: date, ahead_days: int) -> Iterator[Occasion]:
    """The day a tier comes up for review, when that is within so many days."""
    tier, until = state.tier.code, state.tier.until_on
    if tier and until and day <= until <= day + timedelta(days=ahead_days):
        yield Occasion(TIER, f"{tier} {until}", Told("ending", tier=tier, on=until))


def address_of(connection: Connection, keyring: Keyring, member: str) -> str:
    """The newest e-mail address that anybody told of the member, "" for none."""
    rows = connection.rows(ADDRESS.format(MARKS[connection.kind]), (member, EMAIL))
    return keyring.open(Sealed(rows[0][1]), place_of(member, rows[0][0], EMAIL)) if rows else ""
