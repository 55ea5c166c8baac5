"""``tandem decision``: stored decisions told in full, and made once more; each command in a module of its own."""

from __future__ import annotations

from server.commands.lazy import Table, group

COMMANDS: Table = {
    "show": ("server.commands.decision_show:show", "Tell one decision: facts, outcome, and why of every rule."),
    "replay": ("server.commands.decision_replay:replay", "Make stored decisions once more and compare."),
}


@group(COMMANDS)
def decision() -> None:
    """Stored decisions told in full, and made once more."""
