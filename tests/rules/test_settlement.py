"""Who owes whom for a period."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.books.settlement import NoPrice, Payment, close, payments_for, settle, totals_of
from rules.books.spend import burn
from tests.rules.coalition import Books, award, by, day, told

CENT = {"AIR": Decimal("0.01"), "BEE": Decimal("0.01"), "ALL": Decimal("0.01")}
MARCH = (day("2026-03-01"), day("2026-04-01"))


def test_a_bonus_paid_61_to_40_is_settled_to_the_cent():
    totals = {("partner:air:issued", "AIR"): -61, ("partner:bee:issued", "AIR"): -40,
              ("member:ada:available", "AIR"): 101}

    statement = settle(*MARCH, totals, CENT)

    assert statement.positions == {"partner:air": -61, "partner:bee": -40, "programme": 101}
    assert statement.payments == (Payment("partner:air", "programme", 61), Payment("partner:bee", "programme", 40))


def test_who_honours_is_paid_by_who_issued():
    books = Books("ada")
    books.earn("e1", "2026-03-01", award("ada", 500, "ALL"))
    books.run(burn, "p1", "2026-03-02", currency="ALL", points=300, partner="bee")

    statement = settle(*MARCH, totals_of(books.entries), CENT)

    assert statement.positions == {"partner:air": -500, "partner:bee": 300, "programme": 200}
    assert statement.payments == (Payment("partner:air", "partner:bee", 300), Payment("partner:air", "programme", 200))


@pytest.mark.parametrize("points, positions", [
    pytest.param((1, 1, 1), {"partner:a": 0, "partner:b": -1, "partner:c": -1, "programme": 2}, id="two cents of 1.8"),
    pytest.param((1, 1, 0), {"partner:a": 0, "partner:b": -1, "programme": 1}, id="ties go to the first by name"),
])
def test_fractions_of_a_cent_go_to_the_largest_remainders(points, positions):
    totals = {(f"partner:{code}:issued", "AIR"): -part for code, part in zip("abc", points, strict=True) if part}
    totals["member:ada:available", "AIR"] = sum(points)

    assert settle(*MARCH, totals, {"AIR": Decimal("0.006")}).positions == positions


def test_a_currency_without_a_price_cannot_be_settled():
    with pytest.raises(NoPrice) as refused:
        settle(*MARCH, {("partner:air:issued", "SEA"): -1, ("pool:x", "SEA"): 1}, CENT)
    assert (refused.value.code, refused.value.currency) == ("no_price", "SEA")


def test_a_closed_period_leaves_nothing_on_the_partners_accounts():
    books = Books("ada")
    books.earn("e1", "2026-03-01", award("ada", 500, "ALL"))
    books.run(burn, "p1", "2026-03-02", currency="ALL", points=300, partner="bee")
    totals = totals_of(books.entries)

    plan = books.write(close(by("s1", "2026-04-01"), totals))

    assert told(plan.entries) == (
        "settlement partner:air:issued +500 ALL, partner:bee:honoured -300 ALL, programme:settled -200 ALL")
    assert books.account("partner:air:issued", "ALL") == books.account("partner:bee:honoured", "ALL") == 0
    assert totals_of(books.entries) == totals


def test_a_period_without_partners_needs_no_entry():
    assert close(by("s1", "2026-04-01"), {("pool:x", "ALL"): 5, ("member:ada:available", "ALL"): -5}).entries == ()


ACCOUNTS = st.sampled_from([f"partner:{code}:{kind}" for code in "abcd" for kind in ("issued", "honoured")])
MOVES = st.lists(st.tuples(ACCOUNTS, st.sampled_from(["AIR", "BEE"]), st.integers(-10**6, 10**6)), max_size=12)
PRICES = st.fixed_dictionaries(dict.fromkeys(("AIR", "BEE"), st.decimals("0.0001", 3, places=4)))


def balanced(moves):
    """Totals in which members hold what partners gave."""
    totals = {}
    for account, currency, points in moves:
        for place, part in ((account, points), ("member:ada:available", -points)):
            totals[place, currency] = totals.get((place, currency), 0) + part
    return totals


@given(MOVES, PRICES)
def test_settlement_nets_to_zero_and_is_off_by_less_than_a_cent_for_anyone(moves, prices):
    totals = balanced(moves)

    positions = settle(*MARCH, totals, prices).positions

    assert sum(positions.values()) == 0
    for code in "abcd":
        exact = sum((points * prices[currency] * 100 for (account, currency), points in totals.items()
                     if account.startswith(f"partner:{code}:")), Decimal(0))
        assert abs(positions.get(f"partner:{code}", 0) - exact) < 1


@given(st.lists(st.integers(-10**6, 10**6), max_size=8))
def test_payments_settle_everyone_with_fewer_payments_than_parties(money):
    positions = {f"partner:{place}": part for place, part in enumerate([*money, -sum(money)])}

    payments = payments_for(positions)

    for payment in payments:
        positions[payment.payer] += payment.amount_minor
        positions[payment.payee] -= payment.amount_minor
    assert set(positions.values()) == {0}
    assert len(payments) < len(positions)
    assert all(payment.amount_minor > 0 and payment.payer != payment.payee for payment in payments)


@given(MOVES, PRICES, st.randoms())
def test_a_statement_is_the_same_in_whatever_order_its_entries_come(moves, prices, random):
    shuffled = list(balanced(moves).items())
    random.shuffle(shuffled)

    assert settle(*MARCH, dict(shuffled), prices) == settle(*MARCH, balanced(moves), prices)
