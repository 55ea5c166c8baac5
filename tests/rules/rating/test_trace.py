"""A decision told in full: why each rule paid or not, and what it read."""

import json

import pytest

from rules.facts import Use
from rules.rating.rate import rate
from rules.rating.trace import explain, story_to_plain
from tests.rules.rating.given import bought, version


def stories(compiled, facts):
    return {story.rule.partition(":")[2]: story for story in explain(compiled, facts, rate(compiled, facts))}


def fixed(code, value=5, **parts):
    return {"code": code, "benefits": [{"points": value}], **parts}


@pytest.mark.parametrize("parts, reason", [
    ({"status": "paused"}, "paused"),
    ({"status": "archived"}, "paused"),
    ({"audience": 'member.number == "B-1"'}, "audience"),
    ({"when": "event.amount > 500"}, "condition_false"),
    ({"when": "event.amount * 2 > 500"}, "condition_false"),
    ({"lines": 'line.category == "coffee"'}, "no_lines_matched"),
    ({"schedule": {"starts_at": "2026-04-01"}}, "schedule"),
    ({"benefits": [{"points": "event.tax"}]}, "nothing_due"),
    ({"benefits": [{"points": "1 / event.tax"}]}, "rule_failed"),
    ({"holdout": 1}, "holdout"),
])
def test_every_campaign_says_why_it_did_not_pay_also_those_the_index_kept_out(parts, reason):
    story = stories(version(fixed("a", **parts)), bought("1.00"))["a"]

    assert (story.outcome, [refusal.why for refusal in story.refusals]) == (reason, [reason])


def test_what_the_index_kept_out_names_the_part_that_did():
    compiled = version(fixed("a", when='event.type == "member.joined" and event.amount >= 0'))

    assert stories(compiled, bought("1.00"))["a"].excluded_by == 'event.type == "member.joined"'


def test_a_condition_is_told_part_by_part_with_the_words_it_read():
    compiled = version(fixed("a", when="event.amount * 2 >= 20 and matched.quantity > 3"))

    when, = (each for each in stories(compiled, bought("10.00"))["a"].readings if each.part == "when")

    assert [(step.text, step.outcome) for step in when.steps] == [
        ("event.amount * 2 >= 20", True), ("matched.quantity > 3", False)]
    assert ("event.amount", "10.00") in when.steps[0].words


def test_a_story_holds_filter_counters_values_caps_and_cuts():
    compiled = version(fixed("a", "progress.n * 3", lines='line.category == "tea"', caps=[{"limit": 2}],
                             progress=[{"code": "n", "when": "true"}]))

    story = stories(compiled, bought({"tea": "1.00", "coffee": "2.00"}))["a"]

    assert {each.part: each.value for each in story.readings} == {
        "lines/0": "true", "lines/1": "false", "progress/n_before": "0", "progress/n": "1", "benefits/0": "3",
        "caps/0": "2"}
    assert (story.outcome, story.awards[0].points, story.refusals[0].data["given"]) == ("paid", 2, "2")


def test_a_cap_that_left_nothing_is_the_reason():
    facts = bought("1.00", of_facts={"used": {Use("a", 0, "ada", "lifetime"): 2}})

    assert stories(version(fixed("a", caps=[{"limit": 2}])), facts)["a"].outcome == "cap_reached"


def test_an_accrual_behind_the_first_that_holds_says_so():
    compiled = version(accruals=[{"code": "no", "points": "1", "when": "event.tax > 0"},
                                 {"code": "first", "points": "matched.amount"}, {"code": "second", "points": "1"}])

    told = stories(compiled, bought("5.00"))

    assert {name: story.outcome for name, story in told.items()} == {
        "no": "condition_false", "first": "paid", "second": "lane_lost"}
    assert told["second"].refusals[0].data == {"lane": "PTS", "won_by": "first"}


def test_growth_rules_have_stories_too():
    compiled = version(growth=[{"code": "some", "points": "matched.amount"}, {"code": "none", "points": "event.tax"},
                               {"code": "never", "points": "1", "when": "event.tax > 0"}])

    told = stories(compiled, bought("5.00"))

    assert [told[name].outcome for name in ("some", "none", "never")] == ["paid", "nothing_due", "condition_false"]


def test_a_discount_is_told_as_it_was_on_the_list_prices():
    compiled = version({"code": "save", "when": "event.amount >= 200", "benefits": [{"discount": 30}]})

    story = stories(compiled, bought("200.00", before_discounts=True))["save"]

    assert (story.outcome, story.discounts[0].amount) == ("paid", 30)
    assert [each.value for each in story.readings if each.part == "when"] == ["true"]


def test_stories_are_plain_json():
    compiled = version(fixed("a", caps=[{"limit": 2}], when="event.amount > 0"),
                       {"code": "b", "benefits": [{"gift": "x"}]},
                       {"code": "c", "benefits": [{"discount": 1}]}, growth=[{"code": "g", "points": "1"}])
    facts = bought("5.00", before_discounts=True)

    told = [story_to_plain(story) for story in explain(compiled, facts, rate(compiled, facts))]

    assert json.loads(json.dumps(told)) == told
    assert [(each["rule"], each["outcome"]) for each in told] == [
        ("accrual:base", "paid"), ("campaign:a", "paid"), ("campaign:b", "paid"), ("campaign:c", "paid"),
        ("growth:g", "paid")]
