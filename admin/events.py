"""Events as partners reported them, what was decided on each and why; nothing is changed here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from flask import abort, request
from flask_admin import expose
from flask_babel import lazy_gettext
from sqlalchemy import and_, select, tuple_

from admin.access import May
from admin.base import ConsolePage, current_scope
from admin.console import partner_codes, session, speaker
from admin.paging import PAGE, Page, numbered_after, page_of
from admin.sections import RECORDS
from admin.telling import MOST, ToldRule, told_rules
from admin.words import account_name, entry_name, event_name, rule_name
from server.columns import instant, micros
from server.models import Entry, Event, Identity, PersonalFact, Posting
from server.services.staff.searching import LONGEST, events_named
from server.services.trials.decisions import Stored, told
from server.web.locales import current_locale
from server.web.running import running

OWN = ("available", "pending", "held")
SHOWN = (Event.id, Event.member_id, Event.partner, Event.reference, Event.type, Event.occurred_at, Event.recorded_at,
         Event.person)
NEWEST = (Event.recorded_at.desc(), Event.id.desc())
Key = tuple[str, str]


class EventsPage(ConsolePage):
    """The stream of events, and one of them with its decision told in full."""

    label, section, at, icon = lazy_gettext("Events"), RECORDS, "events", "bolt"
    routes = {"index": May.SEE_EVENTS, "event": May.SEE_EVENTS}

    @expose("/")
    def index(self) -> Any:
        """Everything that was recorded, the newest first, or what came under one reference."""
        asked = request.args.get("q", "").strip()[:LONGEST]
        page = _referred(asked) if asked else _stream()
        return self.render("console/events.html", page=page, asked=asked, speaker=speaker(), event_name=event_name,
                           moved=_moved([(row.member_id, row.id) for row in page.rows]))

    @expose("/<member>/<id_>")
    def event(self, member: str, id_: str) -> Any:
        """One event; 404 for one that is not there or not this person's."""
        found = session().get(Event, (member, id_))
        if found is None or current_scope() not in ("", found.partner):
            abort(404)
        rules = _told(found)
        return self.render(
            "console/event.html", event=found, speaker=speaker(), rules=rules, most=MOST, facts=_facts(found),
            entries=_entries(found), event_name=event_name, entry_name=entry_name, account_name=account_name,
            rule_name=rule_name, numbers=_numbers(found), page_title=event_name(found.type))


def _stream() -> Page:
    query = select(*SHOWN).order_by(*NEWEST)
    began = numbered_after()
    if began:
        query = query.where(tuple_(Event.recorded_at, Event.id) < (instant(began[0]), began[1]))
    if current_scope():
        query = query.where(Event.partner == current_scope())
    return page_of(session().execute(query.limit(PAGE + 1)).all(), _key)


def _key(row: Any) -> str:
    recorded_at: datetime = row.recorded_at
    return f"{micros(recorded_at)}.{row.id}"


def _referred(asked: str) -> Page:
    keys = [tuple(found.key.split(",")) for found in events_named(session(), asked, partner_codes())]
    query = select(*SHOWN).where(tuple_(Event.member_id, Event.id).in_(keys)).order_by(Event.recorded_at.desc())
    return Page(session().execute(query).all() if keys else [], "", "")


def _moved(keys: Sequence[Key]) -> Mapping[Key, Mapping[str, int]]:
    """Points that came to the members' own accounts or left them, by event and currency."""
    found: dict[Key, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    if keys:
        query = select(Posting.member_id, Posting.event_id, Posting.currency, Posting.points).where(
            tuple_(Posting.member_id, Posting.event_id).in_(keys), Posting.account.in_(OWN))
        for member, event, currency, points in session().execute(query):
            found[(member, event)][currency] += points
    return found


def _told(event: Event) -> list[ToldRule]:
    """What became of each rule; nothing for an event on which nothing was decided."""
    if not event.outcome:
        return []
    versions = running().versions
    personal = session().get(PersonalFact, (event.member_id, event.id))
    stored = Stored(event.id, event.partner, event.reference, event.type, event.recorded_at, event.version,
                    event.facts, event.outcome, event.answer, personal.words if personal else None)
    return told_rules(told(versions, stored), versions.by_hash(event.version), current_locale())


def _facts(event: Event) -> str:
    """What was known, as readable JSON."""
    return msgspec.json.format(event.facts.encode(), indent=2).decode() if event.facts else ""


def _entries(event: Event) -> list[tuple[Entry, list[Posting]]]:
    """The event's entries with their postings, in order. A partner operator sees the members' own legs."""
    of_entry = and_(Posting.member_id == Entry.member_id, Posting.event_id == Entry.event_id,
                    Posting.entry_seq == Entry.seq)
    found: dict[Entry, list[Posting]] = {}
    for entry, leg in session().execute(select(Entry, Posting).outerjoin(Posting, of_entry).where(
            Entry.member_id == event.member_id, Entry.event_id == event.id).order_by(Entry.seq, Posting.seq)):
        legs = found.setdefault(entry, [])
        if leg is not None and (not current_scope() or leg.account in OWN):
            legs.append(leg)
    return list(found.items())


def _numbers(event: Event) -> Sequence[Identity]:
    query = select(Identity).where(Identity.member_id == event.member_id).order_by(Identity.partner)
    if current_scope():
        query = query.where(Identity.partner == current_scope())
    return list(session().scalars(query)) if event.member_id else []
