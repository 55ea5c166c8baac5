"""Entries read back as the values they were: for refunds, captures, history pages and tests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from rules.entries import Draw, Entry, Lot, Posting, Reason
from server.columns import instant
from server.connection import MARKS, Connection, Row
from server.ledger.member import day_of
from server.ledger.rows import OWN

ENTRIES = """
SELECT e.event_id, e.seq, e.kind, e.occurred_at, e.rule, coalesce(nullif(e.version, ''), v.version, ''), e.about,
       e.person, e.second, e.reason, e.negates
FROM entry e LEFT JOIN event v ON v.id = e.event_id AND v.member_id = e.member_id
WHERE e.member_id = {mark} AND {where} ORDER BY e.event_id, e.seq"""
POSTINGS = """
SELECT event_id, entry_seq, account, currency, points FROM posting
WHERE member_id = {mark} AND event_id IN ({marks}) ORDER BY event_id, entry_seq, seq"""
DRAWS = """
SELECT event_id, entry_seq, lot_id, points FROM draw
WHERE member_id = {mark} AND event_id IN ({marks}) ORDER BY event_id, entry_seq, seq"""
OPENED = """
SELECT coalesce(nullif(entry_id, ''), id), id, currency, points_accrued, expires_on, available_on, pending, event_id
FROM lot WHERE member_id = {mark} ORDER BY id"""

Key = tuple[str, int]


def entry_named(connection: Connection, member: str, name: str) -> Entry | None:
    """The member's entry of this id (``<event>.<number>``), or None."""
    event, _, seq = name.rpartition(".")
    found = _entries(connection, member, "e.event_id = {mark} AND e.seq = {mark}", (event, int(seq)))
    return found[0] if found else None


def entries_of(connection: Connection, member: str, event: str) -> tuple[Entry, ...]:
    """What an event wrote in one member's books, in order."""
    return _entries(connection, member, "e.event_id = {mark}", (event,))


def entries_negating(connection: Connection, member: str, name: str) -> tuple[Entry, ...]:
    """The entries that took back, captured or released the one of this id."""
    return _entries(connection, member, "e.negates = {mark}", (name,))


def all_entries(connection: Connection, member: str) -> tuple[Entry, ...]:
    """Everything ever written in one member's books, by event."""
    return _entries(connection, member, "e.event_id <> {mark}", ("",))


def _entries(connection: Connection, member: str, where: str, values: Sequence[object]) -> tuple[Entry, ...]:
    mark = MARKS[connection.kind]
    rows = connection.rows(ENTRIES.format(mark=mark, where=where.format(mark=mark)), (member, *values))
    if not rows:
        return ()
    events = sorted({row[0] for row in rows})
    marks = ", ".join([mark] * len(events))
    postings = _grouped(connection.rows(POSTINGS.format(mark=mark, marks=marks), (member, *events)))
    draws = _grouped(connection.rows(DRAWS.format(mark=mark, marks=marks), (member, *events)))
    opened = _opened(connection, member)
    return tuple(_entry(member, row, postings, draws, opened) for row in rows)


def _entry(
    member: str, row: Row, postings: Mapping[Key, Sequence[Row]], draws: Mapping[Key, Sequence[Row]],
    opened: Mapping[str, Sequence[Lot]],
) -> Entry:
    event, seq, kind, occurred_at, rule, version, about, person, second, reason, negates = row
    name = f"{event}.{seq}"
    taken = draws.get((event, seq), ())
    return Entry(
        name, kind, instant(occurred_at), Reason(about or event, rule, version, person, reason, second),
        tuple(Posting(full_account(member, account), currency, points)
              for account, currency, points in postings.get((event, seq), ())),
        negates, tuple(opened.get(name, ())), tuple(Draw(lot, points, member) for lot, points in taken if points),
        tuple(lot for lot, points in taken if not points),
    )


def full_account(member: str, account: str) -> str:
    """The account of a stored posting by its whole name.

    >>> full_account("7", "available"), full_account("7", "partner:air:issued")
    ('member:7:available', 'partner:air:issued')
    """
    return f"member:{member}:{account}" if account in OWN else account


def _grouped(rows: Iterable[Row]) -> dict[Key, list[Row]]:
    grouped: dict[Key, list[Row]] = defaultdict(list)
    for event, seq, *rest in rows:
        grouped[event, seq].append(tuple(rest))
    return grouped


def _opened(connection: Connection, member: str) -> dict[str, list[Lot]]:
    """The member's lots by the entry that opened each: whole as they were then, pending if they still are."""
    opened: dict[str, list[Lot]] = defaultdict(list)
    for entry, lot, currency, accrued, expires_on, available_on, pending, event in connection.rows(
            OPENED.format(mark=MARKS[connection.kind]), (member,)):
        opened[entry].append(Lot(
            lot, member, currency, accrued, accrued, day_of(expires_on), day_of(available_on),
            bool(pending), entry, event))
    return opened
