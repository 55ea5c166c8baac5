"""``tandem staff add``, ``list``, ``reset`` and ``disable``: accounts of the console, each change in the audit."""

from __future__ import annotations

import click
from sqlalchemy.orm import Session

from server.commands.findings import counted
from server.commands.opened import opened
from server.models.staff import ROLES, Staff
from server.services.staff import accounts

BY = "command line"
ADD = """
\b
Examples:
  tandem staff add ada@example.org --role admin --name "Ada Lovelace"
  tandem staff add ben@lumo.example --role partner_operator --partner LUMO
"""
ONE = """
\b
Example:
  tandem staff {} ada@example.org
"""
ONCE = "A one-time password, shown this once; it must be changed at the first sign-in."


@click.command("add", epilog=ADD)
@click.argument("email")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice(ROLES), help="May be said again.")
@click.option("--name", default="", help="How the console calls this person.")
@click.option("--partner", default="", help="The partner of a partner_operator.")
def add(email: str, roles: tuple[str, ...], name: str, partner: str) -> None:
    """Make an account and print its one-time password. A second time it is refused, and nothing changes."""
    with opened() as (_, engine, _versions), Session(engine) as session:
        click.echo(accounts.add(session, email, roles, name=name, partner=partner, by=BY))
    click.echo(ONCE, err=True)


@click.command("list", epilog=ONE.format("list").replace(" ada@example.org", ""))
def list_() -> None:
    """List every account: its address, roles, partner, and whether it is closed."""
    with opened() as (_, engine, _versions), Session(engine) as session:
        found = accounts.listed(session)
        for each in found:
            click.echo(_line(each))
    click.echo(f"{counted(len(found), 'account')}.", err=True)


@click.command("reset", epilog=ONE.format("reset"))
@click.argument("email")
def reset(email: str) -> None:
    """Make a new one-time password and print it; the second factor is taken off, and every open session ends."""
    with opened() as (_, engine, _versions), Session(engine) as session:
        click.echo(accounts.reset(session, email, by=BY))
    click.echo(ONCE, err=True)


@click.command("disable", epilog=ONE.format("disable"))
@click.argument("email")
def disable(email: str) -> None:
    """Close an account, so that nobody gets in by it; `tandem staff reset` opens it again."""
    with opened() as (_, engine, _versions), Session(engine) as session:
        accounts.disable(session, email, by=BY)
    click.echo(f"{email} is closed.", err=True)


def _line(staff: Staff) -> str:
    of = f" of {staff.partner}" if staff.partner else ""
    state = "" if staff.active else ", closed"
    seen = f", last seen {staff.last_seen_at:%Y-%m-%d}" if staff.last_seen_at else ", never signed in"
    return f"{staff.email} {staff.role_names.replace(' ', ', ')}{of}{seen}{state}"
