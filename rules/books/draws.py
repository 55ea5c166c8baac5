"""Lotteries whose outcome anyone can check afterwards.

Before a draw opens, the hash of a secret seed is published; each ticket's die follows from the seed and the
ticket's id alone; afterwards the seed is published, and every ticket can be drawn again. Who rolls is the
caller: dice come in as numbers in [0, 1).
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Literal

from rules.errors import PointsError
from rules.money import CONTEXT

SEED_BYTES_LEAST = 16


class SeedTooShort(PointsError):
    """A seed that could be guessed from its published hash."""

    code = "seed_too_short"


@dataclass(frozen=True, slots=True)
class Chance:
    """A prize as it stands for one ticket: its odds in [0, 1], and how many are left (None: any number)."""

    prize: str
    odds: Decimal
    left: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a ticket drew: the prize, or "" and whether luck or stock was missing."""

    prize: str
    why: Literal["won", "no_luck", "out_of_stock"]
    die: Decimal


def draw(chances: Sequence[Chance], die: Decimal) -> Outcome:
    """The prize of one ticket. Prizes divide [0, 1) in order, each as wide as its odds.

    A prize that is gone is not given, and makes no other prize likelier. Raises ValueError for a die or odds
    outside their range, or odds of more than 1 together.
    """
    _assert_possible(chances, die)
    upto = Decimal(0)
    for chance in chances:
        upto = CONTEXT.add(upto, chance.odds)
        if die < upto:
            gone = chance.left is not None and chance.left < 1
            return Outcome("", "out_of_stock", die) if gone else Outcome(chance.prize, "won", die)
    return Outcome("", "no_luck", die)


def _assert_possible(chances: Sequence[Chance], die: Decimal) -> None:
    if not 0 <= die < 1:
        raise ValueError(f"a die lies in [0, 1), not at {die}")
    if any(not 0 <= chance.odds <= 1 for chance in chances) or sum(chance.odds for chance in chances) > 1:
        raise ValueError("odds lie in [0, 1], together as well")


def commitment(seed: bytes) -> str:
    """What is published before the draw: SHA-256 of the seed, in hex. Raises ``SeedTooShort``."""
    if len(seed) < SEED_BYTES_LEAST:
        raise SeedTooShort(f"{len(seed)} bytes of seed, at least {SEED_BYTES_LEAST} are needed")
    return sha256(seed).hexdigest()


def die_of(seed: bytes, ticket: str) -> Decimal:
    """The die of a ticket, in [0, 1) with 18 places: the first 64 bits of HMAC-SHA256 over its id, as a fraction."""
    digest = hmac.digest(seed, ticket.encode(), "sha256")
    return Decimal(int.from_bytes(digest[:8], "big") * 10**18 >> 64).scaleb(-18, CONTEXT)


def audit(published: str, seed: bytes, dice: Mapping[str, Decimal]) -> tuple[str, ...]:
    """Everything in a closed draw that does not follow from its seed: "" for the seed itself, else tickets."""
    wrong = [ticket for ticket, die in sorted(dice.items()) if die_of(seed, ticket) != die]
    return (*([] if hmac.compare_digest(commitment(seed), published) else [""]), *wrong)
