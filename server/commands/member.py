"""``tandem member``: what is done for one member at a time; each command in a module of its own."""

from __future__ import annotations

from server.commands.lazy import Table, group

COMMANDS: Table = {
    "link": ("server.commands.member_link:link", "Print an address that opens a member's page once."),
}


@group(COMMANDS)
def member() -> None:
    """What is done for one member at a time."""
