"""A conversion rate is a rule: of the member and the points; what may gain by going round is refused."""

from dataclasses import replace
from decimal import Decimal

import pytest

from rules.check import check
from rules.check.ranges import range_of
from rules.language import check as read_rule
from rules.language import evaluate
from rules.shape import read
from rules.vocabulary.sample import FACTS, SCOPE, SETTING
from tests.rules.test_check import BASE

BY_TIER = 'member.tier == "gold" ? 60 : (conversion.points >= 1000 ? 55 : 50)'


def found(out, back):
    """Codes, and where, for a rate from miles to nights and one back, each for 100."""
    ways = [{"code": "out", "source": "AIR", "target": "INN", "block": 100, "gives": out},
            {"code": "back", "source": "INN", "target": "AIR", "block": 100, "gives": back}]
    return [(finding.code, finding.path) for finding in check(read({**BASE, "conversions": ways}).programme)
            if finding.severity == "error"]


@pytest.mark.parametrize("out, back, expected", [
    pytest.param(BY_TIER, 166, [], id="the best rate and back loses"),
    pytest.param(BY_TIER, 167, [("gaining_conversions", "/conversions/1/gives")], id="the best rate and back gains"),
    pytest.param("member.growth", 0, [], id="no way back"),
    pytest.param("member.growth", 100, [("unbounded_rate", "/conversions/0/gives")], id="no bound and a way back"),
    pytest.param("$min([80, member.growth])", 125, [], id="bounded by hand"),
    pytest.param("$min([80, member.growth])", 126, [("gaining_conversions", "/conversions/1/gives")],
                 id="bounded too high"),
])
def test_a_rule_of_a_rate_counts_with_the_most_it_can_give(out, back, expected):
    assert found(out, back) == expected


@pytest.mark.parametrize("text, low, high", [
    (BY_TIER, 50, 60),
    ("$ladder(member.tier_rank, [[1, 55], [2, -60]])", -60, 55),
    ("$min([80, member.growth])", None, 80),
    ("$min([80, member.bucket])", 0, 80),
    ("$max([80, member.bucket])", 80, 99),
    ("$ladder(member.bucket, [[1, 5]])", 0, 5),
    ("$max([50, member.growth])", 50, None),
    ('{"gold": 60, "silver": 55}&[member.tier] ?? 50', 50, 60),
    ("member.bucket * 2 - 10", -10, 188),
    ("-(member.bucket * -0.5).floor", 0, Decimal("50.5")),
    ("(member.bucket * 0.5).ceiling", 0, Decimal("50.5")),
    ("member.age ?? 3", None, None),
    ("conversion.points / 2", None, None),
    ("$round(member.bucket)", None, None),
])
def test_what_a_rule_can_answer_is_known_from_its_text(text, low, high):
    rule = read_rule(text, "rate", SETTING)

    assert rule.tree is not None, rule.findings
    assert range_of(rule) == (low, high)


@pytest.mark.parametrize("bucket", [0, 1, 49, 50, 98, 99])
@pytest.mark.parametrize("text", [
    "member.bucket * -3 + 7", "(member.bucket - 50) * (member.bucket - 20)", "(member.bucket * 0.3).floor",
    "$min([member.bucket, 30]) * $max([member.bucket - 40, -5])", "(member.bucket / 3 > 9 ? 4 : 11) - member.bucket",
    "$ladder(member.bucket, [[10, 4], [90, member.bucket * 2]])",
])
def test_no_answer_lies_outside(text, bucket):
    rule = read_rule(text, "rate", SETTING)
    low, high = range_of(rule)
    facts = replace(FACTS, member=replace(FACTS.member, bucket=bucket))

    assert Decimal(low) <= evaluate(rule, facts, SCOPE) <= Decimal(high)
