"""What an award carries: who pays, how long it lives; and what campaigns give that is not points."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from rules.decision import Grant
from rules.rating.expiry import lapse_on
from rules.rating.rate import rate
from tests.rules.rating.given import ADA, bought, version, why


@pytest.mark.parametrize("day, length, last", [
    pytest.param("2026-01-31", {"months": 1}, "2026-02-28", id="a shorter month"),
    pytest.param("2024-02-29", {"months": 12}, "2025-02-28", id="from a leap day"),
    pytest.param("2026-02-10", {"months": 12, "round_to": "quarter"}, "2027-03-31", id="to the end of the quarter"),
    pytest.param("2026-02-10", {"days": 30, "round_to": "month"}, "2026-03-31", id="days, to the end of the month"),
    pytest.param("2026-12-31", {"months": 12, "round_to": "year"}, "2027-12-31", id="already the last day"),
    pytest.param("2026-03-01", {"months": 1, "days": 1}, "2026-04-02", id="months first, then days"),
])
def test_m60_the_last_day_of_points(day, length, last):
    assert lapse_on(date.fromisoformat(day), **length) == date.fromisoformat(last)


def currencies(**points):
    return [{"code": "PTS", "name": "Points", **points}, {"code": "AIR", "name": "Miles"}]


def test_points_live_as_long_as_their_currency_says_unless_the_benefit_says_otherwise():
    compiled = version({"code": "soon", "benefits": [{"points": 5, "expiry": "30 days"}, {"points": 6}]},
                       currencies=currencies(expiry="12 months", lock_days=14))

    awards = rate(compiled, bought("10.00", "2026-03-03 12:00")).awards

    assert [award.expires_on.isoformat() for award in awards] == ["2027-03-03", "2026-04-02", "2027-03-03"]
    assert {award.available_on.isoformat() for award in awards} == {"2026-03-17"}


def test_points_without_an_end_or_a_lock_have_neither_date():
    award = rate(version(), bought("10.00")).awards[0]

    assert (award.expires_on, award.available_on) == (None, None)


def test_a_life_that_is_no_length_fails_the_rule():
    compiled = version(currencies=currencies(lock_days="event.amount - 100"))

    decision = rate(compiled, bought("10.00"))

    assert (decision.awards, decision.qualifying, why(decision)) == ((), {}, {"base": "rule_failed"})


@over(points=st.integers(1, 10**9), percents=st.lists(st.integers(0, 100), min_size=1, max_size=4).filter(any))
def test_what_sources_pay_sums_to_the_award(points, percents):
    shares = [{f"pool:p{n}": percent} for n, percent in enumerate(percents)]
    compiled = version({"code": "c", "benefits": [{"points": points}], "funding": shares})

    award = rate(compiled, bought("0.10")).awards[0]

    assert sum(part for _, part in award.sources) == points
    assert all(part > 0 for _, part in award.sources)


@pytest.mark.parametrize("funding, sources", [
    pytest.param([], (("partner:grocer:issued", 101),), id="nobody named: who sold"),
    pytest.param([{"seller": 100}], (("partner:grocer:issued", 101),), id="the seller"),
    pytest.param([{"seller": 50}, {"partner:grocer": 50}], (("partner:grocer:issued", 101),), id="one account once"),
    pytest.param([{"pool:joint": "33.3"}, {"seller": "66.7"}], (("pool:joint", 34), ("partner:grocer:issued", 67)),
                 id="parts of a percent"),
])
def test_a_bonus_is_charged_as_its_funding_says(funding, sources):
    compiled = version({"code": "c", "benefits": [{"points": 101}], "funding": funding})

    assert rate(compiled, bought("0.10")).awards[0].sources == sources


GRANTS = [
    {"voucher": {"code": "free-coffee", "quantity": "event.amount / 4"}}, {"gift": "mug"},
    {"chance": {"code": "wheel", "quantity": "event.tax"}}, {"growth": "7.9"}, {"tag": {"code": "vip", "quantity": 3}},
    {"gift": "pen", "to": "referrer"},
]


def test_grants_are_whole_pieces_and_a_tag_is_one():
    facts = bought("10.00", of_facts={"referrer": replace(ADA, id="ben")})

    grants = rate(version({"code": "c", "benefits": GRANTS}), facts).grants

    assert [(grant.kind, grant.code, grant.quantity, grant.member) for grant in grants] == [
        ("voucher", "free-coffee", 2, "ada"), ("gift", "mug", 1, "ada"), ("growth", "", 7, "ada"),
        ("tag", "vip", 1, "ada"), ("gift", "pen", 1, "ben")]


def test_growth_rules_give_growth_apart_from_points():
    compiled = version(growth=[{"code": "spend", "points": "matched.amount / 10"},
                               {"code": "no", "points": "1 / event.tax"},
                               {"code": "join", "points": "50", "when": 'event.type == "member.joined"'}])

    decision = rate(compiled, bought("59.00"))

    assert decision.grants == (Grant("growth:spend", "growth", "", Decimal(5), "ada"),)
    assert why(decision) == {"no": "rule_failed"}


def test_a_benefit_in_a_currency_of_its_own_multiplies_the_base_of_that_currency():
    compiled = version({"code": "c", "benefits": [{"multiplier": 3, "currency": "AIR"}, {"multiplier": 2}]},
                       accruals=[{"code": "base", "points": "matched.amount"},
                                 {"code": "miles", "points": "matched.amount / 5", "currency": "AIR"}])

    awards = rate(compiled, bought("100.00")).awards

    assert [(award.currency, award.points) for award in awards] == [
        ("PTS", 100), ("AIR", 20), ("AIR", 40), ("PTS", 100)]
