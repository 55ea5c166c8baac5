"""What members share: points left in budgets and pools, and caps over all members, read as an event needs them.

Budgets come out of the writer's purse, so that writers do not queue for them; when a plan was refused, the next
attempt reads them exactly, under their locks (``server.ledger.budgets``).
"""

from __future__ import annotations

from datetime import datetime

from rules.facts import Use
from rules.intake import Shared
from rules.reported import Wanted
from rules.state import Plan
from server.connection import MARKS, POSTGRESQL, Connection
from server.ledger.budgets import Budgets, Purse
from server.ledger.posted import Charges

_USE = "SELECT used FROM shared_use WHERE campaign = {0} AND cap = {0} AND period = {0}"
_OPEN = "INSERT INTO shared_use (campaign, cap, period, used) VALUES ({0}, {0}, {0}, 0) ON CONFLICT DO NOTHING"


class SharedBooks:
    """Budgets and shared uses as one batch sees them: read once, lowered by each plan of the batch."""

    def __init__(self, connection: Connection, purse: Purse, at: datetime, *, locking: bool) -> None:
        self._connection = connection
        self._budgets = Budgets(connection, purse, at, exact=locking)
        self._always = " FOR UPDATE" if connection.kind == POSTGRESQL else ""
        self._used: dict[Use, int] = {}

    def read(self, wanted: Wanted) -> Shared:
        """The figures one event may look at."""
        uses = [use for use in sorted(wanted.uses) if not use.member]
        for use in uses:
            if use not in self._used:
                self._used[use] = self._read_use(use)
        return Shared(self._budgets.read(wanted.budgets), {use: self._used[use] for use in uses})

    @property
    def charges(self) -> Charges:
        """Which budgets the writer charges to its purse."""
        return self._budgets.charges

    def take(self, plan: Plan) -> None:
        """Lower what is left by what a plan of this batch takes, and raise what it gives back."""
        self._budgets.spend(plan)
        for use, points in plan.uses.items():
            if use in self._used:
                self._used[use] += points

    def _read_use(self, use: Use) -> int:
        """The count of a shared cap, its row made and locked: the guard against two writers at once."""
        mark, key = MARKS[self._connection.kind], (use.campaign, use.cap, use.period)
        self._connection.run(_OPEN.format(mark), key)
        used: int = self._connection.rows(_USE.format(mark) + self._always, key)[0][0]
        return used
