"""Candidates of a programme, and what keeps the others out."""

import pytest

from rules.rating.rate import rate
from tests.rules.rating.given import bought, points, version

POINTS = {"benefits": [{"points": 10}]}


def candidates(compiled, facts):
    """Codes of the campaigns that could pay."""
    return [compiled.campaigns[position].campaign.code for position in compiled.index.candidates(facts)]


@pytest.mark.parametrize("parts, excluded_by", [
    pytest.param({"when": 'partner.code == "air" and event.amount >= 5'}, 'partner.code == "air"', id="condition"),
    pytest.param({"when": 'event.amount >= 5 and (event.channel == "web" or member.tier == "gold")'},
                 'event.channel == "web" or member.tier == "gold"', id="either of two"),
    pytest.param({"audience": "member.growth >= 100"}, "member.growth >= 100", id="audience"),
    pytest.param({"lines": 'line.category == "tea"'}, 'line.category == "tea"', id="line filter"),
    pytest.param({"schedule": {"starts_at": "2026-03-04"}}, "schedule", id="not yet"),
    pytest.param({"schedule": {"ends_at": "2026-03-02"}}, "schedule", id="no more"),
    pytest.param({"schedule": {"windows": [{"days": ["wed"]}]}}, "schedule", id="another weekday"),
    pytest.param({"status": "archived"}, "archived", id="archived"),
    pytest.param({"status": "paused"}, "", id="paused"),
    pytest.param({"when": "event.amount * 2 >= 500"}, "", id="nothing to look up"),
])
def test_what_keeps_a_campaign_out_is_told_as_it_was_written(parts, excluded_by):
    compiled = version({"code": "one", **POINTS, **parts}, {"code": "two", **POINTS})
    facts = bought({"coffee": "60.00"})

    assert compiled.index.excluded_by(0, facts) == excluded_by
    assert candidates(compiled, facts) == (["two"] if excluded_by else ["one", "two"])
    assert compiled.index.excluded_by(1, facts) == ""


@pytest.mark.parametrize("day, runs", [
    ("2026-02-28 23:59", False), ("2026-03-01 00:00", True), ("2026-03-31 23:59", True), ("2026-04-01 00:00", False),
])
def test_a_campaign_is_a_candidate_on_the_days_of_its_life(day, runs):
    compiled = version({"code": "march", **POINTS, "schedule": {"starts_at": "2026-03-01", "ends_at": "2026-03-31"}})

    facts = bought("10.00", day)
    assert candidates(compiled, facts) == (["march"] if runs else [])
    assert points(rate(compiled, facts)) == (20 if runs else 10)


def test_a_window_over_midnight_reaches_the_next_morning():
    window = {"days": ["sun"], "from": "22:00", "until": "02:00"}
    compiled = version({"code": "night", **POINTS, "schedule": {"windows": [window]}})

    found = [candidates(compiled, bought("10.00", when)) for when in ("2026-03-02 01:00", "2026-03-03 01:00")]
    assert found == [["night"], []]


def test_a_campaign_of_another_zone_is_a_candidate_a_day_around():
    schedule = {"starts_at": "2026-03-03", "ends_at": "2026-03-03", "zone": "Pacific/Honolulu"}
    compiled = version({"code": "aloha", **POINTS, "schedule": schedule})

    found = [candidates(compiled, bought("10.00", f"2026-03-0{day} 12:00")) for day in (1, 2, 4, 5)]
    assert found == [[], ["aloha"], ["aloha"], []]


def test_counters_have_an_index_of_their_own():
    counter = {"code": "n", "when": 'event.type == "activity.checkin"'}
    compiled = version(
        {"code": "checkins", **POINTS, "when": 'event.type == "transaction.completed" and progress.n >= 3',
         "progress": [counter]},
        {"code": "started", **POINTS, "when": "progress.n >= 3",
         "progress": [{**counter, "starts": 'event.type == "activity.optin"'}]})

    moved = [compiled.index.counting(bought("0", type=kind)) for kind in (
        "activity.checkin", "activity.optin", "transaction.completed")]
    assert moved == [[0, 1], [1], []]
