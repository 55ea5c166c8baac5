"""Try it: a basket made by hand or a real event of a member, what would be paid, and why. Nothing is written."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from flask import abort, request
from flask_admin import expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict

from admin.access import May
from admin.base import ConsolePage
from admin.campaigns.desk import reading
from admin.campaigns.editor import about, named
from admin.campaigns.labels import BENEFITS
from admin.campaigns.told import Teller, gave
from admin.sections import CAMPAIGNS
from rules.errors import InvalidProgramme
from rules.facts import Line
from rules.phrases import sentence_of
from rules.programme import Programme
from server.clock import now
from server.services.trials.decisions import UnknownDecision
from server.services.trials.trying_on import (
    PURCHASE,
    Basket,
    Tried,
    as_if_running,
    compiled_draft,
    recent_events,
    try_basket,
    try_event,
)
from server.web.locales import current_locale
from server.web.running import running

ROWS = 5
AMOUNT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?", re.ASCII)


class TryPage(ConsolePage):
    """One campaign of the draft on one event."""

    routes = {"index": May.TRY, "basket": May.TRY, "tried": May.TRY}
    label = _("Try it")
    section = CAMPAIGNS
    at = "try"
    hidden = True

    @expose("/")
    def index(self) -> Any:
        """There is nothing without a code."""
        abort(404)

    @expose("/<code>/")
    def basket(self, code: str) -> Any:
        """The forms; with ``member``, that member's recent events to choose from."""
        return self._shown(code, _first(reading().draft), request.args.get("member", "").strip())

    @expose("/<code>/", methods=("POST",))
    def tried(self, code: str) -> Any:
        """What would be paid, and why."""
        given, draft = request.form, reading().draft
        programme = as_if_running(draft, code) if given.get("as_if") else draft
        try:
            compiled, engine = compiled_draft(programme), running().engine
            tried = try_event(engine, compiled, given["event"]) if given.get("event") else try_basket(
                engine, compiled, basket_of(given, draft))
        except InvalidProgramme as invalid:
            return self._shown(code, given, given.get("member", ""), faults=[
                sentence_of(each, current_locale()) for each in invalid.findings])
        except (UnknownDecision, ValueError) as refused:
            return self._shown(code, given, given.get("member", ""), faults=[_why(refused)])
        return self._shown(code, given, given.get("member", ""), tried=tried, programme=programme)

    def _shown(self, code: str, given: Any, member: str, faults: list[str] | None = None,
               tried: Tried | None = None, programme: Programme | None = None) -> str:
        draft = reading().draft
        teller = Teller(programme or draft)
        return self.render(
            "console/campaigns/try.html", **about(code), given=_complete(given, draft),
            benefits=BENEFITS, member=member, faults=faults or (), rows=ROWS,
            events=recent_events(running().engine, draft, member) if member else None,
            partners=named(draft.partners), tiers=named(draft.tiers), draft=draft, tried=tried,
            told=teller.all_of(tried, f"campaign:{code}") if tried else (),
            gave=gave(tried, teller) if tried else (), first=f"campaign:{code}")


def _first(draft: Programme) -> MultiDict[str, str]:
    """What stands in the form at first: a purchase of 100 now."""
    at = now().astimezone(ZoneInfo(draft.zone))
    return MultiDict({"partner": draft.partners[0].code if draft.partners else "", "at": f"{at:%Y-%m-%dT%H:%M}",
                      "amount-0": "100.00", "category-0": "coffee", "type": PURCHASE, "as_if": "yes"})


def _complete(given: Any, draft: Programme) -> dict[str, str]:
    """What was sent; after a real event was tried, the basket stands as at first."""
    sent = {name: given[name] for name in given}
    return {**_first(draft).to_dict(), **sent} if sent.get("event") else sent


def basket_of(given: Any, draft: Programme) -> Basket:
    """The basket a form describes. Raises ValueError for a field that is not what it should be."""
    if given.get("partner") not in {partner.code for partner in draft.partners}:
        raise ValueError("partner")
    lines = tuple(_line(given, row) for row in range(ROWS) if given.get(f"amount-{row}", "").strip())
    return Basket(
        partner=given["partner"], at=datetime.fromisoformat(given.get("at", "")).replace(tzinfo=None), lines=lines,
        type=given.get("type", "").strip() or PURCHASE, number=given.get("number", "").strip(),
        store=given.get("store", "").strip(), channel=given.get("channel", "").strip(),
        tier=given.get("tier", ""))


def _line(given: Any, row: int) -> Line:
    amount = given[f"amount-{row}"].strip()
    if not AMOUNT.fullmatch(amount):
        raise ValueError("amount")
    return Line(sku=given.get(f"sku-{row}", "").strip(), category=given.get(f"category-{row}", "").strip(),
                brand=given.get(f"brand-{row}", "").strip(), amount=Decimal(amount))


def _why(refused: Exception) -> str:
    if isinstance(refused, UnknownDecision):
        return gettext("There is no such event, or nothing was decided on it.")
    if str(refused) == "amount":
        return gettext("An amount is a number with at most two decimals, like 58.90.")
    return gettext("Choose a partner, and a day with a time.")
