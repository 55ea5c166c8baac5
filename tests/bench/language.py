"""How long reading takes: forty hostile expressions, each to be answered within 200 ms, and five usual ones."""

from statistics import median
from time import perf_counter

from rules.language import check
from rules.vocabulary.sample import SETTING
from tests.bench.measure import Bar, environment
from tests.rules.language.hostile import HOSTILE

LONGEST_MS = 200
USUAL = {
    "one comparison": "event.amount >= 50",
    "five conditions": 'partner.code == "AIR" and event.amount >= 50 and member.tier in {"gold", "platinum"} '
                       'and event.occurred_at >= d"2026-03-01" and event.channel != "web"',
    "any line": '$any([l.category == "coffee" and l.amount > 20 for l in event.lines])',
    "an award": '$min([500, ((event.amount - event.tax) * (member.tier == "gold" ? 2 : 1) / 5).floor + 25])',
    "the past": 'history.spend("30 days", "AIR") + event.amount >= 1000 and history.orders("lifetime") == 0',
}


def milliseconds(text: str, place: str, rounds: int) -> float:
    """Median time of reading a text."""
    taken = []
    for _ in range(rounds):
        start = perf_counter()
        check(text, place, SETTING)
        taken.append((perf_counter() - start) * 1000)
    return median(taken)


def bench(*, short: bool) -> list[Bar]:
    """Reading usual and hostile expressions."""
    print(environment(("rule-engine",)))
    rounds = 3 if short else 15
    for name, text in USUAL.items():
        place = "award" if name == "an award" else "condition"
        print(f"{name:50} {milliseconds(text, place, rounds):8.2f} ms")
    hostile = {name: milliseconds(text, "condition", rounds) for name, text in HOSTILE.items()}
    for name, taken in sorted(hostile.items(), key=lambda item: -item[1]):
        print(f"{name:50} {taken:8.2f} ms")
    return [Bar("slowest answer to a hostile expression, ms", max(hostile.values()), LONGEST_MS, least=False)]
