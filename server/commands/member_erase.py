"""``tandem member erase PARTNER/NUMBER``: forget who a member is."""

from __future__ import annotations

import click

from server.commands.findings import counted
from server.commands.member_export import member_named
from server.commands.opened import opened
from server.services.personal import erasure, purging
from server.services.points.desk import Desk

EXAMPLE = """
\b
Example:
  tandem member erase LUMO/L-778 --by eve --forfeit
"""


@click.command("erase", epilog=EXAMPLE)
@click.argument("name", metavar="PARTNER/NUMBER")
@click.option("--by", required=True, help="Who answers for it.")
@click.option("--forfeit", is_flag=True, help="Let the points lapse that the member still has.")
@click.option("--purge/--no-purge", default=True, show_default=True,
              help="Write the file anew at once, while others wait; else the worker clears its log in a minute.")
def erase(name: str, by: str, forfeit: bool, purge: bool) -> None:
    """Forget who a member is; the books stay, under an id that leads to nobody. It cannot be undone.

    Without --forfeit a member who still has points is not erased, and the command says what is left. A member who was
    erased is not found any more: the second time there is no such number.
    """
    with opened() as (_, engine, versions):
        member = member_named(engine, name)
        done = erasure.erase(Desk(engine, versions), member, by, forfeit=forfeit)
        if purge:
            purging.rewrite(engine)
    lapsed = ", ".join(f"{points:,} {currency}" for currency, points in sorted(done.lapsed.items())) or "no points"
    click.echo(f"{name} is forgotten: {counted(sum(done.rows.values()), 'row')} removed or blanked, {lapsed} lapsed. "
               f"The books stay under {member}.")
