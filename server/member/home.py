"""``/me``: what the member has, how far the next tier is, and what is on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import g

from server.clock import now
from server.db import reading
from server.member.answers import page
from server.member.blueprint import member
from server.member.door import signed_in
from server.services.members.campaigns_for import campaigns_for
from server.services.members.standing import held_points, local_time, purses
from server.services.members.tier_outlook import outlook
from server.services.rewards.catalogue import books_of
from server.web.locales import current_locale
from server.web.running import running

FIRST = 6
"""So many campaigns are shown at once, the rest on demand."""
SOON_DAYS = 30
"""Points that expire within so many days are pointed out."""


@member.get("")
@signed_in
def home() -> Any:
    """Balances, tier, campaigns."""
    at, services = now(), running()
    compiled = services.versions.in_force(at)
    with reading(services.engine) as connection:
        state = books_of(connection, compiled, g.me.member, at)
        held = held_points(connection, g.me.member)
    local, locale = local_time(compiled.programme, at), current_locale()
    shown = campaigns_for(compiled, state, local, locale)
    now_on = [each for each in shown if each.starts_at is None]
    found = purses(compiled, state, held, at)
    return page(
        "member/home.html", programme=compiled.programme, purses=found, today=local.date(), soon_days=SOON_DAYS,
        worth=sum((purse.worth for purse in found), Decimal(0)), standing=outlook(compiled, state, local, locale),
        running=now_on[:FIRST], others=now_on[FIRST:],
        coming=[each for each in shown if each.starts_at is not None], joined_at=state.joined_at)
