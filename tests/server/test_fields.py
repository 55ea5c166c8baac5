"""Sealed texts open where they were sealed for and nowhere else; blind indexes tell equal from unequal, no more."""

import pytest
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from server.clock import now
from server.fields import Keyring, Sealed, Unsealable, keyring_of, secret_keyring
from server.models import ProfileField
from server.problems import Problem
from server.settings import Settings
from server.taking.personal import normal

OLD, NEW, INDEX = b"o" * 32, b"n" * 32, b"i" * 32
PLACE = ("profile", "value", "ada", "SHOP", "email")


@pytest.fixture
def keyring():
    return Keyring([NEW, OLD], INDEX)


def test_what_is_sealed_opens_and_tells_nothing(keyring):
    sealed = keyring.seal("ada@example.com", PLACE)

    assert keyring.open(sealed, PLACE) == "ada@example.com"
    assert "ada" not in sealed.token
    assert keyring.seal("ada@example.com", PLACE) != sealed


@pytest.mark.parametrize("part", range(len(PLACE)))
def test_what_is_moved_to_another_row_or_column_does_not_open(keyring, part):
    elsewhere = (*PLACE[:part], "other", *PLACE[part + 1:])

    with pytest.raises(Unsealable, match="does not stand where it was sealed"):
        keyring.open(keyring.seal("ada@example.com", PLACE), elsewhere)


@pytest.mark.parametrize("change", [
    pytest.param(lambda token: token[:-6] + "AAAAA=", id="other bytes"),
    pytest.param(lambda token: token[:20], id="cut off"),
    pytest.param(lambda token: token[:12], id="empty"),
    pytest.param(lambda token: token.replace("t1.", "t2."), id="other form"),
    pytest.param(lambda token: "ada@example.com", id="plain"),
    pytest.param(lambda token: token[:15] + "é" + token[16:], id="no base64"),
])
def test_what_was_tampered_with_does_not_open(keyring, change):
    with pytest.raises(Unsealable):
        keyring.open(Sealed(change(keyring.seal("ada@example.com", PLACE).token)), PLACE)


def test_every_key_opens_and_the_newest_seals(keyring):
    before = Keyring([OLD], INDEX).seal("ada", PLACE)

    assert keyring.open(before, PLACE) == "ada"
    assert keyring.seal("ada", PLACE).key_id == keyring.newest != before.key_id
    with pytest.raises(Unsealable, match="no key"):
        Keyring([NEW], INDEX).open(before, PLACE)


@pytest.mark.parametrize("field, one, other", [
    pytest.param("email", "Ada@Example.com ", "ada@example.COM", id="case"),
    pytest.param("email", "ａｄａ@example.com", "ada@example.com", id="width"),
    pytest.param("phone", "+86 139-0000 0000", "13900000000", id="country"),
    pytest.param("phone", "００８６１３９００００００００", "+8613900000000", id="width and zeros"),
    pytest.param("phone", "(0139) 0000.0000", "139/00000000", id="trunk zero"),
])
def test_every_way_of_writing_has_one_index(keyring, field, one, other):
    first, second = (keyring.blind_index(field, normal(field, each, 86)) for each in (one, other))

    assert first == second
    assert first != keyring.blind_index(field, normal(field, other, 86)[:-1])


@pytest.mark.parametrize("field, value", [("email", "ada"), ("email", "a@b@c"), ("email", "a b@c"), ("phone", "ada"),
                                          ("phone", "12"), ("phone", "1" * 16), ("phone", "+ 49")])
def test_what_is_no_address_and_no_phone_is_refused_without_being_repeated(field, value):
    with pytest.raises(Problem) as refused:
        normal(field, value, 44)

    assert (refused.value.code, refused.value.errors[0].pointer) == ("invalid_event", f"/data/attributes/{field}")
    assert value not in refused.value.detail


def test_an_index_needs_its_key_and_its_kind(keyring):
    mark = keyring.blind_index("email", "ada@example.com")

    assert mark != keyring.blind_index("phone", "ada@example.com")
    assert mark != Keyring([NEW], b"j" * 32).blind_index("email", "ada@example.com")
    assert keyring.blind_index("email", "") == ""


def test_without_field_keys_the_key_is_made_from_the_secret_and_with_them_not():
    sealed = keyring_of(Settings(secret_key="one")).seal("ada", PLACE)

    assert keyring_of(Settings(secret_key="one")).open(sealed, PLACE) == "ada"
    assert secret_keyring("one").open(sealed, PLACE) == "ada"
    for other in (Settings(secret_key="two"), Settings("production", secret_key="one", field_keys=("A" * 43 + "=",))):
        with pytest.raises(Unsealable):
            keyring_of(other).open(sealed, PLACE)


def test_a_plain_text_is_refused_by_the_column(engine):
    with Session(engine) as session:
        session.add(ProfileField(member_id="ada", partner="SHOP", field="email", value="ada@example.com",
                                 told_at=now()))
        with pytest.raises(StatementError, match="seal it first"):
            session.flush()
