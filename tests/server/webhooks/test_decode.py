"""The fast decoder and the documented schemas take and refuse the same bodies."""

import json
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.problems import Problem
from server.webhooks.decode import decode, explain

PURCHASE: dict[str, Any] = {
    "type": "transaction.completed", "timestamp": "2026-03-03T01:15:00Z",
    "data": {"reference": "S12-000871", "member": {"number": "A-778"}, "occurred_at": "2026-03-03T09:15:00+08:00",
             "amount": "300.00", "currency": "CNY", "tax": "0.00", "channel": "store", "store": "S12",
             "lines": [{"sku": "8801", "name": "Latte", "category": "coffee", "brand": "Lumo", "quantity": 2,
                        "amount": "300.00", "tags": ["hot"]}],
             "payments": [{"method": "card", "amount": "300.00"}], "attributes": {"nps": 9, "app": True}}}
RETURN: dict[str, Any] = {
    "type": "transaction.returned",
    "data": {"reference": "R1", "of": "S12-000871", "member": {"number": "A-778"}, "amount": "1.50",
             "occurred_at": "2026-03-03T09:15:00+08:00", "lines": [{"position": 0, "quantity": "1.5"}]}}
ACTIVITY: dict[str, Any] = {
    "type": "activity.check_in",
    "data": {"reference": "A1", "member": {"number": "A-778"}, "occurred_at": "2026-03-03T09:15:00+08:00",
             "attributes": {"mood": "good"}, "store": "S1"}}
ODD: list[Any] = [
    None, True, False, 0, -1, 1, 2**63, 10**30, "", " ", "12", "12.345", "-1", "NaN", "Infinity", "1e400", "1E+9",
    "0.0000001", "x" * 61, "x" * 81, "x" * 121, "x" * 201, "\u0000", "é\n", "\ud800", [], {}, [1], {"a": {}},
    "2026-03-03",
    "2026-03-03T09:15:00", "0001-01-01T00:00:00Z", "2300-01-01T00:00:00Z", "cny", "CNY", "CNY\n", "member.joined",
    "activity.", "activity.Ab", "transaction.completed\n", ["a"] * 60, [""],
]


def verdicts(body: bytes) -> tuple[bool, bool]:
    """Whether the fast decoder takes a body, and whether the schemas find nothing against it."""
    try:
        decode(body, "P", "e")
    except Problem as problem:
        return problem.status not in (400, 422), explain(body) is None
    return True, explain(body) is None


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place inside a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, part in inner for found in places(part, (*path, key)))]


def changed(value: Any, path: tuple[Any, ...], part: Any) -> Any:
    """A copy of a JSON value with one place replaced."""
    if not path:
        return part
    copy = deepcopy(value)
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = part
    return copy


@pytest.mark.parametrize("body", [PURCHASE, RETURN, ACTIVITY], ids=lambda body: body["type"])
def test_the_documented_bodies_are_taken(body: dict[str, Any]) -> None:
    assert verdicts(json.dumps(body).encode()) == (True, True)


@pytest.mark.parametrize("body", [PURCHASE, RETURN, ACTIVITY], ids=lambda body: body["type"])
def test_every_place_of_a_body_is_judged_alike_by_both_for_every_odd_value(body: dict[str, Any]) -> None:
    differ = [(path, odd) for path in places(body) for odd in ODD
              if len(set(verdicts(json.dumps(changed(body, path, odd)).encode("utf-8", "surrogatepass")))) == 2]

    assert differ == []


@pytest.mark.parametrize("body", [PURCHASE, RETURN, ACTIVITY], ids=lambda body: body["type"])
def test_a_missing_field_is_judged_alike_by_both(body: dict[str, Any]) -> None:
    for path in places(body):
        if path and isinstance(path[-1], str):
            lacking = deepcopy(body)
            inner = lacking
            for key in path[:-1]:
                inner = inner[key]
            del inner[path[-1]]
            fast, documented = verdicts(json.dumps(lacking).encode())
            assert fast == documented, path


@given(st.decimals(allow_nan=True, allow_infinity=True), st.booleans())
def test_money_is_judged_alike_by_both_as_text_and_as_number(amount: Decimal, as_text: bool) -> None:
    written = json.dumps(str(amount)) if as_text else str(amount)
    body = json.dumps(changed(RETURN, ("data", "amount"), "@")).replace('"@"', written)

    fast, documented = verdicts(body.encode())

    assert fast == documented


@given(st.binary(max_size=200))
def test_no_bytes_break_the_decoder(body: bytes) -> None:
    fast, documented = verdicts(body)

    assert fast == documented


def test_every_bad_field_is_named_by_its_pointer() -> None:
    body = changed(changed(PURCHASE, ("data", "lines", 0, "amount"), "12.345"), ("data", "currency"), "yuan")

    with pytest.raises(Problem) as caught:
        decode(json.dumps(body).encode(), "P", "e")

    assert {error.pointer for error in caught.value.errors} == {"/data/currency", "/data/lines/0/amount"}
