"""A draft over stored decisions: exact, repeatable, and equal to what was paid where nothing changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from rules.errors import InvalidProgramme
from server.clock import now
from server.models import Event, WhatIf
from server.services.trials import whatif_runs
from server.services.trials.trying_on import compiled_draft
from server.services.trials.whatif import run_over
from server.services.trials.whatif_runs import carry_out, result_of, runs_of, state_of
from tests.server.webhooks.till import PROGRAMME, Coalition, coffee, open_coalition, programme_of

THIRD = PROGRAMME.replace("conversions:", """
  - code: third
    name: Every third
    when: progress.orders % 3 == 0
    progress: [{code: orders, when: event.type == "transaction.completed"}]
    benefits: [{points: 30}]
    caps: [{limit: 2, of: times, per: campaign}]
  - code: begin
    name: First in a month
    when: history.orders("30 days") == 0
    benefits: [{points: 7}]
conversions:""")
AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def shop(engine: Engine, tmp_path: Path) -> Coalition:
    """Two members buy six times each: coffee for 600, one purchase after the other."""
    coalition = open_coalition(engine, tmp_path / "compiled")
    till = coalition.till()
    for place in range(6):
        for member in ("M-1", "M-2"):
            till.post(till.purchase("600.00", member=member, reference=f"{member}-{place}", lines=[coffee("600.00")],
                                    at=now() - timedelta(hours=7 - place)))
    return coalition


def over(shop: Coalition, text: str, campaign: str = "third"):
    replay = run_over(shop.engine, shop.versions, compiled_draft(programme_of(text)), AGO, now() + timedelta(hours=1))
    return replay.result(campaign)


def of(result, rule: str):
    return next(({"really": each["really"], "draft": each["draft"]} for each in result["campaigns"]
                 if each["rule"] == rule), None)


def test_the_programme_in_force_pays_what_was_paid(shop: Coalition) -> None:
    result = over(shop, PROGRAMME)

    assert result["really"] == result["draft"]
    assert (result["events"], result["members"]["same"], result["members"]["winners"]) == (12, 2, 0)


def test_a_changed_factor_pays_its_difference_to_the_point(shop: Coalition) -> None:
    result = over(shop, PROGRAMME.replace("{multiplier: 2}", "{multiplier: 3}"), "coffee")

    assert of(result, "campaign:coffee") == {"really": 12 * 600, "draft": 12 * 1200}
    assert result["members"]["winners"] == 2


def test_a_new_counter_counts_from_the_beginning_of_the_window_and_its_limit_holds_for_all(shop: Coalition) -> None:
    assert of(over(shop, THIRD), "campaign:third") == {"really": 0, "draft": 60}


def test_figures_of_the_past_that_were_not_gathered_are_gathered_as_of_then(shop: Coalition) -> None:
    assert of(over(shop, THIRD), "campaign:begin") == {"really": 0, "draft": 2 * 7}


def test_a_larger_budget_runs_out_later(shop: Coalition) -> None:
    small, large = over(shop, PROGRAMME, "pot"), over(shop, PROGRAMME.replace("budget: 250", "budget: 900"), "pot")

    assert of(small, "campaign:pot") == {"really": 250, "draft": 250}
    assert of(large, "campaign:pot") == {"really": 250, "draft": 900}
    assert large["budget"]["left"] == 0
    assert large["budget"]["ran_out"] is not None


def test_a_budget_that_lasts_has_no_day_on_which_it_runs_out(shop: Coalition) -> None:
    assert over(shop, PROGRAMME.replace("budget: 250", "budget: 9000"), "pot")["budget"]["runs_out"] is None


def test_the_same_run_says_the_same_to_the_letter(shop: Coalition) -> None:
    assert over(shop, THIRD) == over(shop, THIRD)


def test_a_run_is_a_row_with_its_progress_and_its_result(shop: Coalition) -> None:
    with Session(shop.engine) as session:
        run = whatif_runs.ask(session, programme_of(THIRD), "third", 7, "ada").id

    carry_out(shop.engine, shop.versions, run)

    with Session(shop.engine) as session:
        [held] = runs_of(session, "third")
        assert (held.total, held.done, state_of(held, now())) == (12, 12, "done")
        assert of(result_of(held), "campaign:third") == {"really": 0, "draft": 60}
        assert session.scalar(select(func.count()).select_from(Event)) == 12


def test_a_run_that_says_nothing_any_more_is_interrupted(shop: Coalition) -> None:
    with Session(shop.engine) as session:
        run = whatif_runs.ask(session, programme_of(), "pot", 7, "ada")

        assert state_of(run, now()) == "running"
        assert state_of(run, now() + timedelta(minutes=2)) == "interrupted"


def test_a_draft_with_faults_is_not_run(shop: Coalition) -> None:
    faulty = programme_of(PROGRAMME.replace("event.amount >= 500", "event.amont"))

    with Session(shop.engine) as session:
        with pytest.raises(InvalidProgramme):
            whatif_runs.ask(session, faulty, "pot", 7, "ada")
        assert session.scalar(select(func.count()).select_from(WhatIf)) == 0
