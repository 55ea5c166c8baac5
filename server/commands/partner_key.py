"""``tandem partner key CODE``: a new bearer key for the partners' interface, shown once."""

from __future__ import annotations

from datetime import timedelta

import click
from sqlalchemy.orm import Session

from server.commands.opened import opened
from server.services.partners.keys import OVERLAP, issue_key

EXAMPLE = """
\b
Examples:
  tandem partner key LUMO
  tandem partner key LUMO --overlap-hours 72
  tandem partner key LUMO --overlap-hours 0    (the earlier ones end now)
"""


@click.command("key", epilog=EXAMPLE)
@click.argument("code")
@click.option("--overlap-hours", default=OVERLAP // timedelta(hours=1), show_default=True,
              type=click.IntRange(0, 8760), help="How long earlier keys stay valid.")
def key(code: str, overlap_hours: int) -> None:
    """Make a new key for a partner and print it: the only time it is shown.

    Earlier keys stay valid for the overlap, so that nothing is refused while the partner changes over. Run twice, it
    makes two keys, both of them good until the overlap is over; then the last one counts.
    """
    with opened() as (_, engine, _versions), Session(engine) as session:
        made = issue_key(session, code, timedelta(hours=overlap_hours))
        session.commit()
    click.echo(made)
    click.echo(f"{code}'s new key, shown this once; earlier ones end in {overlap_hours} h.", err=True)
