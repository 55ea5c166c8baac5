"""``tandem settle``: who owes whom for a month."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import click
from sqlalchemy import Engine

from rules.periods import next_first_day
from server.commands.days import as_of, day_of, do, end
from server.commands.findings import FORMAT
from server.commands.opened import opened
from server.db import reading
from server.jobs.settlements import Made, NotOver, Settlements, computed_again, made_for, plain
from server.versions import Versions

EXAMPLE = """
\b
Example:
  tandem settle --period 2026-03 --as-of 2026-04-06
"""
MONTH = click.DateTime(["%Y-%m"])


@click.command("settle", epilog=EXAMPLE)
@click.option("--period", type=MONTH, metavar="YYYY-MM", required=True, help="The month to settle.")
@as_of("The month must be over on this date.")
@FORMAT
def settle(period: datetime, as_of: datetime | None, form: str) -> None:
    """Settle a month, and any before it that is not settled yet; print the statement.

    A month that was settled stays as it is: what came late stands in the next statement. The printed statement is
    compared with what the ledger gives; a difference is an error.
    """
    with opened() as (_, engine, versions):
        first = period.date()
        until, day = next_first_day("month", first), day_of(as_of, versions)
        if day < until:
            raise NotOver(f"{first:%Y-%m} is over on {until}; it is settled as of that day or later")
        made = do(engine, versions, Settlements(versions, until))
        click.echo("\n".join(_told(engine, versions, first, form)))
        end(made)


def _told(engine: Engine, versions: Versions, first: date, form: str) -> Iterator[str]:
    with reading(engine) as connection:
        made = made_for(connection, f"{first:%Y-%m}")
        again = computed_again(connection, made) if made else None
    if made is None:
        yield f"Nothing happened up to {first:%Y-%m}; there is nothing to settle."
        return
    if again != made.statement:
        raise click.ClickException(f"statement {made.number} is not what its entry in the ledger gives")
    if form == "json":
        yield json.dumps({"number": made.number, "period": made.period, "version": made.version,
                          "event": made.event, "made_at": made.made_at.isoformat(), **plain(made.statement)}, indent=2)
    else:
        yield from _lines(made, versions.by_hash(made.version).programme.money)


def _lines(made: Made, money: str) -> Iterator[str]:
    statement = made.statement
    yield f"Statement {made.number} for {made.period} ({statement.first} to before {statement.until}), in {money}"
    yield f"  made {made.made_at:%Y-%m-%d %H:%M} UTC under version {made.version[:12]}"
    yield "Points on the partners' accounts:"
    for (account, currency), points in sorted(statement.totals.items()):
        yield f"  {account:<40} {points:>14,} {currency} at {statement.prices[currency]}"
    yield "Positions (what a party receives is positive):"
    for party, minor in sorted(statement.positions.items()):
        yield f"  {party:<40} {Decimal(minor) / 100:>14,.2f}"
    yield "Payments:"
    for payment in statement.payments:
        yield f"  {payment.payer} pays {payment.payee} {Decimal(payment.amount_minor) / 100:,.2f}"
    yield f"  in sum {sum(statement.positions.values())}: it nets to zero" if statement.payments else "  none"
