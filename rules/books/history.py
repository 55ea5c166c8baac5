"""What a member did before an event, measured from the rows of the past.

Every row handed in was recorded before this event, so one that happened at the very same instant counts as
before it; a later one does not (K7). A window reaches from its start, inclusive (an event exactly 168 hours
ago is inside ``168 hours``), to the event. Calendar periods are those of the zone of ``at``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from rules.facts import HistoryValue, Need
from rules.periods import first_day, month_later, window_start
from rules.state import PastEvent

PURCHASE = "transaction.completed"
TAKEN_BACK = "transaction.returned"
"""Type that the row of a purchase takes once all of it came back: it is no order any more."""
QUALIFYING = Need("points")
"""What ``qualifying.points`` rests on: all base points of the member's life that qualify."""

EVER = datetime.min.replace(tzinfo=UTC)

Rows = Sequence[PastEvent]


def measure(need: Need, past: Rows, at: datetime) -> HistoryValue:
    """The figure a need asks for, as it stood just before ``at`` (aware, local).

    A Decimal for amounts and counts (0 for none), a datetime or None for ``first_at`` and ``last_at``, in the
    zone of ``at``. Raises ValueError for a measure or a window that does not exist.
    """
    return _figure(need, _within(need.window, past, at), at)


def answer(needs: Collection[Need], past: Rows, at: datetime) -> dict[Need, HistoryValue]:
    """Every need with its figure; rows are cut to each window once."""
    windows = {window: _within(window, past, at) for window in {need.window for need in needs}}
    return {need: _figure(need, windows[need.window], at) for need in needs}


class Asked(dict[Need, HistoryValue]):
    """Figures measured when they are first asked for: for facts that are looked at and not kept."""

    def __init__(self, past: Rows, at: datetime) -> None:
        super().__init__()
        self._past, self._at = past, at

    def __missing__(self, need: Need) -> HistoryValue:
        self[need] = figure = measure(need, self._past, self._at)
        return figure


def horizon(needs: Collection[Need], at: datetime) -> datetime | None:
    """How far back the caller must fetch rows: the earliest start of a window, None for all of the past.

    Without needs it is ``at`` itself: no row is needed.
    """
    starts = [window_start(need.window, at) for need in needs]
    known = [start for start in starts if start is not None]
    return min([at, *known], key=_instant) if len(known) == len(starts) else None


def qualifying(past: Rows, at: datetime) -> int:
    """All qualifying points of the member's life up to ``at``, in every currency."""
    return sum(sum(row.base.values()) for row in _within("lifetime", past, at))


def _within(window: str, past: Rows, at: datetime) -> Rows:
    start = _instant(window_start(window, at) or EVER)
    end = _instant(at)
    return [row for row in past if start <= _instant(row.occurred_at) <= end]


def _instant(at: datetime) -> datetime:
    """In UTC: Python compares two times of one zone by their wall clocks, wrong when the clock goes back."""
    return at.astimezone(UTC)


def _figure(need: Need, rows: Rows, at: datetime) -> HistoryValue:
    if need.measure not in MEASURES:
        raise ValueError(f"{need.measure!r} is not a measure of history")
    if need.partner:
        rows = [row for row in rows if row.partner == need.partner]
    return MEASURES[need.measure](rows, need.of, at)


def _of_type(rows: Rows, kind: str) -> Rows:
    return [row for row in rows if row.type == kind]


def _spend(rows: Rows, of: str, at: datetime) -> Decimal:
    return sum((row.amount for row in _of_type(rows, of or PURCHASE)), Decimal(0))


def _orders(rows: Rows, of: str, at: datetime) -> Decimal:
    """Purchases of which something was kept; with ``of``, those with something of that category."""
    return Decimal(sum(not of or row.quantities.get(of, 0) > 0 for row in _of_type(rows, PURCHASE)))


def _events(rows: Rows, of: str, at: datetime) -> Decimal:
    return Decimal(len(_of_type(rows, of)) if of else len(rows))


def _last_at(rows: Rows, of: str, at: datetime) -> datetime | None:
    last = max((row.occurred_at for row in _of_type(rows, of or PURCHASE)), key=_instant, default=None)
    return last and last.astimezone(at.tzinfo)


def _first_at(rows: Rows, of: str, at: datetime) -> datetime | None:
    first = min((row.occurred_at for row in _of_type(rows, of or PURCHASE)), key=_instant, default=None)
    return first and first.astimezone(at.tzinfo)


def _partners(rows: Rows, of: str, at: datetime) -> Decimal:
    return Decimal(len({row.partner for row in _of_type(rows, of or PURCHASE)}))


def _categories(rows: Rows, of: str, at: datetime) -> Decimal:
    bought = (row.quantities.items() for row in _of_type(rows, of or PURCHASE))
    return Decimal(len({name for items in bought for name, kept in items if name and kept > 0}))


def _quantity(rows: Rows, of: str, at: datetime) -> Decimal:
    bought = (row.quantities for row in _of_type(rows, PURCHASE))
    return sum((_picked(quantities, of) for quantities in bought), Decimal(0))


def _points(rows: Rows, of: str, at: datetime) -> Decimal:
    return sum((_picked(row.base, of) for row in rows), Decimal(0))


def _used(rows: Rows, of: str, at: datetime) -> Decimal:
    return Decimal(sum(row.points_used for row in rows))


def _picked(figures: Mapping[str, Decimal] | Mapping[str, int], of: str) -> Decimal:
    """The figure under one name, or all of them for ""."""
    return Decimal(figures.get(of, 0) if of else sum(figures.values()))


def _days_in_row(rows: Rows, of: str, at: datetime) -> Decimal:
    return _in_row(rows, of, at, "day")


def _weeks_in_row(rows: Rows, of: str, at: datetime) -> Decimal:
    return _in_row(rows, of, at, "week")


def _months_in_row(rows: Rows, of: str, at: datetime) -> Decimal:
    return _in_row(rows, of, at, "month")


def _in_row(rows: Rows, of: str, at: datetime, unit: str) -> Decimal:
    """Length of the unbroken run of units that ends in today's unit or in the one before it."""
    met = {first_day(unit, row.day) for row in (_of_type(rows, of) if of else rows)}
    current = first_day(unit, at.date())
    if current not in met:
        current = _before(current, unit)
    length = 0
    while current in met:
        length, current = length + 1, _before(current, unit)
    return Decimal(length)


def _before(first: date, unit: str) -> date:
    if unit == "month":
        return month_later(first, -1)
    return first - timedelta(days=1 if unit == "day" else 7)


MEASURES: Mapping[str, Callable[[Rows, str, datetime], HistoryValue]] = {
    "spend": _spend, "orders": _orders, "events": _events, "last_at": _last_at, "first_at": _first_at,
    "partners": _partners, "categories": _categories, "quantity": _quantity, "points": _points, "used": _used,
    "days_in_row": _days_in_row, "weeks_in_row": _weeks_in_row, "months_in_row": _months_in_row,
}
"""Every measure by name, each a function of (rows of the window and partner, ``of``, ``at``)."""
