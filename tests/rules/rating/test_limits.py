"""Caps, member-wide caps, budgets and pools: what they leave, what they count, what they say."""

from dataclasses import replace

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from rules.decision import Cut
from rules.facts import Member, Use
from rules.rating.layout import layout_of
from rules.rating.needed import budgets_needed, uses_needed
from rules.rating.rate import rate
from tests.rules.rating.given import ADA, bought, earned, play, version, why

DOUBLE = {"code": "double", "benefits": [{"multiplier": 2}]}


def bonuses(decisions):
    return [sum(award.points for award in decision.awards if award.kind == "bonus") for decision in decisions]


def test_a_cap_says_what_it_cut_and_with_which_figures():
    compiled = version({**DOUBLE, "caps": [{"limit": 120}]})

    first, second, third = play(compiled, [bought("100.00")] * 3)

    assert second.awards[1].cuts == (Cut("cap:0", 100, 20),)
    assert second.refusals[0].data == {
        "cap": "cap:0", "of": "points", "per": "member", "period": "lifetime", "to": "member",
        "limit": "120", "used": "100", "due": "100", "given": "20"}
    assert (why(first), why(third), bonuses([third])) == ({}, {"double": "cap_reached"}, [0])


@pytest.mark.parametrize("caps, policies, expected", [
    pytest.param({"partial": False}, {}, [100, 0, 20], id="the cap says all or nothing"),
    pytest.param({}, {"partial": False}, [100, 0, 20], id="the programme says all or nothing"),
    pytest.param({"partial": True}, {"partial": False}, [100, 20, 0], id="the cap overrides the programme"),
])
def test_a_grant_that_does_not_fit_is_cut_or_left_out(caps, policies, expected):
    compiled = version({**DOUBLE, "caps": [{"limit": 120, **caps}]}, policies=policies)

    assert bonuses(play(compiled, [bought("100.00"), bought("100.00"), bought("20.00")])) == expected


@pytest.mark.parametrize("period, inside, outside", [
    ("day", "2026-03-04 23:59", "2026-03-05 00:00"),
    ("week", "2026-03-08 23:59", "2026-03-09 00:00"),
    ("month", "2026-03-31 23:59", "2026-04-01 00:00"),
    ("quarter", "2026-03-31 23:59", "2026-04-01 00:00"),
    ("year", "2026-12-31 23:59", "2027-01-01 00:00"),
    ("30 days", "2026-04-02 23:59", "2026-04-03 00:00"),
    ("2 months", "2026-05-03 23:59", "2026-05-04 00:00"),
    ("36 hours", "2026-03-05 23:59", "2026-03-06 00:00"),
])
def test_a_cap_counts_within_its_period_and_begins_again_after_it(period, inside, outside):
    compiled = version({**DOUBLE, "caps": [{"limit": 100, "period": period}]})
    first = bought("100.00", "2026-03-04 12:00")

    assert bonuses(play(compiled, [first, bought("100.00", inside)])) == [100, 0]
    assert bonuses(play(compiled, [first, bought("100.00", outside)])) == [100, 100]


def test_caps_are_each_members_own_unless_they_are_the_campaigns():
    ben = replace(ADA, id="ben")
    visits = [bought("100.00"), bought("100.00", member=ben)]

    assert bonuses(play(version({**DOUBLE, "caps": [{"limit": 100}]}), visits)) == [100, 100]
    assert bonuses(play(version({**DOUBLE, "caps": [{"limit": 100, "per": "campaign"}]}), visits)) == [100, 0]


def test_caps_bite_in_their_order_whatever_order_they_are_written_in():
    caps = [{"limit": 70, "per": "campaign"}, {"limit": 90}, {"limit": 95, "per": "event"}]
    compiled = version({**DOUBLE, "caps": caps})

    award = rate(compiled, bought("100.00")).awards[1]

    assert award.cuts == (Cut("cap:2", 100, 95), Cut("cap:1", 95, 90), Cut("cap:0", 90, 70))


def test_a_cap_of_times_counts_an_event_once_and_stops_every_benefit():
    compiled = version({"code": "gift", "benefits": [{"points": 5}, {"points": 6}, {"gift": "mug"}],
                        "caps": [{"limit": 2, "of": "times"}]})

    decisions = play(compiled, [bought("1.00")] * 3)

    assert bonuses(decisions) == [11, 11, 0]
    assert [len(decision.grants) for decision in decisions] == [1, 1, 0]


def test_a_cap_of_points_leaves_other_benefits_alone():
    compiled = version({"code": "gift", "benefits": [{"points": 5}, {"gift": "mug"}], "caps": [{"limit": 5}]})

    assert [len(decision.grants) for decision in play(compiled, [bought("1.00")] * 2)] == [1, 1]


def test_a_member_wide_cap_limits_all_bonus_points_by_priority_and_never_the_base():
    compiled = version({"code": "b", "benefits": [{"points": 60}]}, {"code": "a", "benefits": [{"points": 60}]},
                       {"code": "c", "priority": 1, "benefits": [{"points": 60}]},
                       policies={"member_caps": [{"limit": 150, "period": "day"}]})

    decision = rate(compiled, bought("500.00"))

    assert [(award.rule, award.points) for award in decision.awards] == [
        ("accrual:base", 500), ("campaign:c", 60), ("campaign:a", 60), ("campaign:b", 30)]
    assert decision.uses == {Use("", 0, "ada", "2026-03-03"): 150}


def test_what_a_later_limit_takes_is_not_counted_by_an_earlier_one():
    compiled = version({**DOUBLE, "caps": [{"limit": 80}], "budget": 30})

    decision = rate(compiled, bought("100.00"))

    assert (list(decision.uses.values()), decision.spent_budgets) == ([30], {"double": 30})


def test_a_budget_that_is_gone_stops_what_is_not_points_too():
    compiled = version({"code": "gift", "benefits": [{"gift": "mug"}], "budget": 10})
    facts = bought("1.00", of_facts={"budgets": {"gift": 0}})

    assert (rate(compiled, facts).grants, why(rate(compiled, facts))) == ((), {"gift": "budget_gone"})


def test_a_pool_pays_its_share_and_not_more_than_it_holds():
    compiled = version({**DOUBLE, "funding": [{"pool:joint": 60}, {"partner:air": 40}]},
                       pools=[{"code": "joint", "name": "Joint", "currency": "PTS"}])
    facts = bought("100.00", of_facts={"budgets": {"pool:joint": 30}})

    decision = rate(compiled, facts)

    assert decision.awards[1].sources == (("pool:joint", 30), ("partner:air:issued", 20))
    assert decision.spent_budgets == {"pool:joint": 30}
    assert decision.refusals[0].data == {"budget": "pool:joint", "left": "30", "due": "100", "given": "50"}


@over(left=st.integers(0, 500), wanted=st.lists(st.integers(1, 300), min_size=1, max_size=3),
      percent=st.integers(1, 100))
def test_a_pool_is_never_overdrawn(left, wanted, percent):
    compiled = version({"code": "c", "benefits": [{"points": each} for each in wanted],
                        "funding": [{"pool:joint": percent}, {"partner:air": 100 - percent}]},
                       pools=[{"code": "joint", "name": "Joint", "currency": "PTS"}])

    decision = rate(compiled, bought("1.00", of_facts={"budgets": {"pool:joint": left}}))

    paid = sum(part for award in decision.awards for account, part in award.sources if account == "pool:joint")
    assert paid == decision.spent_budgets.get("pool:joint", 0) <= left


LIMITS = st.fixed_dictionaries({
    "limit": st.integers(0, 400), "of": st.sampled_from(["points", "times"]),
    "per": st.sampled_from(["event", "member", "campaign"]), "period": st.sampled_from(["day", "month", "3 days"]),
    "partial": st.booleans()})


@over(caps=st.lists(LIMITS, max_size=3), budget=st.integers(0, 900), member_cap=st.integers(0, 700),
      visits=st.lists(st.tuples(st.integers(1, 300), st.sampled_from(["ada", "ben"]), st.integers(1, 9)), max_size=8))
def test_no_cap_and_no_budget_is_ever_exceeded(caps, budget, member_cap, visits):
    compiled = version({**DOUBLE, "caps": caps, "budget": budget}, {"code": "other", "benefits": [{"points": 40}]},
                       policies={"member_caps": [{"limit": member_cap, "period": "month"}]})
    decisions = play(compiled, [bought(f"{amount}.00", f"2026-03-0{day} 12:00", member=Member(who))
                                for amount, who, day in sorted(visits, key=lambda visit: visit[2])])

    used = {}
    for decision in decisions:
        for use, count in decision.uses.items():
            used[use] = used.get(use, 0) + count
    assert sum(decision.spent_budgets.get("double", 0) for decision in decisions) <= budget
    for use, count in used.items():
        assert count <= (caps[use.cap]["limit"] if use.campaign else member_cap)


def test_rolling_caps_are_never_exceeded_over_any_of_their_lengths():
    compiled = version({**DOUBLE, "caps": [{"limit": 150, "period": "3 days"}]})
    days = range(1, 15)

    given = bonuses(play(compiled, [bought("70.00", f"2026-03-{day:02d} 12:00") for day in days]))

    assert given == [70, 70, 10, 70, 70, 10, 70, 70, 10, 70, 70, 10, 70, 70]


ASKED = version(
    {**DOUBLE, "caps": [{"limit": 9, "period": "week"}, {"limit": 9, "period": "2 days"}, {"limit": 9, "per": "event"}],
     "budget": 100, "funding": ["pool:joint"]},
    {"code": "over", "benefits": [{"points": 1}], "budget": 5, "schedule": {"ends_at": "2026-01-01"}},
    {"code": "friend", "benefits": [{"points": 1, "to": "referrer"}], "caps": [{"limit": 5, "to": "referrer"}]},
    policies={"member_caps": [{"limit": 5, "period": "year"}]},
    pools=[{"code": "joint", "name": "Joint", "currency": "PTS"}])


def test_the_caller_is_told_which_uses_and_budgets_to_fetch():
    facts = bought("1.00")

    assert budgets_needed(ASKED, facts) == ("double", "pool:joint")
    assert uses_needed(ASKED, facts) == (
        Use("", 0, "ada", "2026"), Use("double", 0, "ada", "2026-W10"),
        Use("double", 1, "ada", "2026-03-02"), Use("double", 1, "ada", "2026-03-03"))


def test_a_referrers_uses_are_asked_for_too():
    friend = bought("1.00", of_facts={"referrer": replace(ADA, id="ben")})

    assert set(uses_needed(ASKED, friend)) - set(uses_needed(ASKED, bought("1.00"))) == {
        Use("", 0, "ben", "2026"), Use("friend", 0, "ben", "lifetime")}


def test_discounts_still_to_come_may_bring_up_any_campaign():
    compiled = version({"code": "save", "benefits": [{"discount": 50}]},
                       {"code": "small", "when": "event.amount < 100", "benefits": [{"points": 1}], "budget": 9})

    assert budgets_needed(compiled, bought("120.00")) == ()
    assert budgets_needed(compiled, bought("120.00", before_discounts=True)) == ("small",)


def test_a_limit_may_depend_on_the_member():
    compiled = version({**DOUBLE, "caps": [{"limit": "member.tier_rank > 0 ? 100 : 10"}]})

    assert earned(compiled, bought("50.00")) == 60
    assert earned(compiled, bought("50.00", member=replace(ADA, tier_rank=1))) == 100
    assert layout_of(compiled) is layout_of(compiled)
