"""What was sealed cannot be changed unseen, and the first row that was is named."""

import pytest

from rules.books.spend import burn
from server.db import reading, writing
from server.ledger import chain
from server.ledger.chain import seal, verify
from tests.rules.coalition import award
from tests.server.ledger import kept as kept_books
from tests.server.ledger.kept import NOON, Kept, publish
from tests.server.ledger.tampering import tampered

pytestmark = pytest.mark.tampers


@pytest.fixture
def kept(engine):
    publish(engine)
    books = Kept(engine, "ada", "bob")
    books.earn("e1", "2026-03-01", award("ada", 50), award("bob", 5, rule="campaign:friends"))
    books.earn("e2", "2026-03-02", award("ada", 70))
    books.run(burn, "b1", "2026-03-02", currency="AIR", points=20, partner="air")
    return books


def findings(engine):
    with reading(engine) as connection:
        return [finding.sentence for finding in verify(connection)]


def test_what_was_sealed_and_not_changed_verifies(kept):
    assert kept.seal() == 5
    assert findings(kept.engine) == []


def test_an_event_is_sealed_once(kept):
    kept.seal()
    kept.earn("e3", "2026-03-03", award("ada", 1))

    assert (kept.seal(), kept.seal()) == (1, 0)
    assert findings(kept.engine) == []


def test_blocks_are_made_while_others_write_and_of_two_that_seal_one_counts(kept):
    with writing(kept.engine), reading(kept.engine) as connection:
        made = chain.blocks(connection, NOON)

    assert [_appended(kept.engine, made) for _ in range(2)] == [5, 0]
    assert findings(kept.engine) == []


def _appended(engine, made):
    with writing(engine) as connection:
        return chain.append(connection, made)


def test_an_event_whose_commit_came_late_is_sealed_by_the_next(kept, monkeypatch):
    kept.seal()
    monkeypatch.setattr(kept_books, "NOON", NOON - chain.OVERLAP / 2)
    kept.earn("late", "2026-03-03", award("ada", 1))

    assert kept.seal() == 1


def test_a_long_ledger_is_sealed_in_blocks_that_follow_each_other(kept, monkeypatch):
    monkeypatch.setattr(chain, "BLOCK_EVENTS", 2)
    kept.seal()

    with reading(kept.engine) as connection:
        links = connection.rows("SELECT number, previous, hash FROM block ORDER BY number")
    assert [number for number, *_ in links] == [1, 2, 3]
    assert [previous for _, previous, _ in links] == ["", links[0][2], links[1][2]]
    assert findings(kept.engine) == []


@pytest.mark.parametrize("damage, named", [
    pytest.param("UPDATE posting SET points = points + 1 WHERE event_id = 'e1' AND account = 'available' "
                 "AND member_id = 'ada'", '["posting","ada","e1",1,1,"available","AIR",51]', id="one amount"),
    pytest.param("UPDATE entry SET occurred_at = occurred_at + 1 WHERE event_id = 'e2'", '["entry","ada","e2",1',
                 id="one date"),
    pytest.param("UPDATE posting SET points = 6 WHERE member_id = 'bob' AND account = 'available'",
                 '["posting","bob","e1",2', id="in another member's books"),
    pytest.param("UPDATE event SET answer = 'other' WHERE id = 'e1'", '["event","ada","e1"', id="one answer"),
    pytest.param("UPDATE draw SET points = 21 WHERE event_id = 'b1'", '["draw","ada","b1"', id="one draw"),
    pytest.param("DELETE FROM entry WHERE event_id = 'e2'", 'of event e2', id="one row gone"),
    pytest.param("DELETE FROM draw WHERE event_id = 'b1'", "a row of event b1 is gone", id="the last row gone"),
    pytest.param("INSERT INTO draw VALUES ('ada', 'e2', 1, 9, 'e2.1', 1)", '["draw","ada","e2",1,9', id="one row more"),
])
def test_one_changed_row_is_found_and_named(kept, damage, named):
    kept.seal()
    tampered(kept.engine, damage)

    [sentence] = findings(kept.engine)

    assert sentence.startswith("block 1 is not as it was sealed: ")
    assert named in sentence


@pytest.mark.parametrize("damage, sentence", [
    pytest.param("UPDATE block SET events = replace(events, 'e2', 'e9') WHERE number = 1", "block 1 is not", id="list"),
    pytest.param("UPDATE block SET hash = 'x' WHERE number = 1", "block 2 does not follow block 1", id="hash"),
    pytest.param("DELETE FROM block WHERE number = 1", "block 2 does not follow block 0", id="first block gone"),
    pytest.param("UPDATE block SET number = 5 WHERE number = 3", "block 5 does not follow block 2", id="renumbered"),
])
def test_a_changed_chain_is_found(kept, monkeypatch, damage, sentence):
    monkeypatch.setattr(chain, "BLOCK_EVENTS", 2)
    kept.seal()
    tampered(kept.engine, damage)

    assert any(found.startswith(sentence) for found in findings(kept.engine))


def test_nothing_is_sealed_by_a_transaction_that_fails(kept):
    with pytest.raises(RuntimeError):
        seal_and_fail(kept.engine)

    assert kept.seal() == 5


def seal_and_fail(engine):
    with writing(engine) as connection:
        assert seal(connection, NOON) == 5
        raise RuntimeError
