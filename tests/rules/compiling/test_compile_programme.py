"""A programme compiled: every expression in its place, every finding at its pointer."""

from dataclasses import replace
from decimal import Decimal

import pytest

from rules.canonical import content_hash
from rules.compiling.compiler import compile_programme, expressions
from rules.errors import InvalidProgramme
from rules.facts import Need
from rules.programme import Benefit, Cap
from tests.rules.rating.given import bought, programme, version

POINTS = {"benefits": [{"points": 10}]}


def test_every_finding_of_every_expression_is_told_at_once():
    wrong = programme({"code": "one", **POINTS, "when": "event.amout > 5"}, {"code": "two", **POINTS, "caps": [
        {"limit": "10 +"}]}, {"code": "three", **POINTS, "when": "member.known"})

    with pytest.raises(InvalidProgramme) as caught:
        compile_programme(wrong)

    found = [(finding.path, finding.code) for finding in caught.value.findings if finding.severity == "error"]
    assert found == [("/campaigns/0/when", "unknown_word"), ("/campaigns/1/caps/0/limit", "breaks_off")]


def test_an_expression_that_must_be_given_and_is_not_is_a_finding():
    whole = programme({"code": "one", **POINTS})
    empty = replace(whole, campaigns=(replace(whole.campaigns[0], benefits=(Benefit("points", ""),), caps=(Cap(""),)),))

    with pytest.raises(InvalidProgramme) as caught:
        compile_programme(empty)

    assert [finding.path for finding in caught.value.findings] == [
        "/campaigns/0/benefits/0/value", "/campaigns/0/caps/0/limit"]


def test_the_version_is_the_hash_of_the_content_unless_it_is_given():
    whole = programme({"code": "one", **POINTS})

    assert compile_programme(whole).version == content_hash(whole)
    assert compile_programme(whole, "v7").version == "v7"


def test_needs_are_those_of_all_rules():
    compiled = version({"code": "one", **POINTS, "audience": 'history.orders("30 days") == 0',
                        "when": 'history.spend("month", "air") > 5'})

    assert compiled.needs == {Need("orders", "30 days"), Need("spend", "month", "air")}


WHOLE = {
    "conversions": [{"code": "x", "source": "AIR", "target": "PTS", "block": "100", "gives": "80",
                     "when": "conversion.points >= 100"}],
    "rewards": [{"code": "mug", "name": "Mug", "partner": "grocer", "currency": "PTS", "price": "member.tier_rank + 5",
                 "voucher_days": "30"}],
    "draws": [{"code": "wheel", "name": "Wheel", "currency": "PTS", "price": "10",
               "prizes": [{"code": "car", "name": "Car", "odds": "0.01", "points": "500"}]}],
    "pools": [{"code": "joint", "name": "Joint", "currency": "PTS",
               "injections": [{"partner": "air", "points": "period.spend / 100"}]}],
    "tiers": [{"code": "base", "name": "Base"}, {"code": "gold", "name": "Gold", "qualify": "qualifying.points >= 1000",
                                                 "award": "50", "grace_days": "30"}],
    "growth": [{"code": "buy", "points": "1", "when": "event.amount > 1"}],
    "policies": {"member_caps": [{"limit": "1000"}], "transfers": "member.known"},
}


def test_every_expression_of_a_programme_has_its_place():
    whole = programme({"code": "one", **POINTS, "budget": "500"}, **WHOLE)

    compiled = compile_programme(whole)

    elsewhere = [pointer for pointer, _, _, _ in expressions(whole) if pointer in compiled.others]
    assert sorted(elsewhere) == sorted(compiled.others) == sorted([
        "/campaigns/0/budget", "/conversions/0/block", "/conversions/0/gives", "/conversions/0/minimum",
        "/conversions/0/when", "/currencies/0/lock_days", "/currencies/1/lock_days", "/draws/0/price",
        "/draws/0/prizes/0/odds", "/draws/0/prizes/0/points", "/policies/adjustment_limit", "/policies/grace_days",
        "/policies/late_days", "/policies/member_caps/0/limit", "/policies/parked_days", "/policies/transfers",
        "/pools/0/injections/0/points", "/rewards/0/price", "/rewards/0/voucher_days", "/tiers/0/grace_days",
        "/tiers/1/grace_days"])
    assert compiled.tiers[1].qualify.text == "qualifying.points >= 1000"
    assert compiled.growth[0].when.text == "event.amount > 1"


@pytest.mark.parametrize("text, budget", [("500", Decimal(500)), ("10 * 50", Decimal(500)), ("", None)])
def test_a_budget_is_known_when_the_programme_is(text, budget):
    assert version({"code": "one", **POINTS, "budget": text}).campaigns[0].budget == budget


def test_the_same_text_in_the_same_place_is_compiled_once():
    one, two = version(*({"code": code, **POINTS, "when": "event.amount > 5"} for code in ("one", "two"))).campaigns

    assert one.when is two.when
    assert one.benefits == two.benefits


def test_counters_are_known_only_in_their_own_campaign():
    counter = {"progress": [{"code": "n", "when": "event.amount >= 20"}]}
    compiled = version({"code": "one", **POINTS, **counter, "when": "progress.n > 1 and progress.n_before < 2"})

    assert compiled.campaigns[0].when.setting.counters == ("n", "n_before")
    with pytest.raises(InvalidProgramme):
        version({"code": "one", **POINTS, **counter}, {"code": "two", **POINTS, "when": "progress.n > 1"})
    assert compiled.index.counting(bought("30.00")) == [0]
