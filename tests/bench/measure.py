"""Timing several ways of doing the same within one run, round by round, so that only their ratios count.

Times are the processor's, spent in this thread: what else the machine is busy with spoils them less.
"""

import os
import platform
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from statistics import median
from time import thread_time
from timeit import Timer
from typing import Any


@dataclass(frozen=True, slots=True)
class Bar:
    """A promise and what was measured; ``least`` says whether the figure must reach the bar or stay below it."""

    name: str
    figure: float
    bar: float
    least: bool = True

    @property
    def met(self) -> bool:
        """Whether the promise holds."""
        return self.figure >= self.bar if self.least else self.figure <= self.bar

    def __str__(self) -> str:
        wanted = f"{'at least' if self.least else 'at most'} {self.bar:g}"
        return f"{'met   ' if self.met else 'MISSED'}  {self.name}: {self.figure:.4g}, {wanted}"


@dataclass(frozen=True, slots=True)
class Way:
    """One way of doing it: a function and its arguments."""

    call: Callable[..., Any]
    arguments: tuple[Any, ...] = ()

    def timer(self) -> Timer:
        """A timer without a detour through another function."""
        names = [f"a{place}" for place in range(len(self.arguments))]
        known = {"call": self.call, **dict(zip(names, self.arguments, strict=True))}
        return Timer(f"call({', '.join(names)})", timer=thread_time, globals=known)


class Timings:
    """Seconds a call, by way and round."""

    def __init__(self, rounds: Mapping[str, list[float]]) -> None:
        self.rounds = rounds

    def of(self, name: str) -> float:
        """Median seconds of one way."""
        return median(self.rounds[name])

    def ratio(self, slow: str, fast: str) -> float:
        """How many times faster one way is: median of the rounds' own ratios."""
        return median(a / b for a, b in zip(self.rounds[slow], self.rounds[fast], strict=True))


def interleaved(ways: Mapping[str, Way], *, rounds: int, seconds: float = 0.01) -> Timings:
    """Every way in every round, each for about so many seconds."""
    timers = {name: way.timer() for name, way in ways.items()}
    counts = {name: _count(timer, seconds) for name, timer in timers.items()}
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, timer in timers.items():
            found[name].append(timer.timeit(counts[name]) / counts[name])
    return Timings(found)


def _count(timer: Timer, seconds: float) -> int:
    """How often a call fits into the time, after it was warmed up."""
    if timer.timeit(1) > seconds:
        return 1
    timer.timeit(2)
    return max(int(seconds / max(timer.timeit(3) / 3, 1e-8)), 1)


def table(heads: list[str], rows: list[list[str]]) -> str:
    """Text columns, the first to the left."""
    widths = [max(len(row[place]) for row in [heads, *rows]) for place in range(len(heads))]
    lines = [[cell.ljust(width) if not place else cell.rjust(width)
              for place, (cell, width) in enumerate(zip(row, widths, strict=True))] for row in [heads, *rows]]
    return "\n".join("  ".join(line) for line in lines)


def short_time(seconds: float) -> str:
    """A time a person can read."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def environment(packages: tuple[str, ...] = ()) -> str:
    """What it was measured on."""
    return (f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores, {sys.platform}, "
            + ", ".join(f"{name} {_version(name)}" for name in packages))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"
