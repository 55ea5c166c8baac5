"""A programme is checked whole: each thing wrong or doubtful is one finding at its pointer."""

from copy import deepcopy
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from rules.check import check
from rules.errors import Finding
from rules.shape import read
from tests.rules.programmes import programmes

BASE = {
    "code": "joint", "name": "Joint", "zone": "Asia/Shanghai", "money": "CNY",
    "currencies": [{"code": "AIR", "name": "Miles"}, {"code": "INN", "name": "Nights"}],
    "partners": [{"code": "air", "name": "Air", "currency": "AIR", "honours": ["AIR", "INN"]},
                 {"code": "inn", "name": "Inn", "currency": "INN"}],
    "pools": [{"code": "joy", "name": "Joy", "currency": "AIR"}],
    "lanes": [{"code": "one", "rule": "first"}],
    "tiers": [{"code": "base", "name": "Base"},
              {"code": "silver", "name": "Silver", "qualify": "qualifying.points >= 1000"},
              {"code": "gold", "name": "Gold", "qualify": "qualifying.points >= 5000"}],
    "campaigns": [{"code": "spring", "name": "Spring", "when": 'event.type == "activity.quiz"', "lane": "one",
                   "benefits": [{"points": 20}]}],
    "conversions": [{"code": "out", "source": "AIR", "target": "INN", "block": 100, "gives": 80}],
    "rewards": [{"code": "mug", "name": "Mug", "partner": "inn", "currency": "INN", "price": 500}],
    "draws": [{"code": "wheel", "name": "Wheel", "currency": "AIR", "price": 10,
               "prizes": [{"code": "car", "name": "Car", "odds": "0.01", "stock": 1}]}],
}


def changed(path, value):
    """The base programme with one value put, or added after the last of a list."""
    data = deepcopy(BASE)
    *parents, last = path.split("/")
    place = data
    for part in parents:
        place = place[int(part) if part.isdecimal() else part]
    if isinstance(place, list):
        place[int(last):int(last) + 1] = [value]
    else:
        place[last] = value
    return data


def found(data, today=None):
    reading = read(data)
    assert reading.findings == ()
    return [(finding.severity, finding.code, finding.path) for finding in check(reading.programme, today)]


CAMPAIGN = {"code": "other", "name": "Other", "benefits": [{"points": 1}]}
BACK = {"code": "back", "source": "INN", "target": "AIR", "block": 100}
TIER = {"code": "gold", "name": "Gold"}
E, W = "error", "warning"


def test_a_sound_programme_has_no_findings():
    assert found(BASE, date(2026, 3, 1)) == []


@pytest.mark.parametrize("path, value, expected", [
    pytest.param("currencies/2", {"code": "AIR", "name": "Air"},
                 (E, "duplicate_code", "/currencies/2/code"), id="currency twice"),
    pytest.param("campaigns/1", {**CAMPAIGN, "code": "spring"}, (E, "duplicate_code", "/campaigns/1/code"),
                 id="campaign twice"),
    pytest.param("attributes", {"member.Shoe size": "number"},
                 (E, "bad_attribute", "/attributes/member.Shoe size"), id="attribute no rule can name"),
    pytest.param("partners/0/honours", ["AIR", "INM"], (E, "unknown_reference", "/partners/0/honours/1"),
                 id="unknown currency"),
    pytest.param("campaigns/1", {**CAMPAIGN, "lane": "two"},
                 (E, "unknown_reference", "/campaigns/1/lane"), id="unknown lane"),
    pytest.param("campaigns/0/funding", ["pool:yoj"],
                 (E, "unknown_reference", "/campaigns/0/funding/0/source"), id="unknown pool"),
    pytest.param("campaigns/0/benefits", [{"chance": "weel"}],
                 (E, "unknown_reference", "/campaigns/0/benefits/0/code"), id="unknown draw"),
    pytest.param("tiers/1/award", 100, (E, "missing_currency", "/tiers/1"), id="award in no currency"),
    pytest.param("zone", "Asia/Shangai", (E, "unknown_zone", "/zone"), id="unknown zone"),
    pytest.param("partners/0/stores", [{"code": "S", "zone": "../etc/passwd"}],
                 (E, "unknown_zone", "/partners/0/stores/0/zone"), id="zone outside the database"),
    pytest.param("campaigns/0/schedule", {"starts_at": "2026-03-02", "ends_at": "2026-03-01"},
                 (E, "end_before_start", "/campaigns/0/schedule/ends_at"), id="ends before it starts"),
    pytest.param("campaigns/0/schedule", {"announced_at": "2026-03-03", "starts_at": "2026-03-02"},
                 (E, "end_before_start", "/campaigns/0/schedule/announced_at"), id="announced too late"),
    pytest.param("rewards/0/ends_on", "2026-02-28", (W, "window_past", "/rewards/0/ends_on"), id="reward over"),
    pytest.param("rewards/0/lapsed", "refund", (E, "voucher_never_lapses", "/rewards/0/lapsed"), id="voucher for ever"),
    pytest.param("campaigns/0/schedule", {"ends_at": "2026-02-27"},
                 (W, "window_past", "/campaigns/0/schedule/ends_at"), id="campaign over"),
    pytest.param("campaigns/0/schedule", {"windows": [{"from": "08:00", "until": "08:00"}]},
                 (E, "empty_window", "/campaigns/0/schedule/windows/0"), id="window of no time"),
    pytest.param("campaigns/0/schedule", {"windows": [{"months": 2, "month_days": [30, -30]}]},
                 (E, "empty_window", "/campaigns/0/schedule/windows/0"), id="30 February"),
    pytest.param("conversions/1", {**BACK, "gives": 130}, (E, "gaining_conversions", "/conversions/1/gives"),
                 id="round trip gains"),
    pytest.param("conversions/0/block", 0, (E, "bad_amount", "/conversions/0/block"), id="block of nothing"),
    pytest.param("conversions/0/gives", "0.5", (E, "bad_amount", "/conversions/0/gives"), id="half a point"),
    pytest.param("conversions/0/target", "AIR", (E, "same_currency", "/conversions/0/target"), id="into itself"),
    pytest.param("conversions/1", {**BACK, "gives": "event.amount"},
                 (E, "word_not_here", "/conversions/1/gives"), id="rate that asks for an event"),
    pytest.param("conversions/1", {**BACK, "gives": "member.tier_rank * 50"},
                 (E, "unbounded_rate", "/conversions/1/gives"), id="rate without bounds"),
    pytest.param("campaigns/1", {**CAMPAIGN, "lane": "one"}, (E, "lane_tie", "/campaigns/1/priority"), id="tie"),
    pytest.param("lanes/1", {"code": "two"}, (W, "unused_lane", "/lanes/1/code"), id="nobody in the lane"),
    pytest.param("tiers/2", {**TIER, "qualify": "qualifying.points >= 1000"},
                 (E, "unreachable_tier", "/tiers/2/qualify"), id="no higher than silver"),
    pytest.param("tiers/2", {**TIER, "qualify": "false"}, (E, "unreachable_tier", "/tiers/2/qualify"),
                 id="never gold"),
    pytest.param("tiers/2", TIER, (E, "unreachable_tier", "/tiers/2"), id="gold without a rule"),
    pytest.param("campaigns/0/budget", 1000, (E, "budget_without_funding", "/campaigns/0/budget"), id="nobody pays"),
    pytest.param("campaigns/0/funding", [{"seller": 60}, {"partner:inn": 30}],
                 (E, "funding_sum", "/campaigns/0/funding"), id="90 percent"),
    pytest.param("campaigns/0/funding", [{"seller": 50}, {"seller": 50}],
                 (E, "duplicate_share", "/campaigns/0/funding/1/source"), id="two shares"),
    pytest.param("campaigns/0/funding", ["pool:joy"], (E, "pool_currency", "/campaigns/0/benefits/0"),
                 id="pool of another currency"),
    pytest.param("campaigns/0/holdout", 101, (E, "percent_out_of_bounds", "/campaigns/0/holdout"), id="holdout"),
    pytest.param("campaigns/0/benefits", [{"discount": "120%"}],
                 (E, "percent_out_of_bounds", "/campaigns/0/benefits/0/value"), id="discount above the price"),
    pytest.param("campaigns/0/benefits", [{"multiplier": 1}],
                 (E, "pays_nothing", "/campaigns/0/benefits/0/value"), id="once the points"),
    pytest.param("campaigns/0/benefits", [], (E, "no_benefits", "/campaigns/0"), id="gives nothing"),
    pytest.param("campaigns/0/benefits", [{"voucher": {"quantity": 2}}],
                 (E, "missing_code", "/campaigns/0/benefits/0"), id="voucher for what"),
    pytest.param("campaigns/0/audience", "false", (E, "never_pays", "/campaigns/0/audience"), id="nobody"),
    pytest.param("campaigns/0/caps", [{"limit": 0}], (E, "pays_nothing", "/campaigns/0/caps/0/limit"), id="cap of 0"),
    pytest.param("campaigns/0/caps", [{"limit": 9, "to": "referrer"}],
                 (W, "cap_without_effect", "/campaigns/0/caps/0"), id="cap for nobody"),
    pytest.param("campaigns/0/caps", [{"limit": 20, "per": "event"}],
                 (W, "cap_without_effect", "/campaigns/0/caps/0"), id="cap as high as the award"),
    pytest.param("campaigns/0/caps", [{"limit": 90, "period": "day"}, {"limit": 80, "period": "month"}],
                 (W, "cap_without_effect", "/campaigns/0/caps/0"), id="month tighter than day"),
    pytest.param("campaigns/0/progress", [{"code": "visits", "when": "event.amount > 1"}],
                 (W, "unread_counter", "/campaigns/0/progress/0/code"), id="counter nobody reads"),
    pytest.param("campaigns/0/when", "progress.visits > 4", (E, "unknown_counter", "/campaigns/0/when"),
                 id="counter nobody keeps"),
    pytest.param("campaigns/0/when", "event.amonut > 4", (E, "unknown_word", "/campaigns/0/when"), id="misspelt word"),
    pytest.param("rewards/0/price", 0, (E, "bad_amount", "/rewards/0/price"), id="free reward"),
    pytest.param("draws/0/prizes/0/odds", "1.5", (E, "bad_amount", "/draws/0/prizes/0/odds"), id="odds above one"),
    pytest.param("policies", {"grace_days": -1}, (E, "bad_amount", "/policies/grace_days"), id="days below zero"),
    pytest.param("currencies/0/price", -1, (E, "bad_amount", "/currencies/0/price"), id="price below zero"),
    pytest.param("rewards/0/name", {"en": "Mug"}, (W, "missing_locale", "/rewards/0/name"), id="English only"),
    pytest.param("tiers/1/benefits", [{"en": "Free tea", "zh_Hans_CN": " ", "zh_Hant_TW": "茶"}],
                 (W, "missing_locale", "/tiers/1/benefits/0"), id="blank text"),
])
def test_what_is_wrong_is_one_finding_at_its_pointer(path, value, expected):
    assert found(changed(path, value), date(2026, 3, 1)) == [expected]


@pytest.mark.parametrize("path, value", [
    pytest.param("conversions/1", {**BACK, "gives": 120}, id="round trip loses"),
    pytest.param("conversions/1", {**BACK, "gives": 125}, id="round trip is even"),
    pytest.param("campaigns/1", {**CAMPAIGN, "lane": "one", "priority": 1}, id="another priority"),
    pytest.param("campaigns/1", {**CAMPAIGN, "lane": "one", "status": "archived"}, id="archived twin"),
    pytest.param("draws/0/prizes/0/odds", 1, id="a prize for everybody"),
    pytest.param("draws/0/prizes/0/odds", 0, id="a prize for nobody"),
    pytest.param("campaigns/0/benefits", [{"discount": 120}], id="120 yuan off"),
    pytest.param("campaigns/0/benefits", [{"tag": {"code": "vip", "quantity": 0}}], id="a tag taken off"),
    pytest.param("rewards/0", {**BASE["rewards"][0], "starts_on": "2026-03-05", "ends_on": "2026-03-05"},
                 id="reward for a day"),
    pytest.param("campaigns/0/funding", [{"seller": "33.4"}, {"partner:inn": "66.6"}], id="odd shares"),
    pytest.param("campaigns/0/caps", [{"limit": 19, "per": "event"}], id="cap below the award"),
    pytest.param("campaigns/0/caps", [{"limit": 90, "period": "week"}, {"limit": 80, "period": "month"}],
                 id="a week lies in two months"),
    pytest.param("campaigns/0/schedule", {"ends_at": "2026-03-01"}, id="ends today"),
    pytest.param("rewards/0/ends_on", "2026-03-01", id="reward to the end of today"),
    pytest.param("tiers/2", {**TIER, "qualify": "qualifying.points > 1000"}, id="above silver by a point"),
    pytest.param("tiers/2", {**TIER, "qualify": 'history.spend("year") >= 5000'}, id="another measure"),
    pytest.param("tiers/2", {**TIER, "qualify": 'qualifying.points >= 1000 and history.orders("year") >= 3'},
                 id="one thing more"),
])
def test_what_is_just_right_is_not_found(path, value):
    assert found(changed(path, value), date(2026, 3, 1)) == []


@pytest.mark.parametrize("low, high, unreachable", [
    pytest.param("qualifying.points >= 5", "5 <= qualifying.points", True, id="mirrored"),
    pytest.param("qualifying.points > 5", "qualifying.points >= 5", True, id="stricter below"),
    pytest.param("qualifying.points >= 5 and member.growth >= 9", "member.growth >= 9", True, id="less asked above"),
    pytest.param("qualifying.points >= 5", "qualifying.points >= 9 or qualifying.points >= 5", True, id="or"),
    pytest.param("qualifying.points >= 5 or member.growth >= 9", "qualifying.points >= 5", False, id="other way up"),
    pytest.param('"vip" in member.tags', '"vip" in member.tags', True, id="the same rule"),
    pytest.param("member.growth >= 9 and member.growth >= 5", "member.growth >= 9", True, id="the higher of two"),
    pytest.param("member.growth >= 5 and member.growth >= 9", "member.growth >= 9", True, id="in any order"),
    pytest.param('"vip" in member.tags', '"vvip" in member.tags', False, id="another rule"),
])
def test_a_tier_is_unreachable_when_every_way_into_it_leads_higher(low, high, unreachable):
    data = {**BASE, "tiers": [{"code": "base", "name": "B"}, {"code": "low", "name": "L", "qualify": low},
                              {"code": "high", "name": "H", "qualify": high}]}

    assert [code for _, code, _ in found(data)] == ["unreachable_tier"] * unreachable


@pytest.mark.parametrize("one, other, tied", [
    pytest.param({"ends_at": "2026-03-10"}, {"starts_at": "2026-03-11"}, False, id="one after the other"),
    pytest.param({"starts_at": "2026-03-11"}, {"ends_at": "2026-03-10"}, False, id="the other way round"),
    pytest.param({"ends_at": "2026-03-11"}, {"starts_at": "2026-03-11"}, True, id="a day together"),
])
def test_a_tie_takes_two_campaigns_at_the_same_time(one, other, tied):
    data = changed("campaigns/0/schedule", one)
    data["campaigns"].append({**CAMPAIGN, "lane": "one", "schedule": other})

    assert [code for _, code, _ in found(data)] == ["lane_tie"] * tied


def rates(*steps):
    conversions = []
    for index, (source, target, gives, *days) in enumerate(steps):
        conversion = {"code": f"c{index}", "source": source, "target": target, "block": 100, "gives": gives}
        conversions.append(conversion | dict(zip(("starts_on", "ends_on"), days, strict=False)))
    currencies = [{"code": code, "name": code} for code in ("AIR", "INN", "TEA")]
    return found({**BASE, "currencies": currencies, "conversions": conversions})


@pytest.mark.parametrize("steps, gains", [
    pytest.param([("AIR", "INN", 80), ("INN", "TEA", 120), ("TEA", "AIR", 104)], False, id="three, 0.9984"),
    pytest.param([("AIR", "INN", 80), ("INN", "TEA", 120), ("TEA", "AIR", 105)], True, id="three, 1.008"),
    pytest.param([("AIR", "INN", 50), ("AIR", "INN", 90), ("INN", "AIR", 112)], True, id="the better of two"),
    pytest.param([("AIR", "INN", 90, "2026-01-01", "2026-06-30"), ("INN", "AIR", 130, "2026-07-01")], False,
                 id="never valid together"),
    pytest.param([("AIR", "INN", 90, "2026-01-01", "2026-07-01"), ("INN", "AIR", 130, "2026-07-01")], True,
                 id="valid together for a day"),
])
def test_a_chain_of_conversions_may_not_gain(steps, gains):
    assert [code for _, code, _ in rates(*steps)] == ["gaining_conversions"] * gains


def test_a_gain_is_told_with_its_chain_and_factor():
    [finding] = check(read(changed("conversions/1", {**BACK, "gives": 130})).programme)

    assert finding.sentence == "AIR → INN → AIR multiplies points by 1.04: an endless gain."
    assert finding.data["codes"] == "out, back"


def test_a_misspelt_code_comes_with_the_right_one():
    [finding] = check(read(changed("partners/0/currency", "IAR")).programme)

    assert finding.suggestion == "AIR"


def test_a_finding_inside_a_rule_keeps_its_place_there():
    [finding] = check(read(changed("campaigns/0/when", "event.amount > 1 and event.chanel == ''")).programme)

    assert (finding.suggestion, finding.span.start) == ("event.channel", 21)


def test_without_a_day_nothing_is_past():
    assert found(changed("rewards/0/ends_on", "1999-12-31")) == []


def test_examples_run_last_and_only_in_a_sound_programme():
    def failing(programme):
        return [Finding("example_failed", "It pays 3, not 4.", path="/examples/0")]

    sound, unsound = read(BASE).programme, read(changed("zone", "Mars")).programme

    assert [finding.code for finding in check(sound, examples=failing)] == ["example_failed"]
    assert [finding.code for finding in check(unsound, examples=failing)] == ["unknown_zone"]


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(programmes)
def test_no_programme_makes_the_check_fail(programme):
    assert all(finding.code for finding in check(programme, date(2026, 3, 1)))


def test_only_what_an_index_looks_up_needs_narrowing():
    accrual = {"code": "senior", "when": "(member.age ?? 0) >= 60", "points": 2}

    assert found({**BASE, "accruals": [accrual]}) == []
    assert found(changed("campaigns/0/when", "(member.age ?? 0) >= 60")) == [
        (W, "not_narrowed", "/campaigns/0/when")]


def test_a_counter_may_be_read_as_it_was_before():
    counter = {"code": "visits", "when": 'event.type == "activity.quiz"'}
    data = changed("campaigns/0/progress", [counter])
    data["campaigns"][0]["when"] = 'event.type == "activity.quiz" and progress.visits_before >= 3'

    assert found(data) == []
