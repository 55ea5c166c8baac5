"""``tandem held accept`` and ``tandem held refuse``: a person settles what waits."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import click
import msgspec
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from server.commands.opened import opened
from server.fields import keyring_of
from server.problems import Problem
from server.services.partners import held as services
from server.services.partners.held import Held, waiting
from server.taking.intake import Taking

ACCEPT = """
\b
Example:
  tandem held accept LUMO/S12-000871 --by ada --reason "the till was offline"
"""
REFUSE = """
\b
Example:
  tandem held refuse LUMO/S12-000871 --by ada --reason "no such purchase"
"""


def answered_for(command: Any) -> Any:
    """Who settles it, and why."""
    named = click.argument("name", metavar="PARTNER/REFERENCE")
    by = click.option("--by", required=True, help="Who.")
    return named(by(click.option("--reason", required=True, help="Why.")(command)))


@click.command("accept", epilog=ACCEPT)
@answered_for
def accept(name: str, by: str, reason: str) -> None:
    """Rate a held event as if it had come in time; an unknown member is enrolled. The partner is told."""
    with opened() as (settings, engine, versions):
        held = _named(engine, name)
        try:
            with closing(Taking(engine, versions, keyring_of(settings))) as taking:
                answer = services.accept(taking, held, by, reason)
        except Problem as problem:
            raise click.ClickException(f"{problem.code}: {problem.detail}") from problem
    awards = msgspec.json.decode(answer.body)["awards"]
    points = ", ".join(f"{award['points']:+} {award['currency']}" for award in awards)
    click.echo(f"{name} is taken: {points or 'no points'}.")


@click.command("refuse", epilog=REFUSE)
@answered_for
def refuse(name: str, by: str, reason: str) -> None:
    """Settle a waiting event without rating it. The partner is told why."""
    with opened() as (_, engine, _versions):
        services.refuse(engine, _named(engine, name), by, reason)
    click.echo(f"{name} is refused.")


def _named(engine: Engine, name: str) -> Held:
    partner, _, reference = name.partition("/")
    with Session(engine) as session:
        return waiting(session, partner, reference)
