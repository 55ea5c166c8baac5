"""A compiled programme as bytes: the same decisions, and nothing foreign taken for it."""

import pytest

from rules.compiling import cache
from rules.compiling.cache import MAGIC, UnusableCache, dumps, loads
from rules.rating.rate import rate
from tests.rules.rating.given import bought, programme, version

CAMPAIGNS = (
    {"code": "coffee", "when": "event.amount >= 100", "lines": 'line.category == "coffee"',
     "benefits": [{"multiplier": 2}], "caps": [{"limit": "member.tier_rank * 10 + 50"}], "budget": "500 * 2"},
    {"code": "fifth", "when": "progress.n >= 2", "progress": [{"code": "n", "when": "event.amount >= 20"}],
     "audience": 'history.orders("lifetime") >= 0', "benefits": [{"points": "100"}],
     "schedule": {"starts_at": "2026-03-01", "ends_at": "2026-03-31"}},
    {"code": "air", "when": 'partner.code == "air" and event.lines[event.points_paid].amount > 1',
     "benefits": [{"points": "7"}]},
)
FACTS = bought({"coffee": "90.00", "tea": "30.00"})


def test_a_programme_from_the_cache_decides_the_same():
    fresh = version(*CAMPAIGNS)

    again = loads(dumps(fresh), programme(*CAMPAIGNS), "v1")

    assert rate(again, FACTS) == rate(fresh, FACTS)
    assert (again.needs, again.others.keys(), again.version) == (fresh.needs, fresh.others.keys(), "v1")
    assert rate(loads(dumps(again), programme(*CAMPAIGNS), "v1"), FACTS) == rate(fresh, FACTS)


def test_rules_from_the_cache_can_still_be_explained_and_interpreted():
    again = loads(dumps(version(*CAMPAIGNS)), programme(*CAMPAIGNS), "v1")
    facts = bought({"tea": "10.00"}, partner="air")

    assert again.index.excluded_by(0, facts) == "event.amount >= 100"
    assert again.campaigns[2].when.is_interpreted
    assert again.campaigns[2].when.mask(facts, None) == 0b11
    assert again.campaigns[1].when.checked.words == ("progress.n",)


def test_functions_are_bound_at_their_first_use():
    rule = loads(dumps(version(*CAMPAIGNS)), programme(*CAMPAIGNS), "v1").campaigns[0].when
    with pytest.raises(AttributeError):
        object.__getattribute__(rule, "value")

    assert rule.value(FACTS, None) is True
    assert object.__getattribute__(rule, "value") is rule.value


@pytest.mark.parametrize("spoil", [
    pytest.param(lambda data: b"", id="nothing"),
    pytest.param(lambda data: data[:-1], id="cut short"),
    pytest.param(lambda data: data[:-9] + b"x" + data[-8:], id="one byte changed"),
    pytest.param(lambda data: data.replace(b"rule-engine 5", b"rule-engine 4"), id="another engine"),
    pytest.param(lambda data: b"PK\x03\x04" + data, id="another file"),
])
def test_foreign_bytes_are_refused(spoil):
    with pytest.raises(UnusableCache):
        loads(spoil(dumps(version(*CAMPAIGNS))), programme(*CAMPAIGNS), "v1")


def test_bytes_of_another_version_or_shape_are_refused(monkeypatch):
    data = dumps(version(*CAMPAIGNS))

    with pytest.raises(UnusableCache, match="version v1, not v2"):
        loads(data, programme(*CAMPAIGNS), "v2")
    monkeypatch.setattr(cache, "MAGIC", MAGIC.replace(b"rules", b"rulez"))
    with pytest.raises(UnusableCache):
        loads(data, programme(*CAMPAIGNS), "v1")
