"""A quote is what the webhook then says, and writes nothing."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.clock import now
from server.ids import new_id
from tests.server.ledger.kept import dump
from tests.server.webhooks.till import PROGRAMME

RICH = PROGRAMME.replace("policies: {late_days: 30}", """
  - code: to-shop
    source: MILE
    target: PTS
    block: 100
    gives: 100
policies: {late_days: 30, member_caps: [{limit: 5000, period: month}]}
""").replace("""conversions:
""", """  - code: tenth
    name: A tenth off tea
    lines: line.category == "tea"
    benefits: [{discount: 10%}]
  - code: first
    name: The first in all
    when: event.amount > 20
    benefits: [{points: 30}]
    caps: [{limit: 90, per: campaign, period: lifetime}, {limit: 2, of: times, period: day}]
  - code: birthday
    name: Newsletter
    when: member.attributes.newsletter ?? false
    benefits: [{points: 5}]
conversions:
""").replace("event.amount >= 500", "event.amount >= 40").replace(
    "policies:", "attributes: {member.newsletter: flag}\npolicies:")
cents = st.integers(0, 90_000).map(lambda cents: Decimal(cents) / 100)
lines = st.fixed_dictionaries({"category": st.sampled_from(["coffee", "tea", "bread"]), "amount": cents})
baskets = st.fixed_dictionaries({
    "lines": st.lists(lines, min_size=1, max_size=4), "number": st.sampled_from(["A", "B", "NEW"]),
    "points_paid": st.sampled_from([0, 0, 0, 1, 20, 10_000]), "before_discounts": st.booleans(),
    "referrer": st.sampled_from(["", "", "A", "B", "nobody"])})


def data_of(basket, at):
    """The ``data`` of a purchase."""
    total = sum(line["amount"] for line in basket["lines"])
    return {
        "reference": new_id(), "member": {"number": basket["number"]}, "occurred_at": at.isoformat(),
        "amount": f"{total:.2f}", "currency": "CNY", "points_paid": basket["points_paid"],
        "lines": [{"category": line["category"], "amount": f"{line['amount']:.2f}"} for line in basket["lines"]],
        "before_discounts": basket["before_discounts"],
        **({"referrer": basket["referrer"]} if basket["referrer"] else {})}


def said(answer):
    """What an answer says, without the ids of its event and of the entries it made."""
    if answer.status_code != 200:
        return answer.status_code, answer.json["type"], answer.json["detail"]
    return {name: value for name, value in answer.json.items() if name not in ("event", "to_pay", "may_pay")}


@pytest.fixture
def till(site, ada):
    site.coalition.publish(RICH, now() - timedelta(days=2))
    till = site.till()
    till.post(till.purchase("40", member="B", reference="earn-B"))
    till.post(till.event("member.updated", member="B", attributes={"newsletter": True}))
    return till


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(baskets, min_size=1, max_size=3))
def test_a_quote_is_what_the_webhook_then_says(site, shop, till, bought):
    for basket in bought:
        data = data_of(basket, now() - timedelta(minutes=1))
        before = dump(site.coalition.engine)
        quoted = shop.post("/quotes", data, key="")
        assert dump(site.coalition.engine) == before

        posted = till.post({"type": "transaction.completed", "data": data})

        assert said(quoted) == said(posted)


def quoted(shop, **data):
    return shop.post("/quotes", {"reference": "Q", "member": {"number": "A"}, "amount": "10.00", "currency": "CNY",
                                 "occurred_at": now().isoformat(), **data}, key="")


@pytest.mark.parametrize("amount, points, worth, why_not", [
    ("1.00", 100, "1.00", ""), ("10.00", 250, "2.50", ""), ("0.00", 0, "0.00", "amount_too_small")])
def test_a_quote_says_how_many_points_may_pay(shop, ada, amount, points, worth, why_not):
    assert quoted(shop, amount=amount).json["may_pay"] == {
        "currency": "PTS", "points": points, "worth": worth, "why_not": why_not}


def test_a_quote_says_why_none_may_pay(caller, site, ada):
    club, shop = caller("CLUB"), caller("SHOP")
    club.post("/members", {"number": "A"})

    assert quoted(club).json["may_pay"]["why_not"] == "not_honoured"
    assert quoted(shop, member={"number": "NEW"}).json["may_pay"]["why_not"] == "no_points"


def test_discounts_are_taken_off_what_is_to_pay(shop, till):
    answer = quoted(shop, lines=[{"category": "tea", "amount": "10.00"}], before_discounts=True)

    assert (answer.json["to_pay"], answer.json["discounts"][0]["amount"]) == ("9.00", "1.00")


@pytest.mark.parametrize("partner, status", [("SHOP", 200), ("AIR", 404), ("CLUB", 404)])
def test_an_unknown_number_is_quoted_where_it_would_be_enrolled(caller, partner, status):
    assert quoted(caller(partner), member={"number": "NEW"}).status_code == status


def test_what_would_be_held_is_not_quoted(shop, ada):
    answer = quoted(shop, occurred_at=(now() - timedelta(days=31)).isoformat())

    assert (answer.status_code, answer.json["type"]) == (422, "/problems/refused")


@pytest.mark.parametrize("raw", [b'{"a": 1},"type":"x"', b"[]", b'{"reference": "Q"}', b"{}}"])
def test_a_body_that_is_no_purchase_is_refused(shop, raw):
    assert shop.post("/quotes", raw, key="").status_code in (400, 422)


def test_pointers_lead_into_the_body_that_was_sent(shop, ada):
    answer = quoted(shop, lines=[{"category": "tea", "amount": "-1"}])

    assert [each["pointer"] for each in answer.json["errors"]] == ["/lines/0/amount"]
    assert json.dumps(answer.json).count("/data") == 0
