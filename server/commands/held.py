"""``tandem held``: events that wait for a person."""

from __future__ import annotations

from server.commands.lazy import Table, group

COMMANDS: Table = {
    "list": ("server.commands.held_list:list_", "List what waits."),
    "accept": ("server.commands.held_settle:accept", "Rate a held event after all."),
    "refuse": ("server.commands.held_settle:refuse", "Settle a waiting event without rating it."),
}


@group(COMMANDS)
def held() -> None:
    """Events that wait for a person: too late, too early, of nobody known, or returns without a purchase."""
