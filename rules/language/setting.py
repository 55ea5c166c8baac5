"""What an expression may name in one programme: codes, declared attributes, one campaign's counters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rules.programme import Programme

BEFORE = "_before"
"""A counter ``n`` is read as ``progress.n`` with the event, and as ``progress.n_before`` without it."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Names that exist. Hashable, so that what is derived from it is made once.

    ``event_attributes`` and ``member_attributes`` are (name, kind) with kind text, number or flag.
    ``counters`` are the progress counters of the campaign the expression stands in, each also with
    ``_before`` for its value without the event.
    """

    partners: tuple[str, ...] = ()
    partner_tags: tuple[str, ...] = ()
    stores: tuple[str, ...] = ()
    store_tags: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()
    event_attributes: tuple[tuple[str, str], ...] = ()
    member_attributes: tuple[tuple[str, str], ...] = ()
    counters: tuple[str, ...] = ()
    money: str = ""

    @classmethod
    def of(cls, programme: Programme, counters: tuple[str, ...] = ()) -> Setting:
        """Names of a programme, and the counters of one campaign."""
        stores = [store for partner in programme.partners for store in partner.stores]
        return cls(
            partners=tuple(partner.code for partner in programme.partners),
            partner_tags=_sorted(tag for partner in programme.partners for tag in partner.tags),
            stores=_sorted(store.code for store in stores),
            store_tags=_sorted(tag for store in stores for tag in store.tags),
            tiers=tuple(tier.code for tier in programme.tiers),
            currencies=tuple(currency.code for currency in programme.currencies),
            event_attributes=_attributes(programme, "event."),
            member_attributes=_attributes(programme, "member."),
            counters=(*counters, *(f"{code}{BEFORE}" for code in counters)),
            money=programme.money,
        )


def _attributes(programme: Programme, root: str) -> tuple[tuple[str, str], ...]:
    """Declared attributes below one root, without it."""
    declared = programme.attributes.items()
    return tuple(sorted((name.removeprefix(root), kind) for name, kind in declared if name.startswith(root)))


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))
