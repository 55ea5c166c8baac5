"""``tandem partner endpoint`` and its kin: where partners are told of their events."""

from __future__ import annotations

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.commands.opened import opened
from server.models import Endpoint
from server.services.partners.endpoints import add_endpoint, disable_endpoint, enable_endpoint

ADD = """
\b
Example:
  tandem partner endpoint LUMO https://lumo.example/tandem
"""
LIST = """
\b
Example:
  tandem partner endpoints
"""
ENABLE = """
\b
Example:
  tandem partner enable 01a1f3
  tandem deliveries replay --partner LUMO --since 2026-03-01
"""
DISABLE = """
\b
Example:
  tandem partner disable 01a1f3 --why "moved to another address"
"""


@click.command("endpoint", epilog=ADD)
@click.argument("code")
@click.argument("url")
def endpoint(code: str, url: str) -> None:
    """Tell the partner CODE of its own events at URL from now on; the same URL twice is one endpoint.

    The first endpoint makes the partner's outgoing secret and prints it, this once.
    """
    with opened() as (settings, engine, _), Session(engine) as session:
        added = add_endpoint(session, code, url, loopback=settings.loopback_endpoints)
    click.echo(f"{code} is told at {url} (endpoint {added.id}).")
    if added.secret:
        click.echo(f"Messages are signed with this secret, shown this once:\n{added.secret}")


@click.command("endpoints", epilog=LIST)
def endpoints() -> None:
    """List where partners are told, and whether it works."""
    with opened() as (_, engine, _versions), Session(engine) as session:
        for each in session.scalars(select(Endpoint).order_by(Endpoint.partner, Endpoint.created_at)):
            click.echo(f"{each.id} {each.partner} {each.url} {_state(each)}")


@click.command("enable", epilog=ENABLE)
@click.argument("endpoint_id", metavar="ID")
def enable(endpoint_id: str) -> None:
    """Send to a disabled endpoint again; `tandem deliveries replay` sends what it missed."""
    with opened() as (_, engine, _versions), Session(engine) as session:
        click.echo(f"{enable_endpoint(session, endpoint_id)} is enabled.")


@click.command("disable", epilog=DISABLE)
@click.argument("endpoint_id", metavar="ID")
@click.option("--why", default="disabled by hand", show_default=True, help="What is shown as the reason.")
def disable(endpoint_id: str, why: str) -> None:
    """Send nothing more to an endpoint; what it misses is kept and can be sent later."""
    with opened() as (_, engine, _versions), Session(engine) as session:
        click.echo(f"{disable_endpoint(session, endpoint_id, why)} is disabled.")


def _state(each: Endpoint) -> str:
    if each.disabled_at:
        return f"disabled since {each.disabled_at:%Y-%m-%d %H:%M} UTC: {each.disabled_why}"
    return f"failing since {each.failing_since:%Y-%m-%d %H:%M} UTC" if each.failing_since else "works"
