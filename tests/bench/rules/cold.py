"""A cold start: all campaigns from their texts, against the same from the bytes of a cache."""

from statistics import median
from time import thread_time

from rules.compiling.cache import dumps, loads
from rules.compiling.compiler import compile_programme
from rules.programme import Programme
from rules.rating.rate import rate
from tests.bench.measure import Bar, short_time, table
from tests.bench.rules.campaigns import mixed, programme
from tests.bench.rules.purchase import FACTS


def bench(*, short: bool) -> list[Bar]:
    """From source and from the cache, in turns; the first rating counts, since functions are bound at first use."""
    size = 500 if short else 10_000
    whole = programme(mixed(size, 0.85))
    sources, caches, sizes = zip(*(_round(whole) for _ in range(2)), strict=True)
    ratio = median(source / cache for source, cache in zip(sources, caches, strict=True))
    print("\n" + table([f"{size} campaigns, cold", "until the first decision"], [
        ["from their texts", short_time(median(sources))],
        [f"from {sizes[0] / 1e6:.1f} MB of cache", short_time(median(caches))]]))
    return [Bar(f"cold start of {size} campaigns: times faster from the cache", ratio, 5)]


def _round(whole: Programme) -> tuple[float, float, int]:
    """Seconds from source, seconds from the cache, and its bytes."""
    start = thread_time()
    compiled = compile_programme(whole, "cold")
    rate(compiled, FACTS)
    written = thread_time()
    data = dumps(compiled)
    read = thread_time()
    rate(loads(data, whole, "cold"), FACTS)
    return written - start, thread_time() - read, len(data)
