"""Lanes: one campaign counts, and it is clear which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from rules.check.book import Book, error, warning
from rules.errors import Finding
from rules.programme import Campaign, Lane, Schedule

Placed = tuple[int, Campaign]


def findings(book: Book) -> Iterator[Finding]:
    """Ties in lanes where priority decides; lanes nobody is in."""
    for index, lane in enumerate(book.programme.lanes):
        members = [(place, campaign) for place, campaign in enumerate(book.programme.campaigns)
                   if campaign.lane == lane.code and campaign.status != "archived"]
        if not members:
            sentence = f"No campaign is in the lane {lane.code}."
            yield warning("unused_lane", f"/lanes/{index}/code", sentence, value=lane.code)
        if lane.rule == "first":
            yield from _ties(lane, members)


def _ties(lane: Lane, members: list[Placed]) -> Iterator[Finding]:
    """Each campaign that shares its priority and some time with one before it."""
    before: dict[int, list[Campaign]] = defaultdict(list)
    for place, campaign in members:
        rivals = before[campaign.priority]
        tied = next((one for one in rivals if _together(one.schedule, campaign.schedule)), None)
        rivals.append(campaign)
        if tied is not None:
            sentence = (f"{tied.code} and {campaign.code} share the priority {campaign.priority} "
                        f"in the lane {lane.code}, where the first one counts.")
            yield error("lane_tie", f"/campaigns/{place}/priority", sentence, lane=lane.code, other=tied.code,
                        value=str(campaign.priority))


def _together(one: Schedule, other: Schedule) -> bool:
    """Whether two schedules may hold at the same moment, windows and zones aside."""
    return _before(one.starts_at, other.ends_at) and _before(other.starts_at, one.ends_at)


def _before(start: datetime | None, end: datetime | None) -> bool:
    return start is None or end is None or start < end
