"""Worked examples as they are run: what fails, how it is said, and what is checked besides."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest

from rules.compiling.compiler import compile_programme
from rules.entries import Reason
from rules.shape import read
from rules.stories import deeds, examples, world
from rules.stories.examples import findings, run

PROGRAMME = {
    "code": "p", "name": "P", "zone": "Asia/Shanghai", "money": "CNY",
    "currencies": [{"code": "PTS", "name": "Points"}],
    "partners": [{"code": "shop", "name": "Shop", "currency": "PTS", "honours": ["PTS"]}],
    "accruals": [{"code": "base", "points": "matched.amount"}],
    "campaigns": [{"code": "happy-hour", "name": "Happy hour", "lines": 'line.category == "coffee"',
                   "benefits": [{"multiplier": 2}], "caps": [{"limit": 500, "period": "week"}]}],
}
FIRST = {"at": "2026-03-03 09:15", "buys": {"coffee": 300}}
SECOND = {"at": "2026-03-03 09:45", "buys": {"coffee": 250}}


def played(*steps, **example):
    reading = read({**PROGRAMME, "examples": [{"name": "story", **example, "steps": list(steps)}]})
    assert reading.findings == ()
    return run(reading.programme)


def differences(*steps, **example):
    return [sentence for told in played(*steps, **example).told for sentence in told.differences]


def test_an_example_that_goes_as_expected_passes_in_silence():
    assert played(FIRST, {**SECOND, "expect": {"points": 450}}, expect={"balance": 1050}).passed


def test_a_wrong_balance_is_told_with_how_it_came_about():
    assert differences(FIRST, SECOND, expect={"balance": 1100}) == [
        "member PTS balance: expected 1,100, got 1,050: +600 at 2026-03-03 09:15 (base 300, happy-hour 300); "
        "+450 at 2026-03-03 09:45 (base 250, happy-hour 200)"]


def test_a_wrong_award_is_told_with_why():
    wrong = {**SECOND, "expect": {"awards": {"base": 250, "happy-hour": 250}}}

    assert differences(FIRST, wrong) == [
        "member at 2026-03-03 09:45: happy-hour paid 200 instead of 250 (cap_reached)"]


@pytest.mark.parametrize("expect, sentence", [
    ({"points": 1}, "member PTS at 2026-03-03 09:15: expected 1, got 600: base paid 300; happy-hour paid 300"),
    ({"awards": {"base": 300}}, "member at 2026-03-03 09:15: happy-hour paid 300 instead of 0"),
    ({"refusals": {"happy-hour": "schedule"}},
     "happy-hour at 2026-03-03 09:15: expected the refusal schedule, got paid 300"),
    ({"discount": 5}, "discount at 2026-03-03 09:15: expected 5, got 0"),
    ({"grants": {"mug": 1}},
     "mug granted at 2026-03-03 09:15: expected 1, got 0: base paid 300; happy-hour paid 300"),
    ({"status": "held"}, "status at 2026-03-03 09:15: expected held, got processed"),
    ({"error": "late"}, "error at 2026-03-03 09:15: expected late, got none"),
    ({"funding": {"base": {"shop": 299}}}, "shop for base at 2026-03-03 09:15: expected 299, got 300"),
    ({"lots": [{"points": 600}]}, "member lots: expected 600, got 300; 300"),
    ({"tags": ["vip"]}, "member tags: expected vip, got "),
    ({"growth": 1}, "member growth: expected 1, got 0"),
    ({"qualifying": 1}, "member qualifying points: expected 1, got 300"),
    ({"issued": {"shop": 1}}, "partner:shop:issued PTS: expected 1, got 600"),
    ({"settlement": {"shop": 1}}, "settlement of shop: expected 1, got 6"),
    ({"budgets": {"happy-hour": 1}}, "budget of happy-hour: expected 1, got unlimited"),
])
def test_every_kind_of_expectation_can_fail_and_says_what_came_instead(expect, sentence):
    assert differences({**FIRST, "expect": expect}) == [sentence]


def test_a_refused_step_changes_nothing_and_tells_its_code():
    too_much = {"at": "2026-03-03 10:00", "pays": 601,
                "expect": {"status": "refused", "error": "insufficient_points", "points": 0}}

    assert played(FIRST, too_much, expect={"balance": 600}).passed


def test_an_event_older_than_the_window_is_held_for_a_person():
    late = {"at": "2026-03-03 09:45", "received": "2026-04-02 09:46", "buys": 100,
            "expect": {"status": "held", "error": "late", "points": 0}}
    in_time = {**late, "received": "2026-04-02 09:45", "expect": {"status": "processed", "points": 100}}

    assert played(late).passed
    assert played(in_time).passed


def test_a_faulty_text_is_a_finding_and_the_others_still_run():
    report = played({**FIRST, "expect": {"ponts": 1}})

    assert not report.passed
    assert [finding.suggestion for finding in report.findings] == ["points"]


def test_what_fails_is_a_finding_that_names_the_example():
    reading = read({**PROGRAMME, "examples": [{"name": "story", "steps": [{**FIRST, "expect": {"points": 1}}]}]})

    found, = findings(reading.programme)

    assert (found.code, found.path) == ("example_failed", "/examples/0")
    assert found.sentence.startswith("story: member PTS at 2026-03-03 09:15: expected 1, got 600")


def test_books_that_do_not_hold_fail_the_example(monkeypatch):
    apply = world.apply
    monkeypatch.setattr(world, "apply", lambda state, plan: replace(apply(state, plan), owed={"PTS": 5}))

    assert any("the books do not hold" in sentence for sentence in differences(FIRST))


def test_a_dry_run_that_says_otherwise_fails_the_example(monkeypatch):
    take_event, turns = deeds.take_event, count()

    def moody(*given):
        plan = take_event(*given)
        return replace(plan, decision=replace(plan.decision, awards=())) if next(turns) % 2 else plan

    monkeypatch.setattr(deeds, "take_event", moody)

    assert any("a dry run said otherwise" in sentence for sentence in differences(FIRST))


def test_a_repeat_that_is_paid_again_fails_the_example(monkeypatch):
    monkeypatch.setitem(deeds.DEEDS, "buys", _forgetful(deeds.DEEDS["buys"]))

    assert any("reported again, it was processed" in sentence for sentence in differences(FIRST))


def _forgetful(deed):
    """A deed that does not know which references it has seen."""
    def done(stage, step):
        told, stage.told = dict(stage.told), {}
        outcome = deed(stage, step)
        stage.told = {**told, **stage.told}
        return outcome
    return done


def test_a_compiled_programme_is_not_compiled_again():
    reading = read({**PROGRAMME, "examples": [{"steps": [FIRST]}]})
    compiled = compile_programme(reading.programme, "v7")

    assert run(reading.programme, compiled).passed


def test_a_story_that_ends_otherwise_the_second_time_fails_the_example(monkeypatch):
    perform, turns = examples.perform, count()
    monkeypatch.setattr(examples, "perform", lambda stage, step: perform(stage, step) if not next(turns) else None)

    assert "the same events once more gave other books" in differences(FIRST)


def test_an_entry_that_does_not_say_why_fails_the_example(monkeypatch):
    monkeypatch.setattr(world, "GIVEN", Reason())

    told = differences(FIRST, given={"members": {"ada": {"balance": 5}}})

    assert told == ["/examples/0/steps/0: entry given:ada:1.1 names no reason"]
