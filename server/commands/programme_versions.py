"""``tandem programme versions``: what was published, and since when."""

from __future__ import annotations

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.clock import now
from server.commands.opened import opened
from server.models import CalledOff, Publication

EXAMPLE = """
\b
Example:
  tandem programme versions
"""


@click.command("versions", epilog=EXAMPLE)
def versions() -> None:
    """List publications, newest first; the one in force is marked."""
    with opened() as (_, engine, _versions), Session(engine) as session:
        listed = session.scalars(select(Publication).order_by(Publication.number.desc())).all()
        off = set(session.scalars(select(CalledOff.number)))
        begun = [(each.effective_at, each.number) for each in listed
                 if each.effective_at <= now() and each.number not in off]
        live = max(begun, default=(None, 0))[1]
        for each in listed:
            click.echo(_line(each, "in force" if each.number == live else "called off" if each.number in off else ""))


def _line(each: Publication, mark: str) -> str:
    signed = f"by {each.published_by}" + (f", approved by {each.approved_by}" if each.approved_by else "")
    return (f"{each.number:>4} {each.version[:12]} from {each.effective_at:%Y-%m-%d %H:%M:%S} UTC {signed:<30} "
            f"{mark} {each.note}").rstrip()
