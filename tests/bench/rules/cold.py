"""A cold start: all campaigns from their texts, against the same from the bytes of a cache."""

from statistics import median
from time import perf_counter

from rules.cache import dumps, loads
from rules.compiler import compile_programme
from rules.rate import rate
from tests.bench.measure import Bar, short_time, table
from tests.bench.rules.campaigns import mixed, programme
from tests.bench.rules.purchase import FACTS


def bench(*, short: bool) -> list[Bar]:
    """From source and from the cache, in turns; the first rating counts, since functions are bound at first use."""
    size, rounds = (500, 2) if short else (10_000, 3)
    whole = programme(mixed(size, 0.85))
    sources, caches = [], []
    data = dumps(compile_programme(whole, "cold"))
    for _ in range(rounds):
        sources.append(_timed(lambda: rate(compile_programme(whole, "cold"), FACTS)))
        caches.append(_timed(lambda: rate(loads(data, whole, "cold"), FACTS)))
    ratio = median(source / cache for source, cache in zip(sources, caches, strict=True))
    print("\n" + table([f"{size} campaigns, cold", "until the first decision"], [
        ["from their texts", short_time(median(sources))],
        [f"from {len(data) / 1e6:.1f} MB of cache", short_time(median(caches))]]))
    return [Bar(f"cold start of {size} campaigns: times faster from the cache", ratio, 5)]


def _timed(call) -> float:
    start = perf_counter()
    call()
    return perf_counter() - start
