"""``tandem programme``: everything about a programme; each command in a module of its own."""

from __future__ import annotations

from server.commands.lazy import Table, group

COMMANDS: Table = {
    "check": ("server.commands.programme_check:check", "Say everything that is wrong in a programme file."),
    "import": ("server.commands.programme_import:bring_in", "Make the draft equal to a file, and publish it."),
    "export": ("server.commands.programme_export:export", "Write a version, or the draft, as a file."),
    "diff": ("server.commands.programme_diff:diff", "Show what changes between two programmes."),
    "publish": ("server.commands.programme_publish:publish", "Bring the draft into force."),
    "rollback": ("server.commands.programme_rollback:rollback", "Bring an earlier version into force again."),
    "versions": ("server.commands.programme_versions:versions", "List what was published, and since when."),
}


@group(COMMANDS)
def programme() -> None:
    """Programmes as files and as versions."""
