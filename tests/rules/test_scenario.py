"""The text of worked examples: what it takes, and what it says about a slip of the pen."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from rules.facts import Line
from rules.programme import Currency, Partner, Programme, Tier
from rules.stories.scenario import read_scenarios

SHANGHAI = ZoneInfo("Asia/Shanghai")


def programme(*examples, currencies=("PTS",)):
    return Programme(
        code="p", name={"en": "P"}, zone="Asia/Shanghai", money="CNY",
        currencies=tuple(Currency(code, {"en": code}) for code in currencies),
        partners=(Partner("grocer", {"en": "Grocer"}, currencies[0]),),
        tiers=(Tier("silver", {"en": "Silver"}), Tier("gold", {"en": "Gold"})),
        examples=examples,
    )


def only(example, **options):
    scenarios, findings = read_scenarios(programme(example, **options))
    assert findings == ()
    return scenarios[0]


def findings(example, **options):
    return read_scenarios(programme(example, **options))[1]


def test_the_shortest_example_is_about_one_unnamed_member():
    step = {"at": "2026-03-01 10:00", "buys": Decimal("58.90"), "expect": {"points": 58}}

    example = only({"steps": [step]})

    assert example.steps[0].body["buys"] == (Line(amount=Decimal("58.90")),)
    assert example.steps[0].expect == {"points": {"PTS": 58}}
    assert example.people == {"member": {}}


@pytest.mark.parametrize("bought, lines", [
    pytest.param({"coffee": 60, "tea": "1.50"},
                 (Line(category="coffee", amount=Decimal(60)), Line(category="tea", amount=Decimal("1.50"))),
                 id="amounts by category"),
    pytest.param([{"sku": "8801", "brand": "Lumo", "amount": 40, "tags": ["new"]}],
                 (Line(sku="8801", brand="Lumo", amount=Decimal(40), tags=frozenset({"new"})),),
                 id="whole lines"),
])
def test_a_basket_is_written_as_short_as_it_may_be(bought, lines):
    example = only({"steps": [{"at": "2026-03-01 10:00", "buys": bought}]})

    assert example.steps[0].body["buys"] == lines


@pytest.mark.parametrize("written, at", [
    pytest.param("2026-03-01 10:00", datetime(2026, 3, 1, 10, tzinfo=SHANGHAI), id="local time"),
    pytest.param("2026-03-01T10:00:01Z", datetime(2026, 3, 1, 10, 0, 1, tzinfo=UTC), id="an instant"),
    pytest.param(datetime(2026, 3, 1, 10), datetime(2026, 3, 1, 10, tzinfo=SHANGHAI), id="as YAML reads it"),
])
def test_times_are_local_unless_they_say_otherwise(written, at):
    assert only({"steps": [{"at": written, "buys": 1}]}).steps[0].at == at


def test_a_step_is_heard_of_when_it_happens_but_never_before_the_one_above():
    steps = only({"steps": [{"at": "2026-03-02", "buys": 1}, {"at": "2026-03-01", "buys": 1}]}).steps

    assert [step.received.day for step in steps] == [2, 2]


@pytest.mark.parametrize("example, code, words", [
    pytest.param({"stepps": []}, "example_unknown_name", "did you mean steps?", id="key of an example"),
    pytest.param({"steps": [{"at": "2026-03-01", "byus": 5}]}, "example_one_verb", "no verb", id="verb"),
    pytest.param({"steps": [{"at": "2026-03-01", "buys": 5, "does": "quiz"}]}, "example_one_verb",
                 "not buys and does", id="two verbs"),
    pytest.param({"steps": [{"at": "2026-03-01", "buys": 5, "expect": {"ponts": 5}}]},
                 "example_unknown_name", "did you mean points?", id="expectation"),
    pytest.param({"steps": [{"at": "2026-03-01", "buys": 5, "partner": "groser"}]},
                 "example_unknown_name", "did you mean grocer?", id="partner"),
    pytest.param({"given": {"members": {"ada": {"tier": "glod"}}}, "steps": []},
                 "example_unknown_name", "did you mean gold?", id="tier"),
    pytest.param({"steps": [{"at": "in March", "buys": 5}]}, "example_wrong_value", "a time", id="time"),
    pytest.param({"steps": [{"at": "2026-03-01", "buys": 5.1}]}, "example_wrong_value", "money", id="float"),
    pytest.param({"steps": [{"buys": 5}]}, "example_no_time", "say when", id="no time"),
    pytest.param({"given": {"members": ["ada", "ben"]}, "steps": [{"at": "2026-03-01", "buys": 5}]},
                 "example_which_member", "ada, ben", id="nobody named among two"),
    pytest.param({"steps": [{"at": "2026-03-02", "buys": 5},
                            {"at": "2026-03-01", "received": "2026-03-01", "buys": 5}]},
                 "example_time_backwards", "step above", id="time runs backwards"),
    pytest.param({"steps": "none"}, "example_wrong_value", "list of steps", id="no list"),
    pytest.param("nonsense", "example_wrong_value", "mapping", id="no example at all"),
])
def test_a_slip_is_a_finding_that_says_where_and_offers_the_word(example, code, words):
    found = findings(example)

    assert code in [finding.code for finding in found]
    assert any(words in finding.sentence for finding in found)
    assert all(finding.path.startswith("/examples/0") for finding in found)


def test_a_number_alone_is_not_enough_among_several_currencies():
    found = findings({"steps": [{"at": "2026-03-01", "buys": 5, "expect": {"points": 5}}]},
                     currencies=("AIR", "BEE"))

    assert [finding.code for finding in found] == ["example_which_currency"]


def test_one_faulty_example_does_not_hide_the_others():
    scenarios, found = read_scenarios(programme({"steps": 1}, {"name": "fine", "steps": []}))

    assert [scenario.name for scenario in scenarios] == ["fine"]
    assert len(found) == 1
