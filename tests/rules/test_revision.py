"""A change of a programme, as a ``publishes`` step says it."""

from __future__ import annotations

import pytest

from rules.errors import InvalidProgramme
from rules.shape import read
from rules.stories.revision import codes, merged, revise

PROGRAMME = read({
    "code": "p", "name": "P", "zone": "UTC", "money": "CNY", "currencies": [{"code": "PTS", "name": "Points"}],
    "partners": [{"code": "shop", "name": "Shop", "currency": "PTS"}],
    "accruals": [{"code": "base", "points": "matched.amount"}],
    "campaigns": [{"code": "double", "name": "Double", "benefits": [{"multiplier": 2}], "priority": 7}],
}).programme


@pytest.mark.parametrize("old, new, result", [
    pytest.param({"a": 1, "b": 2}, {"b": 3}, {"a": 1, "b": 3}, id="one key"),
    pytest.param({"a": {"b": 1}}, {"a": {"c": 2}}, {"a": {"b": 1, "c": 2}}, id="deep inside"),
    pytest.param({"a": [1, 2]}, {"a": [3]}, {"a": [3]}, id="a plain list is replaced"),
    pytest.param({"a": [{"code": "x", "n": 1}, {"code": "y"}]}, {"a": [{"code": "x", "n": 2}]},
                 {"a": [{"code": "x", "n": 2}, {"code": "y"}]}, id="a coded thing is changed in its place"),
    pytest.param({}, {"a": [{"code": "x"}]}, {"a": [{"code": "x"}]}, id="a coded thing is added"),
])
def test_a_change_touches_only_what_it_names(old, new, result):
    assert merged(old, new) == result


def test_a_changed_campaign_keeps_what_the_change_does_not_name():
    changed = revise(PROGRAMME, {"campaigns": [{"code": "double", "benefits": [{"multiplier": 3}]}]})

    assert changed.campaigns[0].benefits[0].value == "3"
    assert changed.campaigns[0].priority == 7
    assert PROGRAMME.campaigns[0].benefits[0].value == "2"


@pytest.mark.parametrize("change, code", [
    ({"campaigns": [{"code": "double", "benefitz": []}]}, "unknown_key"),
    ({"campaigns": [{"code": "double", "lane": "none"}]}, "unknown_reference"),
    ([], "wrong_type"),
])
def test_a_faulty_change_is_refused_with_its_findings(change, code):
    with pytest.raises(InvalidProgramme) as refusal:
        revise(PROGRAMME, change)

    assert code in codes(refusal.value.findings)
