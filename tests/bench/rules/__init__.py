"""How fast rules run: single expressions, matching among many campaigns, a whole rating, a cold start."""

from tests.bench.measure import Bar, environment
from tests.bench.rules import cold, expressions, matching, rating

PACKAGES = ("rule-engine", "zen-engine", "common-expression-language")


def bench(*, short: bool) -> list[Bar]:
    """All measurements of the rules."""
    print(environment(PACKAGES))
    return [bar for part in (expressions, matching, rating, cold) for bar in part.bench(short=short)]
