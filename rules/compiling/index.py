"""Which campaigns could match an event: demands of their rules and dates, looked up instead of evaluated.

A campaign that is kept out would not have paid, so its other conditions are never evaluated, nor do they fail.
Archived campaigns are never candidates; paused ones are, so that a decision can say that they are paused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rules.compiled import CompiledCampaign
from rules.compiling.allowed import Row, Rows, either, every
from rules.compiling.bitmap import Bitmap
from rules.compiling.emit import conjuncts
from rules.compiling.expression import CompiledRule
from rules.compiling.lookup import ODD, lookup_of
from rules.compiling.narrowing import demands, filter_demands, schedule_demands
from rules.facts import Facts
from rules.programme import Campaign

ARCHIVED = "archived"
SCHEDULE = "schedule"
"""What ``excluded_by`` says where no text of a rule keeps a campaign out."""


class Index:
    """Candidates by rules and dates; implements ``rules.compiled.CandidateIndex``."""

    def __init__(self, paying: Bitmap, counting: Bitmap, campaigns: Sequence[CompiledCampaign]) -> None:
        self.paying, self.moving = paying, counting
        self._campaigns = campaigns

    def candidates(self, facts: Facts) -> list[int]:
        """Positions, ascending, of the campaigns that these facts could make pay."""
        return self.paying.matching(facts)

    def counting(self, facts: Facts) -> list[int]:
        """Positions, ascending, of the campaigns whose counters these facts could move."""
        return self.moving.matching(facts)

    def excluded_by(self, position: int, facts: Facts) -> str:
        """What keeps a campaign out: the text of a sub-condition, ``schedule`` or ``archived``; "" for a candidate."""
        if position in self.candidates(facts):
            return ""
        compiled = self._campaigns[position]
        if compiled.campaign.status == ARCHIVED:
            return ARCHIVED
        if not met(schedule_demands(compiled.campaign.schedule), facts):
            return SCHEDULE
        return next((text for text, rows in _demanding(compiled) if not met(rows, facts)), "")


def met(rows: Rows, facts: Facts) -> bool:
    """Whether facts meet one of the rows."""
    return any(_row_met(row, facts) for row in rows)


def _row_met(row: Row, facts: Facts) -> bool:
    for key, demand in row.items():
        try:
            value = lookup_of(key)(facts)
            many = isinstance(value, set | frozenset)
            if not (any(map(demand.allows, value)) if many else demand.allows(value)):
                return False
        except ODD:
            continue
    return True


def _demanding(compiled: CompiledCampaign) -> Iterator[tuple[str, Rows]]:
    """Sub-conditions of a campaign as written, with what each demands."""
    for rule in (compiled.audience, compiled.when):
        if isinstance(rule, CompiledRule):
            checked = rule.checked
            for part in conjuncts(checked.tree):
                yield checked.text_of(part), demands(part)
    if isinstance(compiled.lines, CompiledRule):
        yield compiled.lines.text, filter_demands(compiled.lines.checked.tree)


def paying_rows(campaign: Campaign, audience: Rows, when: Rows, lines: Rows) -> Rows:
    """What must be for a campaign to pay."""
    if campaign.status == ARCHIVED:
        return ()
    return every((schedule_demands(campaign.schedule), audience, when, lines))


def moving_rows(campaign: Campaign, audience: Rows, counters: Sequence[tuple[Rows, Rows | None]]) -> Rows:
    """What must be for a counter of a campaign to move; each is what its ``when`` and its ``starts`` demand."""
    if campaign.status == ARCHIVED:
        return ()
    moves: Rows = ()
    for when, starts in counters:
        moves = either(moves, when if starts is None else either(when, starts))
    return every((schedule_demands(campaign.schedule), audience, moves)) if counters else ()


def bitmap_of(rows: Sequence[Rows]) -> Bitmap:
    """A bitmap over the rows of every campaign, in order of position."""
    return Bitmap.of([(position, row) for position, each in enumerate(rows) for row in each])


