"""What the demo has done so far, counted in plain SQL over the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import Console
from rich.table import Column, Table
from sqlalchemy import Engine, text

from rules.programme import Programme

BY_RULE = """
SELECT e.partner, n.rule, p.currency, count(DISTINCT n.event_id || '.' || n.seq),
       sum(CASE WHEN n.kind IN ('accrual', 'bonus') THEN p.points ELSE 0 END),
       sum(CASE WHEN n.kind = 'reversal' THEN p.points ELSE 0 END)
FROM entry n JOIN event e ON e.member_id = n.member_id AND e.id = n.event_id
JOIN posting p ON p.member_id = n.member_id AND p.event_id = n.event_id AND p.entry_seq = n.seq
WHERE n.kind IN ('accrual', 'bonus', 'reversal') AND p.account IN ('available', 'pending')
GROUP BY e.partner, n.rule, p.currency ORDER BY n.rule, e.partner"""
BY_TYPE = "SELECT type, count(*) FROM event GROUP BY type ORDER BY type"
BY_TIER = "SELECT tier, count(*) FROM member GROUP BY tier"
WAITING = "SELECT status, why, count(*) FROM waiting WHERE settled_at IS NULL GROUP BY status, why"


def show(engine: Engine, programme: Programme, console: Console) -> None:
    """Print points by partner and campaign, events, tiers and what waits."""
    with engine.connect().execution_options(reading=True) as connection:
        rules = connection.execute(text(BY_RULE)).all()
        events = connection.execute(text(BY_TYPE)).all()
        tiers = dict(connection.execute(text(BY_TIER)).all())
        waiting = connection.execute(text(WAITING)).all()
    console.print(_rules(rules, programme))
    console.print("Events: " + ", ".join(f"{count:,} {kind}" for kind, count in events))
    console.print("Tiers:  " + ", ".join(_tiers(tiers, programme)))
    if waiting:
        console.print("Waiting: " + ", ".join(f"{count:,} {status} ({why})" for status, why, count in waiting))


def _rules(rows: Iterable[Any], programme: Programme) -> Table:
    """One line per partner and rule."""
    names = _names(programme)
    figures = [Column(name, justify="right") for name in ("given", "taken back", "entries")]
    table = Table("Partner", Column("Rule", no_wrap=True), "Points", *figures,
                  title="Points by partner and campaign, and what returns took back")
    for partner, rule, currency, entries, given, taken in rows:
        table.add_row(partner, names.get(rule, rule), currency, f"{given:,}", f"{taken:,}", f"{entries:,}")
    return table


def _names(programme: Programme) -> dict[str, str]:
    """What each rule of the ledger is called, in English and Chinese."""
    return {
        **{f"accrual:{each.code}": "Base points · 基础积分" for each in programme.accruals},
        **{f"campaign:{each.code}": f"{each.name['en']} · {each.name['zh_Hans_CN']}" for each in programme.campaigns},
        **{f"tier:{each.code}": f"Rise to {each.name['en']} · 升级{each.name['zh_Hans_CN']}"
           for each in programme.tiers},
    }


def _tiers(counted: dict[str, int], programme: Programme) -> Iterator[str]:
    """Members by tier; a member without a standing is in the lowest."""
    lowest = programme.tiers[0].code
    for tier in programme.tiers:
        count = counted.get(tier.code, 0) + (counted.get("", 0) if tier.code == lowest else 0)
        yield f"{count:,} {tier.name['en']} · {tier.name['zh_Hans_CN']}"
