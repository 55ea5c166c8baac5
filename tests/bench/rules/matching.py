"""Which of many campaigns hold for an event: looked up and compiled, against the stock evaluator on each."""

from decimal import localcontext

from rules.compiled import CompiledProgramme
from rules.facts import Facts
from rules.language.engine import ARITHMETIC
from tests.bench.measure import Bar, Way, interleaved, short_time, table
from tests.bench.rules.campaigns import compiled, purchases, stock_payload, stock_rules
from tests.bench.rules.purchase import FACTS, SCOPE

EVENTS = 8
MIXES = {"scoped": "85 % of campaigns have a partner", "shared": "20 % of campaigns have a partner"}


def holding(version: CompiledProgramme, facts: Facts) -> list[int]:
    """Positions of the campaigns whose condition holds."""
    campaigns = version.campaigns
    found = []
    for position in version.index.candidates(facts):
        rule = campaigns[position].when
        if rule.mask(facts, SCOPE) == rule.full:
            found.append(position)
    return found


def bench(*, short: bool) -> list[Bar]:
    """Matching among 10, 1,000 and 10,000 campaigns, and what campaigns cost that cannot match."""
    sizes = (10, 1_000) if short else (10, 1_000, 10_000)
    rows, bars = [], []
    with localcontext(ARITHMETIC):
        for kind, told in MIXES.items():
            for size in sizes:
                row, ratio = _measured(kind, size, rounds=3)
                rows.append([told, f"{size}", *row])
                if size == 10_000:
                    bars.append(Bar(f"matching 10,000 campaigns, {told}: times faster than stock", ratio, 200))
        print("\n" + table(["campaigns", "number", "compiled", "stock", "ratio", "candidates", "hold"], rows))
        return [*bars, _could_match(short=short)]


def _measured(kind: str, size: int, *, rounds: int) -> tuple[list[str], float]:
    """One mix of one size over all events; that both find the same is asserted first."""
    version, events = compiled(kind, size), purchases(EVENTS)
    stock = stock_rules(version.programme.campaigns)
    payloads = [stock_payload(facts) for facts in events]
    found = [holding(version, facts) for facts in events]
    assert found == [_stock(stock, payload) for payload in payloads]
    timings = interleaved({
        "ours": Way(lambda: [holding(version, facts) for facts in events]),
        "stock": Way(lambda: [_stock(stock, payload) for payload in payloads]),
    }, rounds=rounds, seconds=0.05)
    ours, theirs = timings.of("ours") / EVENTS, timings.of("stock") / EVENTS
    ratio = timings.ratio("stock", "ours")
    candidates = sum(len(version.index.candidates(facts)) for facts in events) / EVENTS
    return [short_time(ours), short_time(theirs), f"{ratio:.0f}x", f"{candidates:.1f}",
            f"{sum(map(len, found)) / EVENTS:.1f}"], ratio


def _stock(rules, payload) -> list[int]:
    return [position for position, rule in enumerate(rules) if rule.matches(payload)]


def _could_match(*, short: bool) -> Bar:
    """The same twenty among 100 and among 10,000."""
    many = 1_000 if short else 10_000
    few_version, many_version = compiled("twenty", 100), compiled("twenty", many)
    assert len(holding(few_version, FACTS)) == len(holding(many_version, FACTS)) == 20
    timings = interleaved({"few": Way(holding, (few_version, FACTS)), "many": Way(holding, (many_version, FACTS))},
                          rounds=21)
    print("\n" + table(["twenty that hold", "an event"], [
        ["of 100", short_time(timings.of("few"))], [f"of {many}", short_time(timings.of("many"))]]))
    return Bar(f"twenty of {many} against twenty of 100: times dearer", timings.ratio("many", "few"), 3, least=False)
