"""What a campaign is doing right now: derived from its schedule, its switch and what is live, never stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from rules.programme import Campaign, Programme, Schedule
from rules.rating.schedule import instant, life


class State(StrEnum):
    """One of these at any instant, the first that fits in this order of questions."""

    ARCHIVED = "archived"
    DRAFT = "draft"
    PAUSED = "paused"
    ENDED = "ended"
    RUNNING = "running"
    WARM_UP = "warm_up"
    SCHEDULED = "scheduled"


@dataclass(frozen=True, slots=True)
class Standing:
    """A campaign of the draft beside the one in force.

    ``state`` is of what is in force; ``changed`` says that the draft differs from it, or is not in force yet.
    """

    campaign: Campaign
    state: State
    changed: bool
    position: int = 0


def state_of(campaign: Campaign, live: Campaign | None, at: datetime, zone: str) -> State:
    """The state at an instant (aware); ``live`` is the campaign in force, ``zone`` the programme's.

    A campaign that was never published is a draft, archived or not in force any more is archived. Its announcement
    opens a warm-up that ends when it starts.
    """
    if "archived" in (campaign.status, live.status if live else ""):
        return State.ARCHIVED
    if live is None:
        return State.DRAFT
    if live.status == "paused":
        return State.PAUSED
    return _in_time(live.schedule, at, ZoneInfo(live.schedule.zone or zone))


def _in_time(schedule: Schedule, at: datetime, zone: ZoneInfo) -> State:
    starts, ends = life(schedule, zone)
    if at >= ends:
        return State.ENDED
    if at >= starts:
        return State.RUNNING
    announced = schedule.announced_at and instant(schedule.announced_at, zone) <= at
    return State.WARM_UP if announced else State.SCHEDULED


def standings(draft: Programme, live: Programme | None, at: datetime) -> list[Standing]:
    """Every campaign of the draft with its state, in the order of the programme."""
    in_force = {campaign.code: campaign for campaign in live.campaigns} if live else {}
    zone = (live or draft).zone
    return [Standing(each, state_of(each, in_force.get(each.code), at, zone), each != in_force.get(each.code), place)
            for place, each in enumerate(draft.campaigns)]


SOON = timedelta(days=7)
VIEWS = ("all", "running", "coming", "changed", "ending", "ended", "archived")
"""Saved views of the list, as tabs."""


def in_view(view: str, each: Standing, at: datetime, zone: str) -> bool:
    """Whether a campaign stands in a view; archived ones stand in their own alone."""
    if (each.state is State.ARCHIVED) != (view == "archived"):
        return False
    match view:
        case "running":
            return each.state in (State.RUNNING, State.WARM_UP)
        case "coming":
            return each.state in (State.SCHEDULED, State.WARM_UP, State.DRAFT)
        case "changed":
            return each.changed
        case "ending":
            ends = life(each.campaign.schedule, ZoneInfo(zone))[1]
            return each.state is State.RUNNING and ends - at <= SOON if ends > at else False
        case "ended":
            return each.state is State.ENDED
    return True


def counted(all_of: Iterable[Standing], at: datetime, zone: str) -> Mapping[str, int]:
    """How many campaigns stand in each view."""
    listed = list(all_of)
    return {view: sum(in_view(view, each, at, zone) for each in listed) for view in VIEWS}
