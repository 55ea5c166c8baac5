"""Facts for one event, from the members' books as they stood just before it (K6, K7).

Local time, tier rank, age, bucket and the answers to the history questions a version asks; no rule runs here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from zoneinfo import ZoneInfo

from rules.compiled import CompiledProgramme
from rules.entries import Lot
from rules.errors import PointsError
from rules.facts import NOBODY, Member, Partner, Store
from rules.programme import Partner as PartnerSetting
from rules.programme import Programme
from rules.state import MemberState

PLACES = "rules.gather.places"


class UnknownPartner(PointsError):
    """An event names a partner that this version of the programme does not have."""

    code = "unknown_partner"

    def __init__(self, partner: str) -> None:
        self.partner = partner
        super().__init__(f"the programme has no partner {partner}")


def partner_setting(programme: Programme, code: str) -> PartnerSetting:
    """The partner by its code; raises ``UnknownPartner``."""
    for partner in programme.partners:
        if partner.code == code:
            return partner
    raise UnknownPartner(code)


def zone_name(programme: Programme, partner: str, store: str = "") -> str:
    """IANA zone of the store, else the partner, else the programme (K6); unknown stores have none."""
    setting = partner_setting(programme, partner)
    zones = [place.zone for place in setting.stores if place.code == store]
    return next(filter(None, [*zones, setting.zone]), programme.zone)


def local_time(programme: Programme, partner: str, store: str, at: datetime) -> datetime:
    """``at`` as the clock on the wall of the store showed it; aware."""
    return at.astimezone(ZoneInfo(zone_name(programme, partner, store)))


def partner_facts(programme: Programme, code: str) -> Partner:
    """The reporting partner as rules see it."""
    setting = partner_setting(programme, code)
    return Partner(setting.code, setting.tags)


def store_facts(programme: Programme, partner: str, code: str) -> Store:
    """The store as rules see it, with the zone that decided the local time; an unknown one has no tags."""
    tags = [place.tags for place in partner_setting(programme, partner).stores if place.code == code]
    return Store(code, zone_name(programme, partner, code), tags[0] if tags else frozenset())


@dataclass(frozen=True, slots=True)
class Place:
    """Where events are reported from: the clock on its wall, and what rules see of partner and store."""

    zone: ZoneInfo
    partner: Partner
    store: Store


def place_of(compiled: CompiledProgramme, partner: str, store: str) -> Place:
    """The place of an event; known ones are kept with the version. Raises ``UnknownPartner``."""
    known: dict[tuple[str, str], Place] | None = compiled.memo.get(PLACES)
    if known is None:
        known = compiled.memo[PLACES] = {
            (each.code, code): _place(compiled.programme, each.code, code)
            for each in compiled.programme.partners for code in ("", *(place.code for place in each.stores))}
    return known.get((partner, store)) or _place(compiled.programme, partner, store)


def _place(programme: Programme, partner: str, store: str) -> Place:
    return Place(ZoneInfo(zone_name(programme, partner, store)), partner_facts(programme, partner),
                 store_facts(programme, partner, store))


@lru_cache(maxsize=16_384)
def bucket_of(member: str) -> int:
    """A stable number 0 to 99 for a member, spread evenly; the same in every programme and year."""
    return int.from_bytes(sha256(member.encode()).digest()[:8], "big") % 100


def tier_rank(compiled: CompiledProgramme, code: str) -> int:
    """Rank of a tier from 0, lowest first; the lowest also for "" and for a tier that no longer exists."""
    return next((tier.rank for tier in compiled.tiers if tier.tier.code == code), 0)


def tier_code(compiled: CompiledProgramme, code: str) -> str:
    """The code a rule sees: "" stands for the lowest tier, when there are tiers at all."""
    known = [tier.tier.code for tier in compiled.tiers]
    return code if code in known else next(iter(known), "")


def spendable(lot: Lot, on: date) -> bool:
    """Whether the points of a lot can be spent on this local day: released, and through its last day (K9)."""
    return not lot.pending and (lot.expires_on is None or on <= lot.expires_on)


def balances_on(compiled: CompiledProgramme, state: MemberState, on: date) -> Mapping[str, int]:
    """Spendable points by currency on a local day; what is owed counts against them."""
    sums = {currency.code: -state.owed.get(currency.code, 0) for currency in compiled.programme.currencies}
    for lot in state.lots:
        if lot.currency in sums and spendable(lot, on):
            sums[lot.currency] += lot.left
    return sums


def age_on(birthday: date | None, on: date) -> int | None:
    """Full years on a day."""
    if birthday is None:
        return None
    return on.year - birthday.year - ((on.month, on.day) < (birthday.month, birthday.day))


def has_birthday(birthday: date | None, on: date) -> bool:
    """Whether the birthday falls on this day; that of a leap day falls on 28 February in other years."""
    if birthday is None:
        return False
    return birthday_in(birthday, on.year) == on


def birthday_in(birthday: date, year: int) -> date:
    """The day on which a birthday is kept in a year."""
    try:
        return birthday.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def days_to_birthday(birthday: date | None, on: date) -> int | None:
    """Days to the nearest birthday, below 0 when it is past; of two as near the coming one.

    >>> days_to_birthday(date(1990, 1, 1), date(2026, 12, 30))
    2
    """
    if birthday is None:
        return None
    years = [year for year in (on.year - 1, on.year, on.year + 1) if date.min.year <= year <= date.max.year]
    return min(((birthday_in(birthday, year) - on).days for year in years), key=lambda days: (abs(days), -days))


def member_facts(compiled: CompiledProgramme, state: MemberState, at: datetime) -> Member:
    """A member as rules see it at a local time."""
    on, birthday = at.date(), state.birthday
    return Member(
        id=state.id, number=state.number, tier=tier_code(compiled, state.tier.code),
        tier_rank=tier_rank(compiled, state.tier.code),
        joined_at=state.joined_at.astimezone(at.tzinfo) if state.joined_at else None,
        tags=state.tags, growth=state.growth, balances=balances_on(compiled, state, on),
        attributes=state.attributes, bucket=bucket_of(state.id), phone=state.phone,
        birthday=birthday, age=age_on(birthday, on), birthday_today=has_birthday(birthday, on),
        birthday_month=birthday is not None and birthday.month == on.month,
        days_to_birthday=days_to_birthday(birthday, on),
    )


def referrer_facts(compiled: CompiledProgramme, state: MemberState | None, at: datetime) -> Member:
    """Who brought the member, or ``NOBODY``."""
    return NOBODY if state is None else member_facts(compiled, state, at)
