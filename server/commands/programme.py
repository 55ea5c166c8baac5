"""``tandem programme``: everything about a programme; each command in a module of its own."""

from __future__ import annotations

from server.commands.lazy import Table, group

COMMANDS: Table = {
    "check": ("server.commands.programme_check:check", "Say everything that is wrong in a programme file."),
}


@group(COMMANDS)
def programme() -> None:
    """Programmes as files and as versions."""
