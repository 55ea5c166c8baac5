"""``tandem tiers``: tiers under review."""

from __future__ import annotations

from server.commands.lazy import Table, group

COMMANDS: Table = {
    "review": ("server.commands.tiers_review:review", "Review the tiers whose time is up."),
}


@group(COMMANDS)
def tiers() -> None:
    """Tiers under review."""
