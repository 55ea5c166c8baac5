"""How much of which line came back: money taken off each line of a purchase, exact to the cent.

Returns by an amount follow one fixed order of the receipt's cents, in which every line gives in proportion to
its money. So many small returns take the same off every line as one big one, and the last cent of the
amount is the last cent of the lines. What came back is a tuple of money, one for each line of
``lines_of``; a shorter one means nothing came back of the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from rules.errors import PointsError
from rules.facts import Facts, Line
from rules.money import ZERO, exact, exponent_of, from_units, in_units
from rules.rating.basket import settled

Returned = tuple[Decimal, ...]


class ReturnTooLarge(PointsError):
    """More comes back than is left of the purchase, or of the line that the return names."""

    code = "return_too_large"

    def __init__(self, *, wanted: Decimal, left: Decimal) -> None:
        self.wanted, self.left = wanted, left
        super().__init__(f"{wanted} is to come back, {left} is left")


class UnknownLine(PointsError):
    """A return names a line that the purchase does not have."""

    code = "unknown_line"

    def __init__(self, line: str) -> None:
        self.line = line
        super().__init__(f"the purchase has no line {line}")


class LineReturn(Protocol):
    """One line that came back, by ``position`` from 0, else by ``sku``.

    ``amount`` is the money given back; None is ``quantity``'s share of the line, and both None all that is left.
    """

    @property
    def sku(self) -> str:
        """The article, where no position is given."""

    @property
    def position(self) -> int | None:
        """Which line of the purchase, from 0."""

    @property
    def quantity(self) -> Decimal | None:
        """How many pieces."""

    @property
    def amount(self) -> Decimal | None:
        """Money given back."""


@exact
def lines_of(facts: Facts) -> tuple[Line, ...]:
    """The purchase's lines as they were rated: net, and with what the receipt did not itemise as a last line."""
    return settled(facts).event.lines


def whole_return(facts: Facts) -> Returned:
    """Everything came back."""
    return tuple(line.amount for line in lines_of(facts))


def padded(lines: Sequence[Line], already: Returned) -> list[Decimal]:
    """What came back of every line."""
    return [*already, *[ZERO] * (len(lines) - len(already))]


@exact
def left_of(facts: Facts, already: Returned) -> Decimal:
    """Money that has not come back."""
    lines = lines_of(facts)
    return sum((line.amount for line in lines), ZERO) - sum(padded(lines, already), ZERO)


@exact
def return_by_amount(facts: Facts, already: Returned, amount: Decimal) -> Returned:
    """What has come back of each line once ``amount`` more came back of the whole.

    Raises ``ReturnTooLarge``, and ValueError for a negative amount.
    """
    if amount < 0:
        raise ValueError("a return cannot be negative")
    lines, left = lines_of(facts), left_of(facts, already)
    if amount > left:
        raise ReturnTooLarge(wanted=amount, left=left)
    gone = padded(lines, already)
    sold = [line.amount for line in lines]
    exponent = exponent_of([amount, *sold, *gone])
    units = _next_units([in_units(money, exponent) for money in sold],
                        [in_units(money, exponent) for money in gone], in_units(amount, exponent))
    return tuple(from_units(part, exponent) for part in units)


def _next_units(sold: list[int], gone: list[int], more: int) -> list[int]:
    """Take ``more`` units in the fixed order: unit j of a line of c units stands at (2j - 1) / 2c, lines in turn."""
    low, high = Fraction(0), Fraction(1)
    for _ in range(max(sold, default=0).bit_length() + 2):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(_taken(sold, gone, middle)) - sum(gone) <= more else (low, middle)
    taken = _taken(sold, gone, low)
    for _ in range(more + sum(gone) - sum(taken)):
        taken[_next_line(sold, taken)] += 1
    return taken


def _taken(sold: list[int], gone: list[int], level: Fraction) -> list[int]:
    """Units gone of each line once all that stand up to ``level`` are."""
    return [max(back, min(units, (2 * units * level.numerator + level.denominator) // (2 * level.denominator)))
            for units, back in zip(sold, gone, strict=True)]


def _next_line(sold: list[int], taken: list[int]) -> int:
    """The line whose next unit comes first."""
    open_lines = [place for place, units in enumerate(sold) if taken[place] < units]
    return min(open_lines, key=lambda place: (Fraction(2 * taken[place] + 1, 2 * sold[place]), place))


@exact
def return_by_lines(facts: Facts, already: Returned, lines: Iterable[LineReturn]) -> Returned:
    """What has come back of each line once these lines came back too.

    Raises ``UnknownLine`` and ``ReturnTooLarge``.
    """
    sold = lines_of(facts)
    gone = padded(sold, already)
    for line in lines:
        for place, money in _line_shares(sold, gone, line):
            gone[place] += money
    return tuple(gone)


def _line_shares(sold: Sequence[Line], gone: Sequence[Decimal], line: LineReturn) -> list[tuple[int, Decimal]]:
    """Money that one returned line takes off which lines of the purchase."""
    places = _places(sold, line)
    left = {place: sold[place].amount - gone[place] for place in places}
    if line.amount is not None:
        return _by_money(left, line.amount)
    if line.quantity is not None:
        return _by_quantity(sold, gone, places, line.quantity)
    return list(left.items())


def _places(sold: Sequence[Line], line: LineReturn) -> list[int]:
    if line.position is not None:
        if not 0 <= line.position < len(sold):
            raise UnknownLine(str(line.position))
        return [line.position]
    places = [place for place, each in enumerate(sold) if each.sku == line.sku]
    if not places or not line.sku:
        raise UnknownLine(line.sku)
    return places


def _by_money(left: dict[int, Decimal], amount: Decimal) -> list[tuple[int, Decimal]]:
    """The line that is left with just this amount, else lines in their order until it is covered."""
    for place, money in left.items():
        if money == amount:
            return [(place, amount)]
    whole = sum(left.values(), ZERO)
    if amount < 0 or amount > whole:
        raise ReturnTooLarge(wanted=amount, left=whole)
    shares = []
    for place, money in left.items():
        shares.append((place, min(money, amount)))
        amount -= shares[-1][1]
    return shares


def _by_quantity(
    sold: Sequence[Line], gone: Sequence[Decimal], places: list[int], quantity: Decimal,
) -> list[tuple[int, Decimal]]:
    """Pieces in the order of the lines, each worth its share of what its line cost; the last takes the rest."""
    shares, wanted = [], quantity
    for place in places:
        line = sold[place]
        came_back = _pieces_back(line, gone[place])
        taken = min(wanted, line.quantity - came_back)
        if taken > 0:
            shares.append((place, worth_of(line, came_back + taken) - gone[place]))
            wanted -= taken
    if wanted > 0 or quantity <= 0:
        raise ReturnTooLarge(wanted=quantity, left=quantity - wanted)
    return shares


def _pieces_back(line: Line, gone: Decimal) -> Decimal:
    """Pieces that money came back for: whole ones where pieces are whole."""
    if not line.amount:
        return ZERO
    pieces = line.quantity * gone / line.amount
    whole = line.quantity == line.quantity.to_integral_value()
    return pieces.to_integral_value() if whole else pieces


def worth_of(line: Line, pieces: Decimal) -> Decimal:
    """Money of the first ``pieces`` of a line, in the line's unit of money; all of them are worth all of it."""
    exponent = exponent_of([line.amount])
    return (line.amount * pieces / line.quantity).quantize(Decimal(1).scaleb(exponent))
