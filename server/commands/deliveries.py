"""``tandem deliveries``: messages to partners, for people."""

from __future__ import annotations

from server.commands.lazy import Table, group

COMMANDS: Table = {
    "list": ("server.commands.deliveries_list:list_", "List messages: given up, on their way, delivered."),
    "replay": ("server.commands.deliveries_replay:replay", "Send messages again, one or a range."),
}


@group(COMMANDS)
def deliveries() -> None:
    """Messages to partners: what was sent, what was given up, and sent again."""
