"""``tandem partner secret CODE``: a new webhook secret, shown once."""

from __future__ import annotations

from datetime import timedelta

import click
from sqlalchemy.orm import Session

from rules.gather import UnknownPartner
from server.commands.opened import opened
from server.models import Partner
from server.services.partners.secrets import INCOMING, OUTGOING, OVERLAP, issue_secret

EXAMPLE = """
\b
Examples:
  tandem partner secret LUMO
  tandem partner secret LUMO --outgoing --overlap-hours 72
"""


@click.command("secret", epilog=EXAMPLE)
@click.argument("code")
@click.option("--outgoing", is_flag=True, help="The secret that signs what we send, not what the partner sends.")
@click.option("--overlap-hours", default=OVERLAP // timedelta(hours=1), show_default=True,
              type=click.IntRange(0, 8760), help="How long earlier secrets stay valid.")
def secret(code: str, outgoing: bool, overlap_hours: int) -> None:
    """Make a new secret for a partner and print it: the only time it is shown.

    Earlier secrets stay valid for the overlap, so that nothing is refused or lost while the partner changes over. Run
    twice, it makes two secrets; the last one counts.
    """
    with opened() as (_, engine, _versions), Session(engine) as session:
        if session.get(Partner, code) is None:
            raise UnknownPartner(code)
        made = issue_secret(session, code, OUTGOING if outgoing else INCOMING, timedelta(hours=overlap_hours))
        session.commit()
    click.echo(made)
    click.echo(f"{code}'s new {'outgoing' if outgoing else 'incoming'} secret, shown this once; "
               f"earlier ones end in {overlap_hours} h.", err=True)
