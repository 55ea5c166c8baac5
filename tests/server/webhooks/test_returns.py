"""What comes back, in any order."""

from itertools import permutations

from tests.server.webhooks.till import Till, balance_of, coffee, points_of


def test_a_return_takes_back_exactly_what_its_lines_earned(till: Till) -> None:
    lines = [coffee("60.00"), {"sku": "X", "amount": "150.00"}]
    till.post(till.purchase("210.00", reference="P", lines=lines))

    answer = till.post(till.event("transaction.returned", of="P", lines=[{"sku": "C"}]))

    assert balance_of(answer) == 150


def test_many_small_returns_take_back_as_much_as_one(till: Till) -> None:
    till.post(till.purchase("21.90", reference="P"))

    for part in ("5.00", "5.00", "5.00"):
        till.post(till.event("transaction.returned", of="P", amount=part))
    last = till.post(till.event("transaction.returned", of="P", amount="6.90"))

    assert last.json["balances"].get("PTS", {"available": 0})["available"] == 0


def test_more_than_was_bought_cannot_come_back(till: Till) -> None:
    till.post(till.purchase("20.00", reference="P"))

    refused = till.post(till.event("transaction.returned", of="P", amount="20.01"))

    assert refused.status_code == 409
    assert refused.json["type"] == "/problems/return_too_large"


def test_a_return_before_its_purchase_is_parked_and_applied_when_it_comes(till: Till) -> None:
    early = till.post(till.event("transaction.returned", of="P", amount="64.00", reference="B"))
    till.post(till.purchase("64.00", reference="P"))

    assert early.json["status"] == "parked"
    assert balance_of(till.post(till.purchase("1.00"))) == 1


def test_a_parked_return_is_applied_inside_the_same_batch(till: Till) -> None:
    results = till.batch([till.event("transaction.returned", of="P", amount="64.00", reference="B"),
                          till.purchase("64.00", reference="P"), till.purchase("1.00")])

    assert [result["answer"]["status"] for result in results] == ["parked", "processed", "processed"]
    assert results[-1]["answer"]["balances"]["PTS"]["available"] == 1


def test_a_void_undoes_the_whole_purchase(till: Till) -> None:
    till.post(till.purchase("64.00", reference="P", lines=[coffee("64.00")]))

    voided = till.post(till.event("transaction.voided", of="P"))

    assert voided.json["balances"]["PTS"]["available"] == 0


def test_a_return_that_names_another_member_is_refused(till: Till) -> None:
    till.post(till.purchase("64.00", reference="P"))

    refused = till.post(till.event("transaction.returned", of="P", member="M-2"))

    assert refused.status_code == 422
    assert refused.json["errors"][0]["pointer"] == "/data/member/number"


def test_the_order_of_arrival_does_not_matter(till: Till) -> None:
    balances = {order: _balance_after(till, order) for order in permutations(range(4))}

    assert balances == dict.fromkeys(balances, 100 - 40 - 10 + 7 + 1)


def _balance_after(till: Till, order: tuple[int, ...]) -> int:
    """A purchase, two returns of it and another purchase, by a member of their own, arriving in this order."""
    name = "".join(map(str, order))
    lines = [coffee("40.00"), {"sku": "X", "amount": "60.00"}]
    events = [till.purchase("100.00", member=name, reference=f"P{name}", lines=lines),
              till.event("transaction.returned", member=name, of=f"P{name}", lines=[{"sku": "C"}]),
              till.event("transaction.returned", member=name, of=f"P{name}", lines=[{"sku": "X", "amount": "10.00"}]),
              till.purchase("7.00", member=name)]
    for place in order:
        till.post(events[place])
    return balance_of(till.post(till.purchase("1.00", member=name)))


def test_a_freed_bonus_goes_back_to_the_budget(till: Till) -> None:
    for reference in ("P1", "P2", "P3"):
        till.post(till.purchase("500.00", reference=reference, member=reference))

    till.post(till.event("transaction.returned", of="P1", member="P1"))

    assert points_of(till.post(till.purchase("500.00", member="N"))) == 600
