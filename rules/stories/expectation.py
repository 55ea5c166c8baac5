"""Expected against what came, as sentences a marketer can read; agreement is silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from rules.books.history import qualifying
from rules.entries import Lot
from rules.stories.outcome import Outcome, Standing, code_of, payer_of
from rules.stories.wording import Say


@dataclass(frozen=True, slots=True)
class Scene:
    """Where an expectation stands: whose step, at what time, what it brought and the books it left.

    ``story`` tells what changed so far, as (member, currency, sentence); ``say`` tells it in one locale.
    """

    member: str
    at: datetime
    outcome: Outcome
    books: Standing
    currencies: tuple[str, ...]
    say: Say
    story: tuple[tuple[str, str, str], ...] = ()


STORY_MOST = 8
"""So many of the latest changes are told with a balance that is not as expected."""
Check = Callable[[Scene, Any], Iterator[str]]


def differences(expect: Mapping[str, Any], scene: Scene) -> tuple[str, ...]:
    """One sentence for each expectation that was not met."""
    return tuple(sentence for word, expected in expect.items() for sentence in CHECKS[word](scene, expected))


def number(value: object) -> str:
    """A figure with thousands separated: ``1,100``."""
    return f"{value:,}" if isinstance(value, int | Decimal) else str(value)


def _unlike(scene: Scene, what: str, expected: object, got: object, because: str = "") -> Iterator[str]:
    if expected != got:
        said = scene.say("unlike", what=what, expected=number(expected), got=number(got))
        yield scene.say("because", said=said, why=because) if because else said


def clock(at: datetime) -> str:
    """A time as a marketer writes it, seconds only where there are any."""
    return f"{at:%Y-%m-%d %H:%M}" + (f":{at:%S}" if at.second else "")


def _when(scene: Scene) -> str:
    return clock(scene.at)


def changed(outcome: Outcome, at: datetime, say: Say) -> Iterator[tuple[str, str, str]]:
    """What a step changed, as (member, currency, sentence): ``+450 at 2026-03-03 09:45 (base 250, …)``."""
    for (member, currency), points in outcome.changes.items():
        gave = [f"{rule} {number(part)}" for rule, part in paid(outcome, member, currency).items()]
        why = say("whys", whys=", ".join(gave)) if gave else ""
        yield member, currency, say("change", points=f"{points:+,}", time=clock(at)) + why


def paid(outcome: Outcome, member: str, currency: str = "") -> dict[str, int]:
    """Points by rule that a step gave one member, of one currency or ("") of all."""
    sums: Counter[str] = Counter()
    for award in outcome.awards:
        if award.member == member and currency in ("", award.currency):
            sums[code_of(award.rule)] += award.points
    return {rule: points for rule, points in sums.items() if points}


def _who_paid(scene: Scene) -> str:
    """What each rule did in this step, for the end of a sentence."""
    gave = [scene.say("rule_paid", rule=rule, points=number(points))
            for rule, points in paid(scene.outcome, _id(scene)).items()]
    kept = [scene.say("rule_said", rule=code_of(refusal.rule), why=refusal.why) for refusal in scene.outcome.refusals]
    return "; ".join(filter(None, [*gave, *kept, scene.outcome.error])) or scene.say("nothing_paid")


def _id(scene: Scene) -> str:
    return scene.books.member(scene.member).id


def _points(scene: Scene, expected: Mapping[str, int]) -> Iterator[str]:
    for currency, points in expected.items():
        got = scene.outcome.changes.get((_id(scene), currency), 0)
        what = scene.say("points", member=scene.member, currency=currency, time=_when(scene))
        yield from _unlike(scene, what, points, got, _who_paid(scene))


def _clawback(scene: Scene, expected: Mapping[str, int]) -> Iterator[str]:
    for currency, points in expected.items():
        got = -scene.outcome.changes.get((_id(scene), currency), 0)
        what = scene.say("clawback", member=scene.member, currency=currency, time=_when(scene))
        yield from _unlike(scene, what, points, got)


def _awards(scene: Scene, expected: Mapping[str, int]) -> Iterator[str]:
    got = paid(scene.outcome, _id(scene))
    for rule in [*expected, *(rule for rule in got if rule not in expected)]:
        if expected.get(rule, 0) != got.get(rule, 0):
            yield scene.say("award", member=scene.member, time=_when(scene), rule=rule, got=number(got.get(rule, 0)),
                            expected=number(expected.get(rule, 0))) + _why(scene, rule)


def _why(scene: Scene, rule: str) -> str:
    whys = [refusal.why for refusal in scene.outcome.refusals if code_of(refusal.rule) == rule]
    return scene.say("whys", whys=", ".join(whys)) if whys else ""


def _funding(scene: Scene, expected: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    for rule, shares in expected.items():
        got: Counter[str] = Counter()
        for award in scene.outcome.awards:
            if code_of(award.rule) == rule:
                got.update({payer_of(account): points for account, points in award.sources})
        for payer in shares.keys() | got.keys():
            what = scene.say("funding", payer=payer, rule=rule, time=_when(scene))
            yield from _unlike(scene, what, shares.get(payer, 0), got[payer])


def _refusals(scene: Scene, expected: Mapping[str, str]) -> Iterator[str]:
    for rule, why in expected.items():
        whys = [refusal.why for refusal in scene.outcome.refusals if code_of(refusal.rule) == rule]
        if why not in whys:
            gave = number(paid(scene.outcome, _id(scene)).get(rule, 0))
            got = ", ".join(whys) or scene.say("paid", points=gave)
            yield scene.say("refusal", rule=rule, time=_when(scene), why=why, got=got)


def _discount(scene: Scene, expected: Decimal) -> Iterator[str]:
    got = sum((discount.amount for discount in scene.outcome.discounts), Decimal(0))
    yield from _unlike(scene, scene.say("discount", time=_when(scene)), expected, got)


def _discounts(scene: Scene, expected: Mapping[str, Decimal]) -> Iterator[str]:
    got = {code_of(discount.rule): discount.amount for discount in scene.outcome.discounts}
    for rule in expected.keys() | got.keys():
        what = scene.say("discount_of", rule=rule, time=_when(scene))
        yield from _unlike(scene, what, expected.get(rule, 0), got.get(rule, 0))


def _grants(scene: Scene, expected: Mapping[str, Decimal]) -> Iterator[str]:
    got: Counter[str] = Counter()
    for grant in scene.outcome.grants:
        got[grant.code or grant.kind] += grant.quantity  # type: ignore[assignment]  # Counter of Decimal
    for code in expected.keys() | got.keys():
        what = scene.say("granted", code=code, time=_when(scene))
        yield from _unlike(scene, what, expected.get(code, 0), got[code], _who_paid(scene))


def _status(scene: Scene, expected: str) -> Iterator[str]:
    what = scene.say("status", time=_when(scene))
    yield from _unlike(scene, what, expected, scene.outcome.status, scene.outcome.error)


def _error(scene: Scene, expected: str) -> Iterator[str]:
    got = scene.outcome.error or scene.say("none")
    yield from _unlike(scene, scene.say("error", time=_when(scene)), expected, got)


def _findings(scene: Scene, expected: tuple[str, ...]) -> Iterator[str]:
    missing = [code for code in expected if code not in scene.outcome.findings]
    if missing:
        got = ", ".join(scene.outcome.findings) or scene.say("none")
        yield from _unlike(scene, scene.say("findings", time=_when(scene)), ", ".join(missing), got)


def _by_currency(word: str, figure: Callable[[Scene, str], int]) -> Check:
    def check(scene: Scene, expected: Mapping[str, int]) -> Iterator[str]:
        for currency, points in expected.items():
            told = [sentence for member, code, sentence in scene.story
                    if (member, code) == (_id(scene), currency)][-STORY_MOST:]
            what = scene.say(word, member=scene.member, currency=currency)
            yield from _unlike(scene, what, points, figure(scene, currency), "; ".join(told))
    return check


def _lots(scene: Scene, expected: tuple[Mapping[str, Any], ...]) -> Iterator[str]:
    got = sorted((lot for lot in scene.books.member(scene.member).lots if lot.left), key=_soonest)
    wanted = sorted(_lot_text(scene, lot) for lot in expected)
    held = sorted(_lot_text(scene, _lot_words(lot, lots_say(expected))) for lot in got)
    if wanted != held:
        none = scene.say("none")
        yield from _unlike(scene, scene.say("lots", member=scene.member), "; ".join(wanted) or none,
                           "; ".join(held) or none)


def lots_say(expected: tuple[Mapping[str, Any], ...]) -> set[str]:
    """The words an expectation of lots uses: others are not compared."""
    return {word for lot in expected for word in lot} | {"points"}


def _soonest(lot: Lot) -> tuple[str, str]:
    return (str(lot.expires_on or "9999"), lot.id)


def _lot_words(lot: Lot, words: set[str]) -> Mapping[str, Any]:
    held = {"points": lot.left, "currency": lot.currency, "expires": lot.expires_on,
            "available": lot.available_on}
    return {word: value for word, value in held.items() if word in words and value is not None}


def _lot_text(scene: Scene, lot: Mapping[str, Any]) -> str:
    words = [number(lot.get("points", 0)), str(lot.get("currency", ""))]
    words += [scene.say(word, day=lot[word]) for word in ("expires", "available") if lot.get(word)]
    return " ".join(filter(None, words))


def _tier(scene: Scene, expected: str) -> Iterator[str]:
    got = scene.books.tier(scene.member) or scene.say("none")
    yield from _unlike(scene, scene.say("tier", member=scene.member), expected, got)


def _growth(scene: Scene, expected: int) -> Iterator[str]:
    got = scene.books.member(scene.member).growth
    yield from _unlike(scene, scene.say("growth", member=scene.member), expected, got)


def _qualifying(scene: Scene, expected: int) -> Iterator[str]:
    got = qualifying(scene.books.member(scene.member).past, scene.books.now)
    yield from _unlike(scene, scene.say("qualifying", member=scene.member), expected, got)


def _tags(scene: Scene, expected: tuple[str, ...]) -> Iterator[str]:
    wanted, got = (", ".join(sorted(tags)) for tags in (expected, scene.books.member(scene.member).tags))
    yield from _unlike(scene, scene.say("tags", member=scene.member), wanted, got)


def _members(scene: Scene, expected: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for name, standing in expected.items():
        yield from differences(standing, _about(scene, name))


def _balances(scene: Scene, expected: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    for name, amounts in expected.items():
        yield from differences({"balance": amounts}, _about(scene, name))


def _about(scene: Scene, name: str) -> Scene:
    return replace(scene, member=name)


def _budgets(scene: Scene, expected: Mapping[str, int]) -> Iterator[str]:
    for campaign, points in expected.items():
        left = scene.books.budget_left(campaign)
        got = scene.say("unlimited") if left is None else left
        yield from _unlike(scene, scene.say("budget", campaign=campaign), points, got)


def _accounts(prefix: str, suffix: str, sign: int = 1) -> Check:
    def check(scene: Scene, expected: Mapping[str, Any]) -> Iterator[str]:
        for name, amounts in expected.items():
            account = f"{prefix}{name}{suffix}"
            held = scene.books.account(account)
            wanted = amounts if isinstance(amounts, Mapping) else {_only(held, scene): amounts}
            for currency, points in wanted.items():
                yield from _unlike(scene, f"{account} {currency}", points, sign * held.get(currency, 0))
    return check


def _only(held: Mapping[str, int], scene: Scene) -> str:
    return next(iter(held), scene.currencies[0])


def _settlement(scene: Scene, expected: Mapping[str, Decimal]) -> Iterator[str]:
    got = scene.books.settlement()
    for partner, amount in expected.items():
        yield from _unlike(scene, scene.say("settlement", partner=partner), amount, got.get(partner, Decimal(0)))


CHECKS: Mapping[str, Check] = {
    "points": _points, "clawback": _clawback, "awards": _awards, "funding": _funding, "refusals": _refusals,
    "discount": _discount, "discounts": _discounts, "grants": _grants, "status": _status, "error": _error,
    "findings": _findings,
    "balance": _by_currency("balance", lambda scene, code: scene.books.member(scene.member).available(code)),
    "pending": _by_currency("pending", lambda scene, code: scene.books.member(scene.member).pending(code)),
    "held": _by_currency("held", lambda scene, code: scene.books.held_points(scene.member).get(code, 0)),
    "owed": _by_currency("owed", lambda scene, code: scene.books.member(scene.member).owed.get(code, 0)),
    "lots": _lots, "tier": _tier, "growth": _growth, "qualifying": _qualifying, "tags": _tags,
    "members": _members, "balances": _balances, "budgets": _budgets,
    "pools": _accounts("pool:", ""), "issued": _accounts("partner:", ":issued", -1),
    "accounts": _accounts("", ""), "settlement": _settlement,
}
"""How each word of ``expect`` is compared."""
