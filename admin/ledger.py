"""The ledger: every entry with its legs, the newest events first; entries are only ever added, and not here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_admin import expose
from flask_babel import lazy_gettext
from sqlalchemy import func, select, tuple_

from admin.access import May
from admin.base import ConsolePage
from admin.console import session, speaker
from admin.paging import Page, numbered_after, page_of
from admin.sections import RECORDS
from admin.words import account_name, entry_name, event_name, rule_name
from server.columns import instant, micros
from server.models import Block, Entry, Event, Posting

PAGE = 25


@dataclass(frozen=True, slots=True)
class Booked:
    """One event and its entries, each with its legs."""

    event: Any
    entries: Sequence[tuple[Entry, Sequence[Posting]]]


class LedgerPage(ConsolePage):
    """Entries by event."""

    label, section, at, icon = lazy_gettext("Ledger"), RECORDS, "ledger", "ledger"
    routes = {"index": May.SEE_LEDGER}

    @expose("/")
    def index(self) -> Any:
        """The newest entries first, and how far the chain of blocks has come."""
        page = _events()
        sealed = session().scalar(select(func.max(Block.number)))
        return self.render("console/ledger.html", page=page, booked=_booked(page.rows), sealed=sealed,
                           speaker=speaker(), event_name=event_name, entry_name=entry_name, account_name=account_name,
                           rule_name=rule_name)


def _events() -> Page:
    query = select(Event.id, Event.member_id, Event.partner, Event.type, Event.recorded_at, Event.reference).order_by(
        Event.recorded_at.desc(), Event.id.desc()).limit(PAGE + 1)
    began = numbered_after()
    if began:
        query = query.where(tuple_(Event.recorded_at, Event.id) < (instant(began[0]), began[1]))
    return page_of(session().execute(query).all(), lambda row: f"{micros(row.recorded_at)}.{row.id}", PAGE)


def _booked(events: Sequence[Any]) -> list[Booked]:
    """Those of the events that moved points."""
    keys = [(row.member_id, row.id) for row in events]
    entries = _rows(Entry, keys, Entry.seq)
    legs = _rows(Posting, keys, Posting.entry_seq, Posting.seq)
    return [Booked(row, [(entry, [leg for leg in legs[row.id] if leg.entry_seq == entry.seq])
                         for entry in entries[row.id]]) for row in events if entries[row.id]]


def _rows(model: Any, keys: Sequence[tuple[str, str]], *order: Any) -> Mapping[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    query = select(model).where(tuple_(model.member_id, model.event_id).in_(keys)).order_by(*order)
    for row in session().scalars(query) if keys else ():
        found[row.event_id].append(row)
    return found
