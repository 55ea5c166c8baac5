"""A member's numbers at several partners: bound and unbound with the member's own proof.

The proof is a one-time code that the member gets where it is known already (on its own page, or from a partner that
it has signed in at) and tells to the partner that is to know it. So nobody who only knows a number can take a member
over, and no partner can let one go without the member, or another partner, having agreed.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import timedelta

import msgspec
from sqlalchemy import Engine

from rules.errors import PointsError
from rules.state import Plan
from server.columns import micros
from server.connection import MARKS
from server.db import reading
from server.services.partners.keys import hashed
from server.services.points.desk import Books, Deed, Desk, Request
from server.services.rewards.codes import code_of, grouped, plain
from server.webhooks.edge import Answered

GOOD_FOR = timedelta(minutes=10)
KEPT = timedelta(days=30)
LETTERS = 10
ISSUE = """
INSERT INTO member_code (hash, member_id, issued_by, issued_at, expires_at) VALUES ({0}, {0}, {0}, {0}, {0})"""
FORGET = "DELETE FROM member_code WHERE expires_at < {0}"
FIND = "SELECT member_id, issued_by, expires_at, used_at FROM member_code WHERE hash = {0}"
USE = "UPDATE member_code SET used_at = {0} WHERE hash = {0} AND used_at IS NULL AND expires_at > {0}"
BIND = "INSERT INTO identity (partner, number, member_id) VALUES ({0}, {0}, {0}) ON CONFLICT DO NOTHING"
OWNER = "SELECT member_id FROM identity WHERE partner = {0} AND number = {0}"
UNBIND = "DELETE FROM identity WHERE partner = {0} AND number = {0} AND member_id = {0}"
NUMBERS = "SELECT partner, number FROM identity WHERE member_id = {0} ORDER BY partner, number"


class ProofRefused(PointsError):
    """A code that was never given, was used, is too old, or does not prove this; which of them is not told."""

    code = "proof_refused"

    def __init__(self) -> None:
        super().__init__("this code proves nothing here; let the member ask for a new one")


class IdentityTaken(PointsError):
    """A number that is another member's already."""

    code = "identity_taken"

    def __init__(self, number: str) -> None:
        self.number = number
        super().__init__(f"the number {number} is another member's")


class LastIdentity(PointsError):
    """The only number of a member: without it nobody could find its points."""

    code = "last_identity"

    def __init__(self) -> None:
        super().__init__("this is the member's only number; bind another first")


@dataclass(frozen=True, slots=True)
class _Proof:
    hash: str
    member: str
    issued_by: str


def issue_code(desk: Desk, request: Request, secret_key: str) -> Answered:
    """A code for the request's member, good for ``GOOD_FOR`` and one use; a repeat gets the same.

    Only its hash is kept: the code is made anew from the secret key. Raises what ``Desk.do`` raises.
    """
    def plan(books: Books) -> Plan:
        mark, at = MARKS[books.connection.kind], books.at
        hash_ = hashed(_code(secret_key, books.command.id))
        books.connection.run(FORGET.format(mark), (micros(at - KEPT),))
        books.connection.run(ISSUE.format(mark), (hash_, books.state.id, request.partner, micros(at),
                                                  micros(at + GOOD_FOR)))
        books.told["expires_at"] = (at + GOOD_FOR).isoformat()
        return Plan(books.state.id)

    answered = desk.do(request, Deed("code.issued", {}, plan, alone=True))
    said = msgspec.json.decode(answered.body)
    code = grouped(_code(secret_key, said["event"]))
    return replace(answered, body=msgspec.json.encode({**said, "code": code}))


def bind(desk: Desk, request: Request, number: str, code: str) -> Answered:
    """Let the request's partner know the member under this number from now on.

    Raises ``ProofRefused``, ``IdentityTaken``, and what ``Desk.do`` raises.
    """
    proof = _proof(desk.engine, code)

    def plan(books: Books) -> Plan:
        _use(books, proof)
        mark, key = MARKS[books.connection.kind], (request.partner, number)
        books.connection.run(BIND.format(mark), (*key, books.state.id))
        if books.connection.rows(OWNER.format(mark), key)[0][0] != books.state.id:
            raise IdentityTaken(number)
        return Plan(books.state.id)

    return _naming(number, desk.do(replace(request, member=proof.member, number=""), Deed(
        "identity.bound", {"number": number, "code": proof.hash}, plan, alone=True)))


def unbind(desk: Desk, request: Request, number: str, code: str) -> Answered:
    """Let the request's partner forget one of its numbers; the code must come from elsewhere than this partner.

    Raises ``ProofRefused``, ``LastIdentity``, and what ``Desk.do`` raises.
    """
    proof = _proof(desk.engine, code)
    if proof.issued_by == request.partner:
        raise ProofRefused

    def plan(books: Books) -> Plan:
        _use(books, proof)
        mark = MARKS[books.connection.kind]
        if len(books.connection.rows(NUMBERS.format(mark), (books.state.id,))) < 2:
            raise LastIdentity
        if not books.connection.run(UNBIND.format(mark), (request.partner, number, books.state.id)):
            raise ProofRefused
        return Plan(books.state.id)

    return _naming(number, desk.do(replace(request, member=proof.member, number=""), Deed(
        "identity.unbound", {"number": number, "code": proof.hash}, plan, alone=True)))


def _naming(number: str, answered: Answered) -> Answered:
    """The answer with the number, which is not kept with it: answers outlive an erasure."""
    said = msgspec.json.decode(answered.body)
    return replace(answered, body=msgspec.json.encode({**said, "member": {"number": number}}))


def _code(secret_key: str, event: str) -> str:
    return code_of(hmac.new(secret_key.encode(), f"code:{event}".encode(), hashlib.sha256).digest(), LETTERS)


def _proof(engine: Engine, code: str) -> _Proof:
    """What a code stands for, used or not: a repeat of the request that used it is answered. Raises the refusal."""
    hash_ = hashed(plain(code))
    with reading(engine) as connection:
        rows = connection.rows(FIND.format(MARKS[connection.kind]), (hash_,))
    if not rows:
        raise ProofRefused
    return _Proof(hash_, rows[0][0], rows[0][1])


def _use(books: Books, proof: _Proof) -> None:
    at = micros(books.at)
    if books.connection.run(USE.format(MARKS[books.connection.kind]), (at, proof.hash, at)) != 1:
        raise ProofRefused
