"""``/me/history``: every event with what it did to the points, and why; one page after the other."""

from __future__ import annotations

from typing import Any

from flask import g, request
from flask_babel import gettext, lazy_gettext

from server.clock import now
from server.db import reading
from server.member.answers import page
from server.member.blueprint import member
from server.member.door import signed_in
from server.member.told import Told, told
from server.services.members.statements_of_account import GROUPS, Wanted, history_of
from server.web.locales import current_locale
from server.web.running import running

GROUP_NAMES = {
    "earned": lazy_gettext("Earned"), "spent": lazy_gettext("Spent"), "back": lazy_gettext("Came back"),
    "converted": lazy_gettext("Converted"), "expired": lazy_gettext("Expired"), "given": lazy_gettext("Given"),
    "corrected": lazy_gettext("Corrected"),
}


@member.get("/history")
@signed_in
def history() -> Any:
    """A page of the history, filtered by currency and by what happened."""
    services = running()
    compiled = services.versions.in_force(now())
    programme = compiled.programme
    wanted = _wanted({currency.code for currency in programme.currencies})
    with reading(services.engine) as connection:
        lines, later = history_of(connection, g.me.member, wanted)
    told_lines: list[Told] = [told(services.versions, line, compiled, current_locale()) for line in lines]
    return page("member/history.html", programme=programme, lines=told_lines, later=later, wanted=wanted,
                groups=GROUP_NAMES, title=gettext("History"))


def _wanted(currencies: set[str]) -> Wanted:
    """The filter that the address says; what is unknown in it is no filter."""
    currency, group = request.args.get("currency", ""), request.args.get("kind", "")
    return Wanted(currency if currency in currencies else "", group if group in GROUPS else "",
                  request.args.get("before", ""))
