"""``tandem adjust``: points that a person adds or takes."""

from __future__ import annotations

from datetime import datetime

import click
import msgspec

from rules.entries import Reason
from server.commands.days import DAY
from server.commands.opened import opened
from server.services.members.by_number import member_with
from server.services.points.adjusting import adjust_points
from server.services.points.desk import Desk, Request

EXAMPLE = """
\b
Example:
  tandem adjust LUMO/A-778 PTS 200 --reference case-4711 --by ada --reason "machine was out of order"
  tandem adjust LUMO/A-778 PTS --by ada --reason "wrong member" --reference case-4712 -- -200
"""


@click.command("adjust", epilog=EXAMPLE)
@click.argument("member", metavar="PARTNER/NUMBER")
@click.argument("currency")
@click.argument("points", type=int)
@click.option("--reference", required=True, help="What this is known by; the same one again changes nothing.")
@click.option("--by", required=True, help="Who answers for it.")
@click.option("--reason", required=True, help="Why.")
@click.option("--second", default="", help="The second person, above the programme's limit.")
@click.option("--issuer", default="", help="The partner that stands for the points; the programme if none.")
@click.option("--expires-on", type=DAY, metavar="DATE", help="Last day of added points; the currency's rule if none.")
def adjust(member: str, currency: str, points: int, reference: str, by: str, reason: str, second: str, issuer: str,
           expires_on: datetime | None) -> None:
    """Add POINTS to a member, named by its number at a partner, or take them when negative; safe to run twice."""
    partner, _, number = member.partition("/")
    with opened() as (_settings, engine, versions):
        request = Request(f"adjust:{reference}", member_with(engine, partner, number),
                          reason=Reason(person=by, text=reason, second=second))
        answer = adjust_points(Desk(engine, versions), request, currency, points, issuer=issuer,
                               expires_on=expires_on.date() if expires_on else None)
    balance = msgspec.json.decode(answer.body)["balances"].get(currency, {"available": 0})["available"]
    done = "was adjusted before" if answer.replayed else f"{points:+,} {currency}"
    click.echo(f"{member}: {done}; {balance:,} {currency} available then.")
