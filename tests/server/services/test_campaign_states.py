"""What a campaign is doing is derived from its schedule, its switch and what is in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rules.programme import Campaign, Schedule
from server.services.programme.campaign_states import State, in_view, standings, state_of
from tests.server.webhooks.till import programme_of

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)
"""Noon in Shanghai."""
LIVE = Campaign(code="c", name={}, schedule=Schedule(
    announced_at=datetime(2026, 3, 1), starts_at=datetime(2026, 3, 10), ends_at=datetime(2026, 3, 20)))


@pytest.mark.parametrize(("at", "state"), [
    pytest.param(datetime(2026, 2, 27, tzinfo=UTC), State.SCHEDULED, id="before its announcement"),
    pytest.param(datetime(2026, 2, 28, 16, tzinfo=UTC), State.WARM_UP, id="announced at midnight in Shanghai"),
    pytest.param(datetime(2026, 3, 9, 15, 59, tzinfo=UTC), State.WARM_UP, id="the last minute before"),
    pytest.param(datetime(2026, 3, 9, 16, tzinfo=UTC), State.RUNNING, id="the first minute"),
    pytest.param(datetime(2026, 3, 19, 15, 59, tzinfo=UTC), State.RUNNING, id="the last minute"),
    pytest.param(datetime(2026, 3, 19, 16, tzinfo=UTC), State.ENDED, id="the first minute after"),
])
def test_the_clock_decides_for_a_campaign_that_is_on(at: datetime, state: State) -> None:
    assert state_of(LIVE, LIVE, at, "Asia/Shanghai") is state


@pytest.mark.parametrize(("draft", "live", "state"), [
    pytest.param("live", None, State.DRAFT, id="never published"),
    pytest.param("paused", "live", State.RUNNING, id="a pause that is not published yet"),
    pytest.param("live", "paused", State.PAUSED, id="paused in force"),
    pytest.param("archived", "live", State.ARCHIVED, id="archived in the draft"),
])
def test_what_is_in_force_decides_not_the_draft(draft: str, live: str | None, state: State) -> None:
    held = replace(LIVE, status=live) if live else None

    assert state_of(replace(LIVE, status=draft), held, NOON, "Asia/Shanghai") is state


def test_what_differs_from_what_is_in_force_is_changed() -> None:
    live = programme_of()
    draft = replace(live, campaigns=(replace(live.campaigns[0], priority=5), live.campaigns[1]))

    assert [each.changed for each in standings(draft, live, NOON)] == [True, False]


def test_what_ends_within_a_week_is_ending() -> None:
    [soon] = standings(replace(programme_of(), campaigns=(LIVE,)), replace(programme_of(), campaigns=(LIVE,)),
                       NOON + timedelta(days=4))

    assert in_view("ending", soon, NOON + timedelta(days=4), "Asia/Shanghai")
    assert not in_view("ending", soon, NOON, "Asia/Shanghai")
