"""``tandem partner``: partners' secrets, and where they are told; each command in a module of its own."""

from __future__ import annotations

from server.commands.lazy import Table, group

COMMANDS: Table = {
    "secret": ("server.commands.partner_secret:secret", "Make a new secret, shown once; the old one lives on a while."),
    "key": ("server.commands.partner_key:key", "Make a new key, shown once; the old one lives on a while."),
    "endpoint": ("server.commands.partner_endpoint:endpoint", "Tell a partner of its events at an address."),
    "endpoints": ("server.commands.partner_endpoint:endpoints", "List where partners are told."),
    "enable": ("server.commands.partner_endpoint:enable", "Send to a disabled endpoint again."),
    "disable": ("server.commands.partner_endpoint:disable", "Send nothing more to an endpoint."),
    "sharing": ("server.commands.partner_sharing:sharing", "Say what it is told of members without consent."),
}


@group(COMMANDS)
def partner() -> None:
    """Partners' secrets, and where they are told of their events."""
