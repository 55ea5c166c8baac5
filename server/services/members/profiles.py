"""Who members are: read and found under seal, told by partners or by themselves, and sealed anew when keys change.

Errors: ``Unsealable`` (a word does not stand where it was sealed for, or its key is gone), ``Problem`` for a phone or
e-mail that is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Engine, Select, exists, select, tuple_, update
from sqlalchemy.orm import Session

from rules.intake import Reported
from server.clock import now
from server.fields import Keyring, Sealed, Unsealable
from server.ledger.texts import text
from server.ledger.values import value_of
from server.models import Identity, Member, ProfileField, Waiting
from server.taking.personal import FOUND_BY, PHONE, SEALED, details_of, normal, place_of, waiting_place

CHUNK = 500
OWN = ""
"""Who told a word when it was the member, or staff."""
_BODY = msgspec.json.Decoder(float_hook=Decimal)


@dataclass(frozen=True, slots=True)
class Word:
    """One personal word in clear, and who told it when."""

    field: str
    value: str
    partner: str
    told_at: datetime


@dataclass
class Rotated:
    """What a rotation did: words sealed anew, words that were right already, and words that no key opens."""

    renewed: int = 0
    kept: int = 0
    lost: int = 0


def words_of(session: Session, keyring: Keyring, member: str) -> tuple[Word, ...]:
    """Every word of a member's profile, the newest last."""
    rows = session.scalars(select(ProfileField).where(ProfileField.member_id == member).order_by(
        ProfileField.told_at, ProfileField.partner, ProfileField.field))
    return tuple(Word(row.field, keyring.open(row.value, _place(row)), row.partner, row.told_at) for row in rows)


def profile_of(session: Session, keyring: Keyring, member: str, told_by: str | None = None) -> Mapping[str, str]:
    """The newest word of each field; with ``told_by`` only what that partner itself has told."""
    return {word.field: word.value for word in words_of(session, keyring, member)
            if told_by is None or word.partner == told_by}


def members_with(session: Session, keyring: Keyring, field: str, value: str,
                 partners: Sequence[str] | None = None) -> tuple[str, ...]:
    """Ids of the members with this e-mail or phone, however it is written; nobody for what is neither.

    With ``partners`` only those who have a number at one of them. Several members may share one: what to do then is
    the caller's to say.
    """
    if field not in FOUND_BY:
        raise ValueError(f"nobody is found by {field}")
    index = keyring.blind_index(field, normal(field, value, keyring.country))
    query = select(ProfileField.member_id).where(ProfileField.blind_index == index, ProfileField.blind_index != "",
                                                 ProfileField.field == field)
    if partners is not None:
        query = query.where(exists().where(Identity.member_id == ProfileField.member_id,
                                           Identity.partner.in_(partners)))
    return tuple(sorted(set(session.scalars(query))))


def tell(session: Session, keyring: Keyring, member: str, words: Mapping[str, str], partner: str = OWN) -> None:
    """Keep personal words of a member; an empty one takes the earlier word away. The caller commits."""
    known = select(ProfileField).where(ProfileField.member_id == member, ProfileField.partner == partner,
                                       ProfileField.field.in_([name for name in words if not words[name].strip()]))
    for row in session.scalars(known):
        session.delete(row)
    for detail in details_of(keyring, member, partner, words, now()):
        session.merge(ProfileField(member_id=member, partner=partner, field=detail.field, value=Sealed(detail.value),
                                   blind_index=detail.blind_index, told_at=detail.told_at))
        if detail.field == PHONE:
            session.execute(_phone(member, detail.blind_index))


def rotate(engine: Engine, keyring: Keyring) -> Rotated:
    """Seal everything with the newest key that is not, and index it with the secret of today; a chunk a commit.

    Can be broken off and repeated at any time, and run while others write: what is right is left alone.
    """
    done = Rotated()
    for renew, rows in ((_renew, _profiles), (_renew_waiting, _waiting)):
        last: tuple[str, ...] = ()
        while chunk := _chunk(engine, keyring, done, renew, rows(last)):
            last = chunk
    return done


def _profiles(last: tuple[str, ...]) -> Select[Any]:
    key = (ProfileField.member_id, ProfileField.partner, ProfileField.field)
    return _after(select(ProfileField), key, last)


def _waiting(last: tuple[str, ...]) -> Select[Any]:
    key = (Waiting.partner, Waiting.reference)
    return _after(select(Waiting).where(Waiting.body.contains(SEALED)), key, last)


def _after(query: Select[Any], key: Sequence[Any], last: tuple[str, ...]) -> Select[Any]:
    later: ColumnElement[bool] = tuple_(*key) > last
    return (query.where(later) if last else query).order_by(*key).limit(CHUNK).with_for_update()


def _chunk(engine: Engine, keyring: Keyring, done: Rotated, renew: Callable[..., None],
           query: Select[Any]) -> tuple[str, ...]:
    """One commit; the key of the last row, () when there is none."""
    with Session(engine) as session, session.begin():
        rows = session.scalars(query).all()
        for row in rows:
            renew(session, keyring, row, done)
        return tuple(row.__mapper__.primary_key_from_instance(row)) if (row := rows[-1] if rows else None) else ()


def _renew(session: Session, keyring: Keyring, row: ProfileField, done: Rotated) -> None:
    try:
        clear = keyring.open(row.value, _place(row))
    except Unsealable:
        done.lost += 1
        return
    index = keyring.blind_index(row.field, normal(row.field, clear, keyring.country)) if row.blind_index else ""
    if row.value.key_id == keyring.newest and row.blind_index == index:
        done.kept += 1
        return
    if row.field == PHONE:
        session.execute(_phone(row.member_id, index).where(Member.phone == row.blind_index))
    row.value, row.blind_index = keyring.seal(clear, _place(row)), index
    done.renewed += 1


def _renew_waiting(session: Session, keyring: Keyring, row: Waiting, done: Rotated) -> None:
    reported = value_of(Reported, _BODY.decode(row.body))
    words = dict(_renewed_words(reported, keyring, done))
    if words:
        row.body = text(replace(reported, attributes={**reported.attributes, **words}))


def _renewed_words(reported: Reported, keyring: Keyring, done: Rotated) -> Iterator[tuple[str, str]]:
    for name, value in reported.attributes.items():
        if not isinstance(value, str) or not value.startswith(SEALED):
            continue
        sealed, place = Sealed(value.removeprefix(SEALED)), waiting_place(reported, name)
        try:
            clear = keyring.open(sealed, place)
        except Unsealable:
            done.lost += 1
            continue
        if sealed.key_id == keyring.newest:
            done.kept += 1
            continue
        done.renewed += 1
        yield name, SEALED + keyring.seal(clear, place).token


def _phone(member: str, index: str) -> Any:
    """A change of the mark by which rules tell two members of one phone."""
    return update(Member).where(Member.id == member).values(phone=index, version=Member.version + 1)


def _place(row: ProfileField) -> tuple[str, ...]:
    return place_of(row.member_id, row.partner, row.field)
