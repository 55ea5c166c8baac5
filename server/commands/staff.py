"""``tandem staff``: who may use the console; each command in a module of its own."""

from __future__ import annotations

from server.commands.lazy import Table, group

COMMANDS: Table = {
    "add": ("server.commands.staff_accounts:add", "Make an account; its one-time password is shown once."),
    "list": ("server.commands.staff_accounts:list_", "List accounts and their roles."),
    "reset": ("server.commands.staff_accounts:reset", "Make a new one-time password; open sessions end."),
    "disable": ("server.commands.staff_accounts:disable", "Close an account; open sessions end."),
}


@group(COMMANDS)
def staff() -> None:
    """Accounts of the console."""
