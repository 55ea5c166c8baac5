"""What members share: points left in budgets and pools, and caps over all members, read as an event needs them.

On SQLite the transaction is alone. On PostgreSQL a first attempt reads without locking, since the writer refuses
to take more than is left; when it was refused, the next attempt locks the rows in order of their codes.
"""


from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from rules.facts import Use
from rules.intake import Shared
from rules.reported import Wanted
from rules.state import Plan
from server.connection import MARKS, POSTGRESQL, Connection

_BUDGETS = "SELECT code, points_left FROM budget WHERE code IN ({}) ORDER BY code"
_USE = "SELECT used FROM shared_use WHERE campaign = {0} AND cap = {0} AND period = {0}"
_OPEN = "INSERT INTO shared_use (campaign, cap, period, used) VALUES ({0}, {0}, {0}, 0) ON CONFLICT DO NOTHING"


class SharedBooks:
    """Budgets and shared uses as one batch sees them: read once, lowered by each plan of the batch."""

    def __init__(self, connection: Connection, *, locking: bool) -> None:
        self._connection = connection
        self._lock = " FOR UPDATE" if locking and connection.kind == POSTGRESQL else ""
        self._always = " FOR UPDATE" if connection.kind == POSTGRESQL else ""
        self._left: dict[str, int] = {}
        self._used: dict[Use, int] = {}

    def read(self, wanted: Wanted) -> Shared:
        """The figures one event may look at."""
        uses = [use for use in sorted(wanted.uses) if not use.member]
        self._read_budgets(wanted.budgets - self._left.keys())
        for use in uses:
            if use not in self._used:
                self._used[use] = self._read_use(use)
        return Shared({code: self._left[code] for code in sorted(wanted.budgets) if code in self._left},
                      {use: self._used[use] for use in uses})

    def take(self, plan: Plan) -> None:
        """Lower what is left by what a plan of this batch takes, and raise what it gives back."""
        _lower(self._left, plan.budgets)
        for use, points in plan.uses.items():
            if use in self._used:
                self._used[use] += points

    def _read_budgets(self, codes: Collection[str]) -> None:
        if codes:
            marks = ", ".join([MARKS[self._connection.kind]] * len(codes))
            rows = self._connection.rows(_BUDGETS.format(marks) + self._lock, sorted(codes))
            self._left.update((code, left) for code, left in rows)

    def _read_use(self, use: Use) -> int:
        """The count of a shared cap, its row made and locked: the guard against two writers at once."""
        mark, key = MARKS[self._connection.kind], (use.campaign, use.cap, use.period)
        self._connection.run(_OPEN.format(mark), key)
        used: int = self._connection.rows(_USE.format(mark) + self._always, key)[0][0]
        return used


def _lower(left: dict[str, int], taken: Mapping[str, int]) -> None:
    for code in _known(left, taken):
        left[code] -= taken[code]


def _known(left: Mapping[str, int], taken: Mapping[str, int]) -> Iterable[str]:
    return [code for code in taken if code in left]
