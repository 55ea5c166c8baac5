"""Lotteries whose outcome anyone can check."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.books.draws import Chance, SeedTooShort, audit, commitment, die_of, draw
from rules.books.game import DrawClosed, play
from rules.books.lots import InsufficientPoints
from tests.rules.coalition import Books, award, by, name, told, version

PRIZES = [Chance("car", Decimal("0.1"), 1), Chance("mug", Decimal("0.4"))]
SEED = b"sixteen bytes at least"


@pytest.mark.parametrize("die, outcome", [
    pytest.param("0", ("car", "won"), id="the first prize begins at nothing"),
    pytest.param("0.0999", ("car", "won"), id="just the first"),
    pytest.param("0.1", ("mug", "won"), id="where the second begins"),
    pytest.param("0.4999", ("mug", "won"), id="just the second"),
    pytest.param("0.5", ("", "no_luck"), id="beyond all prizes"),
])
def test_prizes_divide_the_die_in_order(die, outcome):
    drawn = draw(PRIZES, Decimal(die))

    assert (drawn.prize, drawn.why) == outcome


def test_a_prize_that_is_gone_makes_no_other_likelier():
    gone = [Chance("car", Decimal("0.1"), 0), PRIZES[1]]

    assert draw(gone, Decimal("0.05")).why == "out_of_stock"
    assert draw(gone, Decimal("0.5")).why == "no_luck"


@pytest.mark.parametrize("chances, die", [
    pytest.param(PRIZES, "1", id="a die of one"),
    pytest.param(PRIZES, "-0.1", id="a die below nothing"),
    pytest.param([Chance("car", Decimal("0.7")), Chance("mug", Decimal("0.4"))], "0", id="odds of more than one"),
    pytest.param([Chance("car", Decimal("-0.1"))], "0", id="odds below nothing"),
])
def test_impossible_dice_and_odds_are_refused(chances, die):
    with pytest.raises(ValueError, match="in \\[0, 1"):
        draw(chances, Decimal(die))


def test_the_dice_of_a_seed_fall_everywhere_alike():
    tenths = Counter(int(die_of(SEED, f"t{number}") * 10) for number in range(2000))

    assert set(tenths) == set(range(10))
    assert all(140 < times < 260 for times in tenths.values())


@given(st.binary(min_size=16, max_size=40), st.text(max_size=20))
def test_a_die_depends_on_seed_and_ticket_alone(seed, ticket):
    assert 0 <= die_of(seed, ticket) < 1
    assert die_of(seed, ticket) == die_of(bytes(seed), str(ticket))
    assert die_of(seed, ticket + "x") != die_of(seed, ticket)


def test_an_audit_finds_the_seed_and_the_tickets_that_do_not_fit():
    published, dice = commitment(SEED), {ticket: die_of(SEED, ticket) for ticket in ("t1", "t2")}
    assert audit(published, SEED, dice) == ()

    assert audit(published, SEED, dice | {"t2": Decimal("0.5")}) == ("t2",)
    assert audit(published, b"another seed of some", dice) == ("", "t1", "t2")


def test_a_seed_that_could_be_guessed_is_refused():
    with pytest.raises(SeedTooShort):
        commitment(b"fifteen bytes..")


GAME = {"code": "wheel", "name": name("Wheel"), "currency": "ALL", "price": 50, "starts_on": "2026-03-01",
        "ends_on": "2026-03-31", "prizes": [
            {"code": "car", "name": name("Car"), "odds": "0.1", "stock": 1},
            {"code": "points", "name": name("Points"), "odds": "0.2", "points": 500}]}
COMPILED = version(draws=[GAME])


def ticket(books, when="2026-03-10", die="0.05", *, left=1, game="wheel", free=False):
    plan, outcome = play(COMPILED, by("t1", when), books.states["ada"], game, Decimal(die),
                         left={"car": left}, free=free)
    return books.write(plan), outcome


def player(points=60):
    books = Books("ada", compiled=COMPILED)
    books.earn("e1", "2026-03-01", award("ada", points, "ALL"))
    return books


def test_a_ticket_costs_its_price_and_brings_a_gift():
    books = player()

    plan, outcome = ticket(books)

    assert (outcome.prize, books.available("ALL")) == ("car", 10)
    assert told(plan.entries) == "burn programme:draws +50 ALL, member:ada:available -50 ALL"
    assert [(grant.kind, grant.code, grant.quantity) for grant in plan.grants] == [("gift", "car", 1)]


def test_a_prize_of_points_is_paid_from_where_the_price_went():
    books = player()

    plan, _ = ticket(books, die="0.1")

    assert (books.available("ALL"), books.account("programme:draws", "ALL")) == (510, -450)
    assert {entry.reason.rule for entry in plan.entries} == {"draw:wheel"}


def test_a_chance_that_was_granted_costs_no_points():
    plan, outcome = ticket(player(0), die="0.9", free=True)

    assert (plan.entries, outcome.why) == ((), "no_luck")
    assert [(grant.kind, grant.code, grant.quantity) for grant in plan.grants] == [("chance", "wheel", -1)]


def test_a_prize_without_stock_is_not_given():
    plan, outcome = ticket(player(), left=0)

    assert (plan.grants, outcome.why) == ((), "out_of_stock")


@pytest.mark.parametrize("when, game, why", [
    pytest.param("2026-02-28", "wheel", "schedule", id="not yet"),
    pytest.param("2026-04-01", "wheel", "schedule", id="no more"),
    pytest.param("2026-03-31", "roulette", "unknown", id="no such game"),
])
def test_a_closed_draw_takes_no_ticket(when, game, why):
    with pytest.raises(DrawClosed) as refused:
        ticket(player(), when, game=game)
    assert (refused.value.code, refused.value.why) == ("draw_closed", why)


def test_a_ticket_that_cannot_be_paid_is_refused():
    with pytest.raises(InsufficientPoints):
        ticket(player(49))
