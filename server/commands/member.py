"""``tandem member``: what is done for one member at a time; each command in a module of its own."""

from __future__ import annotations

from server.commands.lazy import Table, group

COMMANDS: Table = {
    "link": ("server.commands.member_link:link", "Print an address that opens a member's page once."),
    "export": ("server.commands.member_export:export", "Write everything that is kept of a member."),
    "erase": ("server.commands.member_erase:erase", "Forget who a member is."),
}


@group(COMMANDS)
def member() -> None:
    """What is done for one member at a time."""
