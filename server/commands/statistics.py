"""``tandem statistics``: what happened, by day, partner and rule."""

from __future__ import annotations

from server.commands.lazy import Table, group

COMMANDS: Table = {
    "show": ("server.commands.statistics_show:show", "Print a range of days as CSV."),
    "recount": ("server.commands.statistics_recount:recount", "Compute everything anew from the ledger."),
}


@group(COMMANDS)
def statistics() -> None:
    """What happened, by day, partner and rule."""
