"""A member's row and the JSON texts beside it as ``MemberState``; no object of the ORM on the way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec

from rules.entries import Lot
from rules.facts import Attribute, Counter, Use
from rules.state import MemberState, PastEvent, TierStanding
from server.columns import instant
from server.ledger.values import mapping_of

_CORE = msgspec.json.Decoder(
    tuple[int | None, str | None, str, str, int, str, str | None, str | None, str, str])
_LOTS = msgspec.json.Decoder(list[Lot])
_OWED = msgspec.json.Decoder(list[tuple[str, int]])
_USES = msgspec.json.Decoder(list[tuple[str, int, str, int]])
_PROGRESS = msgspec.json.Decoder(list[tuple[str, str, Counter]])
_PAST = msgspec.json.Decoder(list[PastEvent])
_TAGS = msgspec.json.Decoder(list[str])


def member_state(member: str, number: str, parts: tuple[str | None, ...]) -> MemberState:
    """The state of one member out of the parts that ``server.ledger.reads`` returns, in their order."""
    core, lots, owed, uses, progress, past, tags = parts
    joined_at, birthday, phone, referrer, growth, tier, since_on, until_on, attributes, convert_to = (
        _CORE.decode(core or ""))
    return MemberState(
        id=member, number=number, joined_at=None if joined_at is None else instant(joined_at),
        birthday=day_of(birthday), tags=frozenset(_TAGS.decode(tags)) if tags else frozenset(),
        attributes=_attributes(attributes), phone=phone, referrer=referrer, growth=growth,
        tier=TierStanding(tier, day_of(since_on), day_of(until_on)),
        lots=lots_of(lots), owed=dict(_OWED.decode(owed)) if owed else {},
        past=tuple(_PAST.decode(past)) if past else (), progress=_progress(progress),
        used=_uses(member, uses), convert_to=msgspec.json.decode(convert_to),
    )


def lots_of(lots: str | None) -> tuple[Lot, ...]:
    """Lots out of the JSON text that ``server.ledger.reads.lots_column`` makes of them."""
    return tuple(_LOTS.decode(lots)) if lots else ()


def day_of(iso: str | None) -> date | None:
    """A day out of its ISO text."""
    return date.fromisoformat(iso) if iso else None


def _uses(member: str, uses: str | None) -> Mapping[Use, int]:
    if not uses:
        return {}
    return {Use(campaign, cap, member, period): used for campaign, cap, period, used in _USES.decode(uses)}


def _progress(progress: str | None) -> Mapping[tuple[str, str], Counter]:
    if not progress:
        return {}
    return {(campaign, code): counter for campaign, code, counter in _PROGRESS.decode(progress)}


def _attributes(attributes: str) -> Mapping[str, Attribute]:
    return {} if attributes == "{}" else mapping_of(attributes)
