"""Who pays for points: base by the selling partner, bonuses by the campaign's funding, to the last point."""

from __future__ import annotations

from rules.entries import issued
from rules.money import largest_remainder
from rules.rating.layout import Terms

Sources = tuple[tuple[str, int], ...]


def base_sources(partner: str, points: int) -> Sources:
    """Base points are charged to the partner that sold, and to nobody else."""
    return ((issued(partner), points),)


def bonus_sources(terms: Terms, seller: str, points: int) -> Sources:
    """Accounts with their points, by largest remainder; earlier sources get what ties; none with zero."""
    if len(terms.accounts) == 1:
        return ((terms.accounts[0] or issued(seller), points),)
    parts: dict[str, int] = {}
    for account, part in zip(terms.accounts, largest_remainder(points, terms.weights), strict=True):
        name = account or issued(seller)
        parts[name] = parts.get(name, 0) + part
    return tuple((account, part) for account, part in parts.items() if part)


def most_from(terms: Terms, pool: str, left: int) -> int:
    """Most points this campaign can give while the pool's share of them stays within ``left``."""
    if left <= 0:
        return 0
    weight = sum(part for account, part in zip(terms.accounts, terms.weights, strict=True) if account == pool)
    most = (left + 1) * sum(terms.weights) // weight
    while pool_share(terms, pool, most) > left:
        most -= 1
    return most


def pool_share(terms: Terms, pool: str, points: int) -> int:
    """Points of a bonus that one pool pays."""
    return sum(part for account, part in bonus_sources(terms, "", points) if account == pool)
