"""``tandem ledger``: check and seal the ledger; each command in a module of its own."""

from __future__ import annotations

from server.commands.lazy import Table, group

COMMANDS: Table = {
    "check": ("server.commands.ledger_check:check", "Check every invariant of the ledger."),
    "seal": ("server.commands.ledger_seal:seal", "Seal what was recorded into the chain of blocks."),
}


@group(COMMANDS)
def ledger() -> None:
    """Check and seal the ledger."""
