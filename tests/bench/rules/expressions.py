"""Five expressions as programmes have them: compiled, by the stock evaluator, and by two engines in Rust.

The stock evaluator runs twice: as its manual shows it, without types on a dict, and as our own interpreter runs
it, with types on frozen facts. The bars are held against whichever of the two is faster.
"""

from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal, localcontext

import rule_engine

from rules.compiling.compiler import compile_expression
from rules.language import check, evaluate
from rules.language.engine import ARITHMETIC
from rules.language.setting import Setting
from tests.bench.measure import Bar, Timings, Way, interleaved, short_time, table
from tests.bench.rules.purchase import FACTS, SCOPE, plain

SETTING = Setting(partners=("p0", "p1", "p2"), tiers=("base", "gold"), currencies=("PTS", "AIR"),
                  member_attributes=(("region", "text"), ("score", "number")))


@dataclass(frozen=True, slots=True)
class Case:
    """One expression in four dialects; ``faster`` is how many times faster than stock it must be compiled."""

    name: str
    place: str
    ours: str
    stock: str
    zen: str
    cel: str
    faster: int = 25


HALF = '(total - tax) * (tier == "gold" ? 2.0 : 1.0) / 5.0'
CASES = (
    Case("compare", "condition", "event.amount >= 50", "total >= 50", "total >= 50", "total >= 50.0"),
    Case("five terms", "condition",
         'partner.code == "p0" and event.channel in {"web", "app", "till"} and (event.amount >= 1000 or '
         'member.tier == "gold") and event.occurred_at >= d"2026-03-01"',
         'partner == "p0" and channel in {"web", "app", "till"} and (total >= 1000 or tier == "gold") and '
         'at >= d"2026-03-01T00:00:00+08:00"',
         'partner == "p0" and channel in ["web", "app", "till"] and (total >= 1000 or tier == "gold") and '
         'd(at) >= d("2026-03-01T00:00:00+08:00")',
         'partner == "p0" && channel in ["web", "app", "till"] && (total >= 1000.0 || tier == "gold") && '
         'at >= timestamp("2026-03-01T00:00:00+08:00")'),
    Case("any of ten lines", "condition",
         '$any([l.category == "coffee" and l.amount >= 30 for l in event.lines])',
         '$any([l["category"] == "coffee" and l["amount"] >= 30 for l in basket])',
         'some(basket, #.category == "coffee" and #.amount >= 30)',
         'basket.exists(l, l.category == "coffee" && l.amount >= 30.0)', faster=300),
    Case("award", "award",
         '$min([500, ((event.amount - event.tax) * (member.tier == "gold" ? 2 : 1) / 5).floor + 25])',
         '$min([500, ((total - tax) * (tier == "gold" ? 2 : 1) / 5).floor + 25])',
         'min([500, floor((total - tax) * (tier == "gold" ? 2 : 1) / 5) + 25])',
         f"double(int({HALF})) + 25.0 < 500.0 ? double(int({HALF})) + 25.0 : 500.0"),
    Case("nested lookup", "condition",
         'member.attributes.region == "north" and member.balance("AIR") >= 1000',
         'member["attributes"]["region"] == "north" and member["balances"]["AIR"] >= 1000',
         'member.attributes.region == "north" and member.balances.AIR >= 1000',
         'member.attributes.region == "north" && member.balances.AIR >= 1000'),
)


def bench(*, short: bool) -> list[Bar]:
    """Every case, and a bar for each peer."""
    bars, rows = [], []
    for case in CASES:
        timings = measured(case, rounds=5 if short else 21)
        rows.append([case.name, *(short_time(timings.of(name)) for name in NAMES),
                     *(f"{timings.ratio(name, 'compiled'):.3g}x" for name in NAMES[1:])])
        bars.extend(_bars(case, timings))
    print("\n" + table(["expression", *NAMES, *(f"/{name}" for name in NAMES[1:])], rows))
    return bars


NAMES = ("compiled", "stock, dict", "stock, typed", "zen", "CEL, an event", "CEL, shared")
"""``CEL, shared`` has its context built beforehand, which no event can: it is told, not held against anything."""


def _bars(case: Case, timings: Timings) -> list[Bar]:
    stock = min(timings.ratio(name, "compiled") for name in ("stock, dict", "stock, typed"))
    return [Bar(f"{case.name}: times faster than stock", stock, case.faster),
            Bar(f"{case.name}: times faster than zen", timings.ratio("zen", "compiled"), 1),
            Bar(f"{case.name}: times faster than CEL", timings.ratio("CEL, an event", "compiled"), 1)]


def measured(case: Case, *, rounds: int) -> Timings:
    """All ways of one case; that they agree is asserted first."""
    with localcontext(ARITHMETIC):
        ways = ways_of(case)
        results = {name: way.call(*way.arguments) for name, way in ways.items()}
        assert len({_comparable(result) for result in results.values()}) == 1, (case.name, results)
        return interleaved(ways, rounds=rounds)


def _comparable(result):
    return result if isinstance(result, bool) else float(result)


def ways_of(case: Case) -> dict[str, Way]:
    """Each engine with its expression prepared as far as it can be, given the same purchase."""
    import cel  # the peers are there only where benches run
    import zen

    checked = check(case.ours, case.place, SETTING)
    assert checked.tree is not None, checked.findings
    rule = compile_expression(checked)
    untyped = rule_engine.Rule(case.stock, rule_engine.Context(default_timezone="utc"))
    texts = {**plain(), "at": plain()["at"].isoformat()}
    program, variables = cel.compile(case.cel), {**plain(), "at": plain()["at"].astimezone(UTC)}
    shared = cel.Context(variables=variables)
    return {
        "compiled": Way(rule.value, (FACTS, SCOPE)),
        "stock, dict": Way(untyped.evaluate, (plain(Decimal),)),
        "stock, typed": Way(evaluate, (checked, FACTS, SCOPE)),
        "zen": Way(zen.compile_expression(case.zen).evaluate, (texts,)),
        "CEL, an event": Way(lambda: program.execute(cel.Context(variables=variables))),
        "CEL, shared": Way(program.execute, (shared,)),
    }
