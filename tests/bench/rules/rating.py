"""A whole rating, trace and all, against the stock evaluator merely asked for the same conditions."""

from decimal import localcontext

from rules.language.engine import ARITHMETIC
from rules.rating.rate import rate
from tests.bench.measure import Bar, Way, interleaved, short_time, table
from tests.bench.rules.campaigns import compiled, stock_payload, stock_rules
from tests.bench.rules.purchase import FACTS, SCOPE

CAMPAIGNS = 1_000


def bench(*, short: bool) -> list[Bar]:
    """An event of ten lines under 1,000 campaigns of which twenty pay."""
    version = compiled("paying", CAMPAIGNS)
    decision = rate(version, FACTS)
    assert sum(award.rule.startswith("campaign:") for award in decision.awards) == 20
    stock, payload = stock_rules(version.programme.campaigns), stock_payload(FACTS)
    assert sum(rule.matches(payload) for rule in stock) >= 20
    timings = interleaved({
        "rate": Way(rate, (version, FACTS)), "stock": Way(lambda: [rule.matches(payload) for rule in stock]),
        "conditions": Way(_conditions, (version,)),
    }, rounds=5 if short else 15)
    print("\n" + table([f"{CAMPAIGNS} campaigns, 20 pay", "an event"], [
        ["rate, with its whole trace", short_time(timings.of("rate"))],
        ["every condition, compiled, no index", short_time(timings.of("conditions"))],
        ["every condition, stock evaluator", short_time(timings.of("stock"))]]))
    return [Bar("whole rating: times faster than stock conditions alone", timings.ratio("stock", "rate"), 50)]


def _conditions(version) -> int:
    with localcontext(ARITHMETIC):
        return sum(each.when.mask(FACTS, SCOPE) == each.when.full for each in version.campaigns)
