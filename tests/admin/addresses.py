"""Every page there is, out of the table of routes: each rule with the things that the database holds.

A rule with a part in its address that ``THINGS`` does not know fails whoever asks, so that no new page is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from admin.programme.kinds import PAGES as PIECES
from server.models import DraftPiece, Event, Member, Partner, Publication, Redemption, Staff, Statement, WhatIf
from server.services.programme.gallery import templates
from tests.site import Site

Values = dict[str, Any]
Things = Callable[[Session], list[Values]]
NO_PAGE = frozenset({"static", "admin.static", "security.static", "security.two_factor_rescue", "security.tf_select"})
"""Files, and what is switched off."""


def _rows(model: Any, **columns: str) -> Things:
    def found(session: Session) -> list[Values]:
        return [{part: getattr(row, name) for part, name in columns.items()} for row in session.scalars(select(model))]
    return found


def _pieces(kind: str) -> Things:
    def found(session: Session) -> list[Values]:
        return [{"code": code} for code in session.scalars(select(DraftPiece.code).where(DraftPiece.kind == kind))]
    return found


def _statements(session: Session) -> list[Values]:
    numbers = session.scalars(select(Statement.number)).all()
    return [{"number": number, "form": form} for number in numbers for form in ("csv", "xlsx")]


def _fixed(**values: Any) -> Things:
    return lambda session: [values]


def _few_campaigns(session: Session) -> list[Values]:
    return _pieces("campaigns")(session)[:3]


THINGS: Mapping[str, Things] = {
    **{f"{page.at}.edit": _pieces(page.described.kind) for page in PIECES},
    "campaign.edit": _pieces("campaigns"), "try.basket": _few_campaigns, "examples.listed": _few_campaigns,
    "whatif.asked": _few_campaigns,
    "whatif.progress": _rows(WhatIf, code="campaign", run="id"),
    "gallery.fill": lambda session: [{"code": each.code} for each in templates()],
    "members.member": _rows(Member, id_="id"), "events.event": _rows(Event, member="member_id", id_="id"),
    "staff.edit": _rows(Staff, id_="id"), "partners.partner": _rows(Partner, code="code"),
    "versions.version": _rows(Publication, hash_="version"), "versions.confirm": _rows(Publication, number="number"),
    "versions.planned": _rows(Publication, number="number"),
    "settlements.statement": _rows(Statement, number="number"), "settlements.export": _statements,
    "files.export": lambda session: [{"which": "live"}, {"which": "draft"}],
    "audit.export": _fixed(export_type="csv"),
    "member.quoted": _pieces("conversions"), "member.reward": _pieces("rewards"),
    "member.order": _rows(Redemption, redemption="id"), "member.link": _fixed(token="no-such-link"),
    "site.problem": _fixed(code="invalid_signature"),
}
ASKED: Mapping[str, tuple[str, ...]] = {
    "audit.details_view": ("?id=1",), "search.index": ("?q={}",), "members.index": ("", "?q={}"),
    "events.index": ("", "?q={}"), "audit.index_view": ("", "?search={}"), "campaigns.index": ("", "?q={}"),
    "try.basket": ("?member={}",), "versions.compare": ("?before=draft&after=draft",),
    "held.index": ("", "?state=parked"),
    "security.verify": ("?next={}",), "security.login": ("?next={}",),
}
"""What is asked of some pages, {} for a text of the test's."""


def pages(site: Site, begins: tuple[str, ...], text: str = "") -> list[tuple[str, str]]:
    """(endpoint, address) of every page whose address begins like one of these; ``text`` is asked where one may ask."""
    rules = [rule for rule in sorted(site.app.url_map.iter_rules(), key=lambda rule: rule.rule)
             if "GET" in (rule.methods or ()) and rule.endpoint not in NO_PAGE and rule.rule.startswith(begins)]
    with Session(site.coalition.engine) as session:
        return [(rule.endpoint, address + asked.format(quote(text))) for rule in rules
                for address in _addresses(rule, session) for asked in ASKED.get(rule.endpoint, ("",))]


def _addresses(rule: Rule, session: Session) -> Iterator[str]:
    wanted = THINGS[rule.endpoint](session) if rule.arguments else [{}]
    for values in wanted:
        built = rule.build(values)
        assert built is not None, f"{rule.endpoint}: an address has no {values}"
        yield built[1]
