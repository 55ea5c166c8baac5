"""A what-if with returns says what the books would hold, had the draft been in force when the same events came."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine, text

from server.clock import now
from server.db import open_engine
from server.services.trials.trying_on import compiled_draft
from server.services.trials.whatif import run_over
from server.settings import Settings
from tests.server.webhooks.till import PROGRAMME, Coalition, coffee, open_coalition, programme_of
from tests.tables import NewTables

AGO = datetime(2020, 1, 1, tzinfo=UTC)
TRIPLE = PROGRAMME.replace("{multiplier: 2}", "{multiplier: 3}")
LARGER = PROGRAMME.replace("budget: 250", "budget: 430")
CHEAPER = TRIPLE.replace("conversions:", """
  - code: off
    name: A tenth off
    when: event.amount >= 300
    benefits: [{discount: 10, mode: percent}]
conversions:""")
COUNTED = TRIPLE.replace("budget: 250", "budget: 370").replace("conversions:", """
  - code: third
    name: Every third
    when: progress.orders % 3 == 0
    progress: [{code: orders, when: event.type == "transaction.completed"}]
    benefits: [{points: 30}]
    caps: [{limit: 90, of: points, per: campaign}]
conversions:""")
HELD = """
SELECT i.number, e.rule, SUM(p.points) FROM posting p
JOIN entry e ON e.member_id = p.member_id AND e.event_id = p.event_id AND e.seq = p.entry_seq
JOIN identity i ON i.member_id = p.member_id
WHERE e.kind IN ('accrual', 'bonus', 'reversal') AND p.account IN ('available', 'pending') AND e.rule NOT LIKE 'tier:%'
GROUP BY i.number, e.rule"""


def story(seed: int) -> list[tuple[str, str, dict]]:
    """Purchases of three members, of which half come back: in part, in two parts, by lines, or called off."""
    dice, told = Random(seed), []
    for place in range(18):
        of, large = f"P{place}", dice.choice((60, 320, 600, 600, 750))
        lines = [coffee("60.00"), {"sku": "T", "category": "tea", "amount": f"{large}.00"}]
        told.append(("purchase", of, {"member": f"M-{place % 3}", "amount": f"{60 + large}.00", "lines": lines}))
        back = {"member": f"M-{place % 3}", "of": of}
        told += [(kind, f"{of}-{kind}-{again}", {**back, **of_return})
                 for again, (kind, of_return) in enumerate(dice.choice(RETURNS))]
    return told


VOID = ("transaction.voided", {})
PART = ("transaction.returned", {"amount": "37.50"})
LINE = ("transaction.returned", {"lines": [{"sku": "C", "amount": "60.00"}]})
RETURNS = ((), (), (), (PART,), (PART, PART), (LINE,), (VOID,), (PART, VOID))


def live_through(coalition: Coalition) -> list[int]:
    """Post a story; the status of every answer."""
    till, began, answers = coalition.till(), now() - timedelta(hours=8), []
    for minute, (kind, reference, data) in enumerate(story(seed=3)):
        at = began + timedelta(minutes=minute)
        body = (till.purchase(at=at, reference=reference, **data) if kind == "purchase"
                else till.event(kind, at=at, reference=reference, **data))
        answers.append(till.post(body).status_code)
    return answers


def of_the_books(engine: Engine) -> dict[tuple[str, str], int]:
    """Points that members hold, by number and rule, as the entries say."""
    with engine.connect() as connection:
        return {(number, rule): int(points) for number, rule, points in connection.execute(text(HELD)) if points}


def of_the_run(engine: Engine, side) -> tuple[dict[str, int], dict[str, int]]:
    """The same as a run tells it: by rule, and by number."""
    with engine.connect() as connection:
        numbers = dict(connection.execute(text("SELECT member_id, number FROM identity")).all())
    return ({rule: points for rule, points in side.points.items() if points},
            {numbers[member]: points for member, points in side.members.items() if points})


def sums(held: dict[tuple[str, str], int]) -> tuple[dict[str, int], dict[str, int]]:
    rules, members = Counter(), Counter()
    for (number, rule), points in held.items():
        rules[rule] += points
        members[number] += points
    return ({rule: points for rule, points in rules.items() if points},
            {number: points for number, points in members.items() if points})


def over(coalition: Coalition, draft: str, since: datetime = AGO):
    return run_over(coalition.engine, coalition.versions, compiled_draft(programme_of(draft)), since,
                    now() + timedelta(hours=1))


@pytest.mark.parametrize("draft", [
    pytest.param(TRIPLE, id="another factor"), pytest.param(LARGER, id="a larger budget"),
    pytest.param(COUNTED, id="a counter and a limit"),
])
def test_the_draft_holds_what_the_books_hold_where_it_was_in_force(
        engine: Engine, new_tables: NewTables, tmp_path: Path, draft: str):
    really = open_coalition(engine, tmp_path / "really")
    other = open_engine(Settings(database_url=new_tables("sqlite"), mode="test"), ledger=True)
    as_if = open_coalition(other, tmp_path / "as-if", draft)
    assert live_through(really) == live_through(as_if)

    replay = over(really, draft)

    assert of_the_run(engine, replay.really) == sums(of_the_books(engine))
    assert of_the_run(engine, replay.draft) == sums(of_the_books(other))
    assert (replay.left_out, replay.returns >= 5) == (0, True)
    other.dispose()


def test_what_comes_back_of_a_purchase_before_the_window_is_left_out_on_both_sides(engine: Engine, tmp_path: Path):
    coalition = open_coalition(engine, tmp_path / "compiled")
    till = coalition.till()
    till.post(till.purchase("600.00", reference="P1", lines=[coffee("600.00")]))
    between = now()
    till.post(till.purchase("60.00", reference="P2", lines=[coffee("60.00")]))
    till.post(till.event("transaction.voided", reference="V1", of="P1"))

    result = over(coalition, TRIPLE, between).result("coffee")

    assert (result["events"], result["returns"], result["left_out"]) == (1, 0, 1)
    assert (result["really"]["points"], result["draft"]["points"]) == (120, 180)


def test_a_purchase_that_points_alone_have_paid_comes_back_whole(engine: Engine, tmp_path: Path):
    flat = PROGRAMME.replace("when: event.amount >= 500\n    benefits: [{points: 100}]\n    budget: 250",
                             "benefits: [{points: 100}]\n    budget: 900")
    coalition = open_coalition(engine, tmp_path / "compiled")
    till = coalition.till()
    till.post(till.purchase("600.00", reference="P1"))
    assert till.post(till.purchase("0.00", reference="P2", points_paid=10)).status_code == 200
    before = over(coalition, flat).draft.points["campaign:pot"]
    till.post(till.event("transaction.voided", reference="V1", of="P2"))

    replay = over(coalition, flat)

    assert before - replay.draft.points["campaign:pot"] == 100
    assert replay.draft.times["campaign:pot"] == 1


@pytest.mark.parametrize("back, left", [
    pytest.param({"lines": [{"sku": "C", "amount": "60.00"}]}, 270, id="a whole line"),
    pytest.param({"amount": "90.00"}, 243, id="a quarter of the money"),
])
def test_where_the_draft_takes_a_discount_off_the_same_part_of_each_line_comes_back(
        engine: Engine, tmp_path: Path, back: dict, left: int):
    coalition = open_coalition(engine, tmp_path / "compiled")
    till, lines = coalition.till(), [coffee("60.00"), {"sku": "T", "category": "tea", "amount": "300.00"}]
    till.post(till.purchase("360.00", reference="P1", lines=lines, before_discounts=True))
    assert till.post(till.event("transaction.returned", reference="B1", of="P1", **back)).status_code == 200

    assert over(coalition, CHEAPER).draft.points["accrual:base"] == left
