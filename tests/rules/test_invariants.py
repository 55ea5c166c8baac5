"""Every check of the books finds what it looks for, and nothing in books that are well."""

from dataclasses import replace

import pytest

from rules.books import check_books
from rules.books.conversion import convert
from rules.books.holds import hold
from rules.books.refund import refund
from rules.books.spend import burn
from rules.entries import Draw, Entry, Posting
from tests.rules.coalition import Books, award, by, version

CONVERSION = {"code": "out", "source": "AIR", "target": "ALL", "block": 10, "gives": 8}


def told_books():
    """A burn, its refund, a hold and a conversion."""
    books = Books("ada", compiled=version(conversions=[CONVERSION]))
    books.earn("e1", "2026-03-01", award("ada", 100))
    burnt = books.run(burn, "p1", "2026-03-02", currency="AIR", points=40, partner="air").entries[0]
    books.run(refund, "r1", "2026-03-03", burnt, points=10)
    books.run(hold, "h1", "2026-03-04", currency="AIR", points=20, partner="air")
    books.run(convert, "c1", "2026-03-05", "out", 10)
    return books


def forged(entry, **changes):
    """An entry that no constructor would let pass."""
    copy = object.__new__(Entry)
    for field in Entry.__slots__:
        object.__setattr__(copy, field, changes.get(field, getattr(entry, field)))
    return copy


def changed(place, **changes):
    """The books with one entry forged, by its place."""
    def change(books):
        books.entries[place] = forged(books.entries[place], **changes)
    return change


def with_lot(**changes):
    """The books with the first lot changed."""
    def change(books):
        state = books.states["ada"]
        books.states["ada"] = replace(state, lots=(replace(state.lots[0], **changes), *state.lots[1:]))
    return change


def twice(place):
    return lambda books: books.entries.append(books.entries[place])


def owing(points):
    def change(books):
        books.states["ada"] = replace(books.states["ada"], owed={"AIR": points})
    return change


def gained(books):
    """A conversion back at a rate that gains."""
    legs = (Posting("programme:conversion", "ALL", 8), Posting("programme:conversion", "AIR", -11),
            Posting("x", "ALL", -8), Posting("x", "AIR", 11))
    reason = books.entries[4].reason
    books.entries.append(Entry("c2.1", "conversion", by("c2", "2026-03-05").occurred_at, reason, legs))


def test_books_that_are_well_have_no_finding():
    books = told_books()

    assert check_books(tuple(books.states.values()), books.entries) == ()


@pytest.mark.parametrize("change, code", [
    pytest.param(changed(0, postings=(Posting("member:ada:available", "AIR", 100),)), "entry_unbalanced",
                 id="1: an entry without its other leg"),
    pytest.param(twice(0), "name_twice", id="an entry written twice"),
    pytest.param(with_lot(pending=True), "balance_differs", id="2: a lot that is pending in the books alone"),
    pytest.param(changed(3, postings=()), "balance_differs", id="2: points held on no account"),
    pytest.param(with_lot(left=39), "lot_differs", id="3: a lot with a point missing"),
    pytest.param(with_lot(id="e9.1"), "lot_differs", id="3: a lot that nothing opened"),
    pytest.param(changed(1, draws=(Draw("e1.1", 101, "ada"),)), "lot_out_of_bounds", id="3: a lot below zero"),
    pytest.param(changed(2, draws=(Draw("e1.1", -41, "ada"),)), "lot_out_of_bounds", id="3: a lot above its size"),
    pytest.param(owing(5), "debt_wrong", id="a debt beside points"),
    pytest.param(owing(-5), "debt_wrong", id="a debt below nothing"),
    pytest.param(changed(1, draws=()), "spend_without_lots", id="3: a burn that draws no lot"),
    pytest.param(changed(2, negates=""), "refund_too_large", id="3: a refund of no burn"),
    pytest.param(lambda books: books.entries.extend(forged(books.entries[2], id=f"r{n}") for n in "1234"),
                 "refund_too_large", id="3: refunds of more than the burn"),
    pytest.param(gained, "conversion_gains", id="9: there and back ends higher"),
    pytest.param(changed(1, postings=(Posting("partner:air:honoured", "AIR", 40),)), "settlement_open",
                 id="10: money from nowhere"),
])
def test_each_check_finds_what_it_looks_for(change, code):
    books = told_books()

    change(books)

    assert code in {finding.code for finding in check_books(tuple(books.states.values()), books.entries)}
