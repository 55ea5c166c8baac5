"""Conversions never create value: no chain of rates that are valid together ends higher than it began (K9)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from rules.check.book import Book, error
from rules.check.ranges import range_of
from rules.errors import Finding
from rules.programme import Conversion
from rules.shape.notes import below

Chain = tuple[int, ...]
"""Positions of conversions, each from the currency that the one before gave."""
UNBOUNDED = Fraction(10) ** 40
"""Stands for a rate of which nobody knows the most."""


def findings(book: Book) -> Iterator[Finding]:
    """Rates that are no rates; chains that gain."""
    rates: dict[int, Fraction] = {}
    for path, conversion in book.of(Conversion):
        faults = list(_amounts(book, path, conversion))
        block, gives = book.number(f"{path}/block"), book.rules.get(f"{path}/gives")
        if not faults and block and gives is not None and gives.tree is not None:
            most = range_of(gives)[1]
            rates[int(path.rpartition("/")[2])] = UNBOUNDED if most is None else Fraction(most) / Fraction(block)
        yield from faults
    yield from _gains(book, rates)


def _amounts(book: Book, path: str, conversion: Conversion) -> Iterator[Finding]:
    for name, least in (("block", 1), ("gives", 0), ("minimum", 0)):
        number = book.number(below(path, name))
        if number is not None and (number < least or number != number.to_integral_value()):
            sentence = f"{name} is {number:f}; it is a whole number of points, {least} or more."
            yield error("bad_amount", below(path, name), sentence, value=f"{number:f}", limit=str(least))
    if conversion.source == conversion.target:
        yield error("same_currency", below(path, "target"), "It converts a currency into itself.",
                    value=conversion.target)


def _gains(book: Book, rates: Mapping[int, Fraction]) -> Iterator[Finding]:
    told: set[frozenset[int]] = set()
    for day in _days(book.programme.conversions):
        valid = [place for place in rates if _valid(book.programme.conversions[place], day)]
        for chain in gaining_chains(book.programme.conversions, {place: rates[place] for place in valid}):
            if frozenset(chain) not in told:
                told.add(frozenset(chain))
                yield _gain(book, chain, rates)


def _gain(book: Book, chain: Chain, rates: Mapping[int, Fraction]) -> Finding:
    conversions = book.programme.conversions
    steps = " → ".join([*(conversions[place].source for place in chain), conversions[chain[-1]].target])
    endless = next((place for place in chain if rates[place] == UNBOUNDED), None)
    if endless is not None:
        sentence = f"Nothing says how much {steps} can gain; bound the rule, as in $min([80, …])."
        return error("unbounded_rate", f"/conversions/{endless}/gives", sentence, steps=steps)
    factor = Fraction(1)
    for place in chain:
        factor *= rates[place]
    shown = f"{Decimal(factor.numerator) / Decimal(factor.denominator):.4f}".rstrip("0").rstrip(".")
    said = "multiplies" if all(book.number(f"/conversions/{place}/gives") for place in chain) else "can multiply"
    sentence = f"{steps} {said} points by {shown}: an endless gain."
    return error("gaining_conversions", f"/conversions/{max(chain)}/gives", sentence, steps=steps, factor=shown,
                 codes=", ".join(conversions[place].code for place in chain))


def gaining_chains(conversions: tuple[Conversion, ...], rates: Mapping[int, Fraction]) -> Iterator[Chain]:
    """One shortest chain back to its currency for each currency that gains by going round.

    ``rates`` are points given for a point, by position of the conversion.
    """
    for start in sorted({conversions[place].source for place in rates}):
        best: dict[str, tuple[Fraction, Chain]] = {start: (Fraction(1), ())}
        for _ in rates:
            best = _one_step_further(conversions, rates, best, start)
            back = best.get(start)
            if back and back[0] > 1:
                yield back[1]
                break


def _one_step_further(conversions: tuple[Conversion, ...], rates: Mapping[int, Fraction],
                      best: Mapping[str, tuple[Fraction, Chain]], start: str) -> dict[str, tuple[Fraction, Chain]]:
    """The best way to each currency with one conversion more; a way ends when it is back at its start."""
    further = {code: way for code, way in best.items() if code != start or not way[1]}
    for place, rate in rates.items():
        conversion = conversions[place]
        way = best.get(conversion.source)
        if way and place not in way[1] and way[0] * rate > further.get(conversion.target, (0, ()))[0]:
            further[conversion.target] = way[0] * rate, (*way[1], place)
    return further


def _days(conversions: tuple[Conversion, ...]) -> list[date]:
    """Days on which the set of valid conversions can first be a new one."""
    return sorted({conversion.starts_on or date.min for conversion in conversions})


def _valid(conversion: Conversion, day: date) -> bool:
    return (conversion.starts_on or date.min) <= day <= (conversion.ends_on or date.max)

