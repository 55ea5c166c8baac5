"""Who members are: told by partners, found in any way of writing, sealed in every row, sealed anew with new keys."""

from io import StringIO

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from server.fields import Keyring, Unsealable, index_key_of, secret_keyring
from server.models import Member, ProfileField, Waiting
from server.services.members import profiles
from server.services.members.importing import import_members
from server.services.members.profiles import members_with, profile_of, rotate, tell, words_of
from server.services.partners.held import accept, waiting
from server.taking.intake import Taking
from tests.server.ledger.kept import dump
from tests.server.webhooks.till import open_coalition

ADA = {"name": "Ada Long", "email": "Ada@Example.com", "phone": "139 0000 0000", "address": "1 Long Road"}
KEYRING = secret_keyring("key")


@pytest.fixture
def coalition(engine, tmp_path):
    return open_coalition(engine, tmp_path)


@pytest.fixture
def session(engine):
    with Session(engine) as session:
        yield session


@pytest.fixture
def ada(coalition, session):
    """A member whom the shop has told of; her id."""
    till = coalition.till()
    assert till.post(till.event("member.joined", member="A", attributes=ADA)).status_code == 200
    found = session.scalars(select(Member.id)).one()
    session.commit()
    return found


@pytest.fixture
def let_in(coalition, engine, session):
    """Let the event in that waits under ``J1``, with a keyring."""
    def let_in(keyring):
        held = waiting(session, "AIR", "J1")
        session.commit()
        return accept(Taking(engine, coalition.versions, keyring), held, "eve", "known")
    return let_in


def test_what_a_partner_tells_is_read_again(session, ada):
    assert profile_of(session, KEYRING, ada) == ADA


@pytest.mark.parametrize("field, value", [("email", "ada@example.com"), ("phone", "+86 13900000000")])
def test_a_member_is_found_however_it_is_written(session, ada, field, value):
    assert members_with(session, KEYRING, field, value) == (ada,)
    assert members_with(session, secret_keyring("another"), field, value) == ()


def test_a_later_word_of_the_same_partner_takes_the_place_of_the_earlier(coalition, session, ada):
    till = coalition.till()
    till.post(till.event("member.updated", member="A", reference="N", attributes={"email": "new@example.com"}))

    assert profile_of(session, KEYRING, ada)["email"] == "new@example.com"
    assert members_with(session, KEYRING, "email", ADA["email"]) == ()


def test_each_partner_has_its_own_word_and_the_newest_counts(coalition, session, ada):
    tell(session, KEYRING, ada, {"email": "own@example.com"})
    session.commit()

    assert profile_of(session, KEYRING, ada)["email"] == "own@example.com"
    assert profile_of(session, KEYRING, ada, told_by="SHOP") == ADA
    assert profile_of(session, KEYRING, ada, told_by="AIR") == {}


def test_an_empty_word_takes_the_earlier_one_away(session, ada):
    tell(session, KEYRING, ada, {"email": " ", "phone": ""}, "SHOP")
    session.commit()

    assert profile_of(session, KEYRING, ada).keys() == {"name", "address"}


def test_two_members_may_share_a_phone_and_rules_see_that_they_do(coalition, session, ada):
    till = coalition.till()
    till.post(till.event("member.joined", member="B", reference="N", attributes={"phone": "0086-139-0000-0000"}))

    assert len(members_with(session, KEYRING, "phone", ADA["phone"])) == 2
    assert len(set(session.scalars(select(Member.phone)))) == 1


def test_words_that_were_swapped_between_rows_do_not_open(session, ada):
    email, name = (session.get(ProfileField, (ada, "SHOP", field)) for field in ("email", "name"))
    email.value, name.value = name.value, email.value
    session.commit()

    with pytest.raises(Unsealable, match="does not stand where it was sealed"):
        words_of(session, KEYRING, ada)


@pytest.mark.parametrize("field, value", [("email", "nobody"), ("phone", "12")])
def test_a_word_that_is_none_refuses_its_event_and_keeps_nothing(coalition, engine, field, value):
    till, before = coalition.till(), dump(engine)

    answer = till.post(till.event("member.joined", attributes={field: value}))

    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, f"/data/attributes/{field}")
    assert dump(engine) == before


def test_an_event_that_waits_keeps_its_words_sealed_until_it_is_let_in(coalition, session, let_in):
    till = coalition.till("AIR")
    till.post(till.event("member.joined", member="F-1", reference="J1", attributes=ADA))
    body = session.scalars(select(Waiting.body)).one()

    let_in(KEYRING)

    assert not [value for value in ADA.values() if value in body]
    assert profile_of(session, KEYRING, session.scalars(select(Member.id)).one()) == ADA


def test_imported_members_are_found_and_a_bad_word_names_its_column(coalition, engine, session):
    file = StringIO("number_SHOP,email,phone\nA,ada@example.com,13900000000\nB,nobody,\nC,,12\n")

    done = import_members(engine, file, ["SHOP"], KEYRING)

    assert [(row.line, row.column) for row in done.bad] == [(3, "email"), (4, "phone")]
    assert members_with(session, KEYRING, "email", "ADA@example.com") == tuple(session.scalars(select(Member.id)))
    assert session.scalars(select(Member.phone)).one() == session.get(
        ProfileField, (session.scalars(select(Member.id)).one(), "", "phone")).blind_index


@pytest.fixture
def rings():
    """The keyring before a rotation, in its middle, and once the old key is gone; the secret of indexes changes too."""
    old, new = b"o" * 32, b"n" * 32
    return (Keyring([old], index_key_of("key")), Keyring([new, old], index_key_of("other")),
            Keyring([new], index_key_of("other")))


def many(session, keyring, number=7):
    for each in range(number):
        session.add(Member(id=f"m{each}", joined_at=None, birthday=None, tier_since_on=None, tier_until_on=None))
        session.flush()
        tell(session, keyring, f"m{each}", {"email": f"m{each}@example.com", "phone": f"1390000000{each}"}, "SHOP")
    session.commit()


def test_a_rotation_seals_and_indexes_everything_anew_and_the_second_finds_nothing(engine, session, rings, monkeypatch):
    monkeypatch.setattr(profiles, "CHUNK", 4)
    old, both, new = rings
    many(session, old)

    assert [(done.renewed, done.kept, done.lost) for done in (rotate(engine, both), rotate(engine, both))] == [
        (14, 0, 0), (0, 14, 0)]
    assert profile_of(session, new, "m3") == {"email": "m3@example.com", "phone": "13900000003"}
    assert members_with(session, new, "phone", "13900000003") == ("m3",)
    assert session.get(Member, "m3").phone == session.get(ProfileField, ("m3", "SHOP", "phone")).blind_index


def test_a_rotation_that_breaks_off_keeps_what_it_did_and_goes_on(engine, session, rings, monkeypatch):
    monkeypatch.setattr(profiles, "CHUNK", 4)
    old, both, new = rings
    many(session, old)
    seal, seen = Keyring.seal, []

    def breaks(keyring, *given):
        seen.append(given)
        return seal(keyring, *given) if len(seen) <= 6 else 1 / 0
    monkeypatch.setattr(Keyring, "seal", breaks)
    with pytest.raises(ZeroDivisionError):
        rotate(engine, both)
    monkeypatch.setattr(Keyring, "seal", seal)

    done = rotate(engine, both)

    assert (done.renewed, done.kept) == (10, 4)
    assert profile_of(session, new, "m6")["email"] == "m6@example.com"


def test_a_rotation_says_what_no_key_opens_and_leaves_it_alone(engine, session, rings):
    old, _, new = rings
    many(session, old, 1)
    before = dump(engine)

    assert rotate(engine, new).lost == 2
    assert dump(engine) == before


def test_a_rotation_seals_waiting_events_anew(coalition, engine, session, let_in):
    till = coalition.till("AIR")
    till.post(till.event("member.joined", member="F-1", reference="J1", attributes=ADA))
    secret = secret_keyring("key")
    both = Keyring([b"n" * 32], index_key_of("key"))
    both._keys = {**both._keys, **secret._keys}

    assert [rotate(engine, both).renewed for _ in range(2)] == [4, 0]

    let_in(Keyring([b"n" * 32], index_key_of("key")))
    assert len(session.scalars(select(ProfileField)).all()) == len(ADA)


def test_an_event_without_personal_words_costs_no_more_statements(coalition, engine, monkeypatch):
    till = coalition.till()
    till.post(till.purchase("10.00"))
    written = []
    monkeypatch.setattr("server.ledger.post._check", lambda name, *_: written.append(name))
    till.post(till.purchase("10.00", attributes={"table": 4}))

    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM profile")).scalar() == 0
    assert "detail" not in written


def test_a_stored_word_is_plain_nowhere(session, ada):
    stored = str(session.execute(text("SELECT * FROM profile")).all())

    assert not [value for value in ADA.values() if value in stored]
    session.execute(update(ProfileField).values(told_at=ProfileField.told_at))
