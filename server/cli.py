"""The command ``tandem``.

To add a command, write it in a module of its own under ``server/commands/`` and add a line to ``COMMANDS`` here,
or to the table of its group. It is imported only when it is called.
"""

from __future__ import annotations

from server.commands.lazy import Table, group

COMMANDS: Table = {
    "serve": ("server.commands.serve:serve", "Answer webhooks and pages."),
    "worker": ("server.commands.worker:worker", "Do what follows from events: deliveries, periodic work."),
    "demo": ("server.commands.demo:demo", "Show a coalition at work on real baskets."),
    "import": ("server.commands.importing:bring_in", "Bring members and balances in from another system."),
    "migrate": ("server.commands.migrate:migrate", "Bring the database to the newest tables."),
    "backup": ("server.commands.backup:backup", "Copy the database while it is in use."),
    "ledger": ("server.commands.ledger:ledger", "Check and seal the ledger."),
    "programme": ("server.commands.programme:programme", "Programmes as files and as versions."),
    "decision": ("server.commands.decision:decision", "Stored decisions told in full, and made once more."),
    "partner": ("server.commands.partner:partner", "Partners' secrets, and where they are told of their events."),
    "member": ("server.commands.member:member", "What is done for one member at a time: let in, told all, forgotten."),
    "watch": ("server.commands.watch:watch", "Figures of members that a person should look at."),
    "keys": ("server.commands.keys:keys", "The keys that personal data is sealed with."),
    "staff": ("server.commands.staff:staff", "Accounts of the console."),
    "held": ("server.commands.held:held", "Events that wait for a person."),
    "deliveries": ("server.commands.deliveries:deliveries", "Messages to partners: what was sent, and sent again."),
    "work": ("server.commands.work:work", "Work that was given up."),
    "adjust": ("server.commands.adjust:adjust", "Add points to a member, or take some."),
    "expire": ("server.commands.expire:expire", "Release locked points and let points lapse."),
    "tiers": ("server.commands.tiers:tiers", "Tiers under review."),
    "inject": ("server.commands.inject:inject", "Pay into shared pools what fell due."),
    "settle": ("server.commands.settle:settle", "Settle a month between the partners."),
    "statistics": ("server.commands.statistics:statistics", "What happened, by day, partner and rule."),
    "examples": ("server.commands.examples:examples", "Run the worked examples of a programme file."),
    "send": ("server.commands.send:send", "Sign and post a file of events as a partner."),
}


@group(COMMANDS, epilog="Every command explains itself: tandem COMMAND --help")
def main() -> None:
    """Tandem: campaigns over loyalty points that several companies share."""
