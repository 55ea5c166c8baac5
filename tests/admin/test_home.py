"""The first page: what needs attention is named, and what is well is not."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from server.clock import now
from server.db import writing
from server.ledger.chain import seal
from server.models import Outbox, Submission
from server.services.staff import attention
from tests.admin.console import sign_in
from tests.server.webhooks.till import PROGRAMME, programme_of
from tests.site import Site


def home(console: Site, role: str = "admin", **more: str) -> str:
    return sign_in(console, role, **more).get("/admin/").text


def test_all_is_well_while_nothing_happened(console: Site):
    assert "All is well" in home(console)


def test_a_held_event_a_used_up_budget_and_given_up_work_are_named(console: Site):
    till, air = console.till(), console.till("AIR")
    air.post(air.purchase("10.00", member="X-1"))
    for amount in ("600.00", "700.00", "800.00"):
        till.post(till.purchase(amount))
    with Session(console.coalition.engine) as session:
        session.add(Outbox(id="1", kind="x", payload="", run_after=now(), dead_at=now()))
        session.commit()

    page = home(console)

    assert "1 event is held for a person" in page
    assert "The budget of The pot is used up" in page
    assert "1 piece of work was given up" in page


@pytest.mark.parametrize("amounts, told", [
    pytest.param(["600.00", "600.00"], "has 50 of 250 points left", id="a fifth is left"),
    pytest.param(["600.00"], "", id="more than half is left"),
])
def test_a_budget_near_its_end_is_named_with_what_is_left(console: Site, amounts, told):
    for amount in amounts:
        console.till().post(console.till().purchase(amount, reference=f"B{amounts}{amount}{len(told)}{now()}"))

    with Session(console.coalition.engine) as session:
        near = attention.near_end(session, percent=75)

    assert [f"has {each.left} of {each.total} points left" for each in near] == ([told] if told else [])


def test_what_waits_for_a_second_person_is_named(console: Site):
    with Session(console.coalition.engine) as session:
        session.add(Submission(number=1, version="x", body="{}", status="open", asked_by="ada@example.org",
                               asked_at=now()))
        session.commit()

    assert "1 change waits to be published" in home(console)


def test_a_ledger_that_is_not_sealed_in_time_is_seen(console: Site):
    console.till().post(console.till().purchase("60.00"))
    assert "Sealing is late" not in home(console)

    with time_machine.travel(now() + attention.UNSEALED + timedelta(seconds=1), tick=True):
        assert "Sealing is late" in home(console)
        with writing(console.coalition.engine) as connection:
            seal(connection, now())
        assert "Sealing is late" not in home(console)


@pytest.mark.parametrize("schedule, told", [
    pytest.param("{starts_at: 2026-05-08, ends_at: 2026-09-01}", [True], id="starts within a week"),
    pytest.param("{starts_at: 2026-05-20, ends_at: 2026-09-01}", [], id="starts later"),
    pytest.param("{starts_at: 2026-01-01, ends_at: 2026-05-06}", [False], id="ends within a week"),
    pytest.param("{starts_at: 2026-05-03, ends_at: 2026-05-06}", [True, False], id="both"),
])
def test_campaigns_that_turn_within_a_week_are_told_in_their_order(schedule, told):
    text = PROGRAMME.replace("    name: The pot\n", f"    name: The pot\n    schedule: {schedule}\n")
    at = now().replace(year=2026, month=5, day=2, hour=4)

    found = attention.turning(programme_of(text), at)

    assert [each.starts for each in found] == told


def test_todays_figures_are_what_the_worker_counted(console: Site, follow):
    client = sign_in(console)
    console.till().post(console.till().purchase("60.00"))
    assert client.get("/admin/live").json["figures"]["events"] == "0"

    follow()

    figures = client.get("/admin/live").json["figures"]
    assert (figures["events"], figures["issued"], figures["used"]) == ("1", "60", "0")
