"""``tandem member``: what a person may ask for – everything that is kept, or to be forgotten."""

from __future__ import annotations

from server.commands.lazy import Table, group

COMMANDS: Table = {
    "export": ("server.commands.member_export:export", "Write everything that is kept of a member."),
    "erase": ("server.commands.member_erase:erase", "Forget who a member is."),
}


@group(COMMANDS)
def member() -> None:
    """What a member may ask for: everything that is kept, or to be forgotten."""
