"""Who rises after an event, who falls at a review."""

from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

import pytest

from rules.books import apply
from rules.books.history import QUALIFYING
from rules.books.passing import day_begins
from rules.books.tiers import review, rise, view_after
from rules.facts import Need
from rules.state import MemberState, PastEvent, Plan, TierStanding
from tests.rules.coalition import at, by, day, name, purchase_facts, told, version

SILVER = {"code": "silver", "name": name("Silver"), "qualify": "qualifying.points >= 500", "award": 50}
GOLD = {"code": "gold", "name": name("Gold"), "qualify": "qualifying.points >= 1000", "award": 100,
        "award_currency": "ALL"}
YEARLY = {"lasts": "12 months", "grace_days": 30, "retain": 'history.spend("12 months") >= 500'}


@lru_cache
def ladder(*yearly, gold=()):
    """Plain, silver and gold; gold with other settings where given."""
    settings = {**GOLD, **(YEARLY if yearly else {}), **dict(gold)}
    return version(tiers=[{"code": "plain", "name": name("Plain")}, SILVER, settings])


def spent(when, points, event="e1"):
    """A purchase of the past that earned a point for each 1.00."""
    return PastEvent(event, "transaction.completed", "air", at(when), at(when).date(), Decimal(points), {"AIR": points})


def member(*past, tier="", since="", until=""):
    return MemberState("ada", tier=TierStanding(tier, day(since), day(until)), past=past)


def after(compiled, state, when="2026-03-01", event="e9"):
    """The plan of a rise after an event that stands last in the past."""
    return rise(compiled, by(event, when), purchase_facts(event, when), state)


@pytest.mark.parametrize("points, tier", [
    pytest.param(499, "plain", id="below"),
    pytest.param(500, "silver", id="just enough"),
    pytest.param(999, "silver", id="below the next"),
    pytest.param(1000, "gold", id="two steps at once"),
])
def test_a_member_rises_to_the_highest_tier_that_qualifies(points, tier):
    state = member(spent("2026-03-01", points), tier="plain")

    assert apply(state, after(ladder(), state)).tier.code == tier


def test_silver_with_950_points_becomes_gold_after_200_more():
    before = member(spent("2026-02-01", 950, "e0"), tier="silver")
    assert after(ladder(), before).tiers == ()

    plan = after(ladder(), replace(before, past=(*before.past, spent("2026-03-01", 200))))

    assert [(change.before, change.after.code, change.rose) for change in plan.tiers] == [("silver", "gold", True)]


def test_a_rise_pays_the_award_of_the_tier_reached_once():
    state = member(spent("2026-03-01", 1000), tier="plain")

    plan = after(ladder(), state)

    assert told(plan.entries) == "bonus partner:air:issued -100 ALL, member:ada:available +100 ALL"
    assert plan.entries[0].reason.rule == "tier:gold"
    assert after(ladder(), apply(state, plan)).entries == ()


def test_an_award_without_a_currency_is_in_the_partners_own():
    state = member(spent("2026-03-01", 600))

    assert told(after(ladder(), state).entries) == "bonus partner:air:issued -50 AIR, member:ada:available +50 AIR"


def test_an_event_that_arrives_late_counts_together_with_later_ones():
    state = member(spent("2026-03-05", 600, "e0"), spent("2026-03-01", 400), tier="silver")

    assert apply(state, after(ladder(), state, "2026-03-01")).tier.code == "gold"


def test_what_follows_an_event_sees_balances_growth_and_history_with_it():
    state = replace(member(spent("2026-03-01", 600, "e9")), growth=30)

    view = view_after(ladder("yearly"), purchase_facts("e9", "2026-03-01"), state)

    assert (view.facts.member.growth, view.scope.given["qualifying.points"]) == (30, 600)
    assert view.facts.history[Need("spend", "12 months")] == 600


def test_nobody_falls_because_of_an_event():
    state = member(spent("2026-03-01", 1), tier="gold")

    assert after(ladder(), state) == Plan("ada")


@pytest.mark.parametrize("lasts, until", [
    pytest.param("", "", id="for ever"),
    pytest.param("12 months", "2027-03-01", id="a year from the rise"),
    pytest.param("year", "2026-12-31", id="to the end of the calendar year"),
    pytest.param("90 days", "2026-05-30", id="so many days"),
])
def test_a_tier_is_safe_as_long_as_it_lasts(lasts, until):
    state = member(spent("2026-03-01", 1000))

    (change,) = after(ladder(gold=(("lasts", lasts),) if lasts else ()), state).tiers

    assert (change.after.since_on, change.after.until_on) == (day("2026-03-01"), day(until))


def gold_until_march(*past):
    return member(*past, tier="gold", since="2026-03-01", until="2027-03-01")


@pytest.mark.parametrize("when, due", [
    pytest.param("2027-03-31", False, id="the last of the grace days"),
    pytest.param("2027-04-01", True, id="the day after"),
])
def test_a_review_is_due_after_the_grace_days(when, due):
    plan = review(ladder("yearly"), by("d1", when), gold_until_march())

    assert bool(plan.tiers) == due


@pytest.mark.parametrize("past, kept", [
    pytest.param([("2026-03-02", 500)], True, id="it held at the end of the last safe day"),
    pytest.param([("2027-03-31 23:00", 500)], True, id="it held at the end of the grace days"),
    pytest.param([("2027-03-02", 300), ("2026-03-02", 300)], False, id="never enough at one time"),
    pytest.param([("2027-04-01", 500)], False, id="a day too late"),
])
def test_a_tier_is_kept_if_it_holds_at_either_end_of_the_grace(past, kept):
    rows = [spent(when, points, f"e{place}") for place, (when, points) in enumerate(past)]
    state = gold_until_march(*rows)

    (change,) = review(ladder("yearly"), by("d1", "2027-04-05"), state).tiers

    assert (change.after.code == "gold") == kept


def test_a_tier_that_is_kept_runs_on_from_its_last_day_whenever_the_review_runs():
    (change,) = review(ladder("yearly"), by("d1", "2027-06-05"), gold_until_march(spent("2026-09-01", 500))).tiers

    assert (change.before, change.after, change.rose) == (
        "gold", TierStanding("gold", day("2026-03-01"), day("2028-03-01")), False)


@pytest.mark.parametrize("points, tier", [
    pytest.param(499, "plain", id="nothing holds but the lowest"),
    pytest.param(500, "silver", id="the next below still holds"),
])
def test_a_fall_ends_at_the_highest_tier_that_still_holds(points, tier):
    state = gold_until_march(spent("2025-01-01", points))

    (change,) = review(ladder("yearly"), by("d1", "2027-04-05"), state).tiers

    assert (change.after.code, change.after.since_on, change.rose) == (tier, day("2027-04-01"), False)


def test_reviews_that_were_missed_are_made_up_for_one_by_one():
    state = gold_until_march(spent("2026-09-01", 500))

    plan = day_begins(ladder("yearly"), by("d1", "2029-01-01"), state)

    assert [(change.after.code, str(change.after.until_on)) for change in plan.tiers] == [
        ("gold", "2028-03-01"), ("silver", "None")]


def test_a_calendar_year_is_judged_by_the_year_that_ended():
    compiled = ladder(gold=(("lasts", "year"), ("retain", 'history.spend("year") >= 500')))
    state = member(spent("2026-12-31", 500), tier="gold", since="2026-01-05", until="2026-12-31")

    (change,) = review(compiled, by("d1", "2027-01-01"), state).tiers

    assert change.after == TierStanding("gold", day("2026-01-05"), day("2027-12-31"))


def test_a_rule_that_fails_lifts_nobody_and_lets_nobody_fall():
    broken = ladder("yearly", gold=(("qualify", "1 / (member.growth - member.growth) > 0"),
                                    ("retain", "1 / (member.growth - member.growth) > 0")))
    state = member(spent("2026-03-01", 5000), tier="silver")

    assert after(broken, state).tiers == ()
    (change,) = review(broken, by("d1", "2027-04-05"), gold_until_march()).tiers
    assert change.after.code == "gold"


def test_a_member_without_a_tier_stands_on_the_lowest():
    assert after(ladder(), member(spent("2026-03-01", 500))).tiers[0].after.code == "silver"
    assert review(version(), by("d1", "2027-04-05"), gold_until_march()).tiers == ()


def test_qualifying_points_ask_for_the_whole_past():
    assert QUALIFYING in ladder().needs
