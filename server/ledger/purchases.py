"""What is kept of a purchase for its returns, as a JSON text as short as it can be.

What stands elsewhere is not said again: facts and version in the event, awards and budgets in its own decision while
they are the same, the history row in the table of the past. Points held are those of the awards unless said otherwise;
entries are numbers of the event's own entries, in the order of the awards.
"""

from __future__ import annotations

from operator import attrgetter
from typing import Any

import msgspec

from rules.decision import Award, Decision
from rules.facts import Facts
from rules.state import AwardKey, PastEvent, Purchase
from server.ledger.texts import filled, text
from server.ledger.values import parts_of, plain_of

ELSEWHERE = ("facts", "event", "version")
SHARED = {"awards": "awards", "uses": "uses", "grants": "grants", "budgets": "spent_budgets"}
"""Field of a purchase → the field of its decision that it starts as."""
AS_DECIDED = dict.fromkeys(("held", *SHARED))
"""What a purchase does not say again that is kept just as it was decided."""
_own, _decided = attrgetter(*SHARED), attrgetter(*SHARED.values())
_PAST = msgspec.json.Decoder(PastEvent)


def purchase_text(purchase: Purchase, decision: Decision | None = None, past: PastEvent | None = None) -> str:
    """A purchase; ``decision`` is written beside it, ``past`` into the table of the past."""
    keys = [_key(award) for award in purchase.awards]
    numbers = _numbers(purchase, keys)
    as_awarded = purchase.held == {key: award.points for key, award in zip(keys, purchase.awards, strict=True)}
    shared = [] if decision is None else [
        name for name, own, same in zip(SHARED, _own(purchase), _decided(decision), strict=True) if own is same]
    if as_awarded and len(shared) == len(SHARED) and purchase.past is past and _is_untouched(purchase, numbers):
        return text({**AS_DECIDED, "entries": numbers, "returned": purchase.returned})
    said = {name: part for name, part in filled(purchase).items() if name not in ELSEWHERE}
    if purchase.past is past:
        said.pop("past", None)
    if as_awarded:
        said["held"] = None
    said["entries"] = numbers or said.get("entries", [])
    said.update(dict.fromkeys(shared))
    return text(said)


def _is_untouched(purchase: Purchase, numbers: list[str]) -> bool:
    """Whether nothing was paid in points, converted or booked by another event: so most purchases are written."""
    return not purchase.converted and purchase.paid is None and bool(numbers or not purchase.entries)


def _numbers(purchase: Purchase, keys: list[AwardKey]) -> list[str]:
    """The number of each award's entry, "" for none; nothing when an entry is another event's."""
    own = f"{purchase.event}."
    if not purchase.entries.keys() <= set(keys) or not all(each.startswith(own) for each in purchase.entries.values()):
        return []
    return [purchase.entries[key].removeprefix(own) if key in purchase.entries else "" for key in keys]


def purchase_of(
    kept: str, event: str, version: str, facts: Facts, decision: Decision, past: str | None = None,
) -> Purchase:
    """The purchase that ``purchase_text`` wrote, with what stands beside it; ``past`` is its history row's text."""
    plain = plain_of(kept)
    shared = {name: getattr(decision, same) for name, same in SHARED.items() if name in plain and plain[name] is None}
    own = {name: part for name, part in plain.items() if name not in shared and not _is_short(name, part)}
    read = {**parts_of(Purchase, own, facts.event.occurred_at.tzinfo), **shared}
    if past is not None:
        read.setdefault("past", _PAST.decode(past))
    return Purchase(**{**_lengthened(plain, event, read["awards"]), **read,
                       "event": event, "version": version, "facts": facts})


def _is_short(name: str, part: Any) -> bool:
    return (name == "held" and part is None) or (name == "entries" and bool(part) and isinstance(part[0], str))


def _lengthened(plain: dict[str, Any], event: str, awards: tuple[Award, ...]) -> dict[str, Any]:
    """Points held and entries, of a text that says them short; what it says in full takes their place."""
    numbers = plain["entries"] if _is_short("entries", plain.get("entries")) else []
    return {
        "held": {_key(award): award.points for award in awards},
        "entries": {_key(award): f"{event}.{number}" for award, number in zip(awards, numbers, strict=False) if number},
    }


def _key(award: Award) -> AwardKey:
    return award.rule, award.benefit, award.member, award.currency
