"""Points that a person adds, takes or gives away."""

import pytest

from rules.books.adjust import ReasonMissing, SecondPersonNeeded, UnknownCurrency, adjust
from rules.books.lots import InsufficientPoints, PointsNotPositive
from rules.books.transfer import SameMember, TransfersClosed, transfer
from rules.gather import UnknownPartner
from tests.rules.coalition import Books, award, day, told, version

EVE = {"person": "eve", "text": "till was down"}
OPEN = version(policies={"transfers": 'member.balance("AIR") >= 50'}, currencies={"BEE": {"expiry": {"months": 12}}})


def test_an_adjustment_names_its_person_and_reason():
    books = Books("ada")

    plan = books.run(adjust, "a1", "2026-03-01", currency="AIR", points=30, partner="air", reason=EVE)

    assert told(plan.entries) == "adjustment partner:air:issued -30 AIR, member:ada:available +30 AIR"
    assert (plan.entries[0].reason.person, plan.entries[0].reason.text) == ("eve", "till was down")


def test_the_programme_pays_where_no_partner_does():
    books = Books("ada")

    books.run(adjust, "a1", "2026-03-01", currency="AIR", points=30, reason=EVE)
    books.run(adjust, "a2", "2026-03-01", currency="AIR", points=-10, reason=EVE)

    assert (books.account("programme:adjustment"), books.available()) == (-20, 20)


@pytest.mark.parametrize("given, last", [
    pytest.param(None, "2027-03-01", id="as long as the currency's points live"),
    pytest.param("2026-05-05", "2026-05-05", id="as long as the person says"),
])
def test_added_points_have_a_last_day(given, last):
    books = Books("ada", compiled=OPEN)

    books.run(adjust, "a1", "2026-03-01", currency="BEE", points=30, expires_on=day(given or ""), reason=EVE)

    assert books.lots("BEE") == [(last, 30)]


@pytest.mark.parametrize("points, reason, error", [
    pytest.param(5, {}, ReasonMissing, id="nobody"),
    pytest.param(5, {"person": "eve", "text": " "}, ReasonMissing, id="no reason"),
    pytest.param(1001, EVE, SecondPersonNeeded, id="above the limit"),
    pytest.param(-1001, EVE, SecondPersonNeeded, id="below the limit"),
    pytest.param(1001, {**EVE, "second": "eve"}, SecondPersonNeeded, id="twice the same person"),
    pytest.param(-1, EVE, InsufficientPoints, id="more than there is"),
    pytest.param(0, EVE, PointsNotPositive, id="nothing"),
])
def test_an_adjustment_is_answered_for(points, reason, error):
    with pytest.raises(error):
        Books("ada").run(adjust, "a1", "2026-03-01", currency="AIR", points=points, reason=reason)


def test_an_adjustment_is_of_a_currency_and_by_a_partner_that_exist():
    with pytest.raises(UnknownCurrency):
        Books("ada").run(adjust, "a1", "2026-03-01", currency="SEA", points=5, reason=EVE)
    with pytest.raises(UnknownPartner):
        Books("ada").run(adjust, "a1", "2026-03-01", currency="AIR", points=5, partner="sea", reason=EVE)


@pytest.mark.parametrize("points, reason", [
    pytest.param(1000, EVE, id="up to the limit one person does"),
    pytest.param(1001, {**EVE, "second": "mallory"}, id="above it two"),
])
def test_a_second_person_answers_above_the_limit(points, reason):
    books = Books("ada")

    books.run(adjust, "a1", "2026-03-01", currency="AIR", points=points, reason=reason)

    assert books.available() == points


def gift(compiled=OPEN):
    books = Books("ada", "ben", compiled=compiled)
    books.earn("e1", "2026-03-01", award("ada", 60, expires="2026-04-30"), award(
        "ada", 40, rule="campaign:x", expires="2026-12-31"))
    return books


def test_points_given_away_keep_their_last_days():
    books = gift()

    plan = books.run(transfer, "t1", "2026-03-02", books.states["ben"], currency="AIR", points=70)

    assert told(plan.entries) == (
        "transfer programme:transfer +70 AIR, member:ada:available -70 AIR\n"
        "transfer programme:transfer -70 AIR, member:ben:available +70 AIR")
    assert books.lots(member="ben") == [("2026-04-30", 60), ("2026-12-31", 10)]
    assert [lot.id for lot in books.states["ben"].lots] == ["t1.2", "t1.2.2"]


def test_a_gift_first_repays_what_the_receiver_owes():
    books = gift()
    books.earn("e2", "2026-03-01", award("ben", 50), member="ben")
    books.run(adjust, "a1", "2026-03-01", currency="AIR", points=-50, member="ben", reason=EVE)
    books.give_back("r1", "2026-03-01", "e2")

    books.run(transfer, "t1", "2026-03-02", books.states["ben"], currency="AIR", points=70)

    assert (books.available(member="ben"), books.lots(member="ben")) == (20, [("2026-04-30", 10), ("2026-12-31", 10)])


def test_who_may_give_points_away_is_a_rule():
    closed = gift(version())
    with pytest.raises(TransfersClosed):
        closed.run(transfer, "t1", "2026-03-02", closed.states["ben"], currency="AIR", points=1)

    books = gift()
    with pytest.raises(TransfersClosed):
        books.run(transfer, "t1", "2026-03-02", books.states["ada"], currency="AIR", points=1, member="ben")


def test_nobody_gives_points_to_themselves_or_more_than_they_have():
    books = gift()

    with pytest.raises(SameMember):
        books.run(transfer, "t1", "2026-03-02", books.states["ada"], currency="AIR", points=1)
    with pytest.raises(InsufficientPoints):
        books.run(transfer, "t1", "2026-03-02", books.states["ben"], currency="AIR", points=101)
