"""Members by the partner's own numbers: enrolled, told, changed, bound, let in."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import msgspec

from rules.intake import Reported
from server.api.operations import CLAIM, Call, Page, after, of_body, public_url, reads, secret_key, writes
from server.api.reading import balances, open_lots, seen_currencies, told_line, told_member
from server.api.schemas import CodeBody, EnrolBody, IdentityBody, LotsQuery, PageQuery, UpdateBody
from server.clock import now
from server.db import reading
from server.ids import new_id
from server.ledger.texts import text
from server.problems import Problem
from server.services.entering.partner_links import sign_link
from server.services.members.by_number import member_with
from server.services.members.events_of import events_of
from server.services.members.identities import bind, issue_code, unbind
from server.services.rewards.catalogue import books_of
from server.webhooks.edge import Answered, Incoming

TAG = "members"


@writes("/members", summary="Enrol a member under your number", tag=TAG, answer="Answer", body=EnrolBody)
def enrol(call: Call) -> Answered:
    """A number that nobody has yet; one that is known is refused."""
    return _taken(call, "member.joined", call.given["number"], enrols=True)


@reads("/members/<number>", summary="Read a member", tag=TAG, answer="MemberStanding")
def read_member(call: Call, number: str) -> dict[str, Any]:
    """The balance in your own currency; by the member's consent all of them, tier and growth."""
    compiled = call.services.versions.in_force(now())
    member = member_with(call.services.engine, call.partner, number)
    with reading(call.services.engine) as connection:
        state = books_of(connection, compiled, member, now(), past=False)
        return told_member(connection, compiled, replace(state, number=number), call.partner)


@writes("/members/<number>", summary="Change what is known of a member", tag=TAG, answer="Answer", body=UpdateBody,
        method="PATCH")
def update_member(call: Call, number: str) -> Answered:
    """What is not named stays."""
    member_with(call.services.engine, call.partner, number)
    return _taken(call, "member.updated", number)


@reads("/members/<number>/balances", summary="Read balances by currency", tag=TAG, answer="Balances")
def read_balances(call: Call, number: str) -> dict[str, Any]:
    """With their worth in money, and what lapses when; those of others by the member's consent."""
    compiled = call.services.versions.in_force(now())
    member = member_with(call.services.engine, call.partner, number)
    with reading(call.services.engine) as connection:
        state = books_of(connection, compiled, member, now(), past=False)
        return {"balances": balances(connection, compiled, state, call.partner)}


@reads("/members/<number>/lots", summary="List open lots, soonest lapse first", tag=TAG, answer="Lots",
       query=LotsQuery, paged=True)
def read_lots(call: Call, number: str) -> Page:
    """Points of one accrual each, with the days between which they can be spent."""
    compiled = call.services.versions.in_force(now())
    member = member_with(call.services.engine, call.partner, number)
    with reading(call.services.engine) as connection:
        seen = seen_currencies(connection, compiled, member, call.partner)
        wanted, limit = call.given.get("currency", ""), call.given["limit"]
        currencies = seen & {wanted} if wanted else seen
        lots = open_lots(connection, member, currencies, after(call.given.get("cursor", "")), limit + 1) \
            if currencies else []
    return Page([lot for _, lot in lots[:limit]], lots[limit - 1][0] if len(lots) > limit else "")


@reads("/members/<number>/history", summary="List what your events brought, newest first, with reasons", tag=TAG,
       answer="History", query=PageQuery, paged=True)
def read_history(call: Call, number: str) -> Page:
    """Your own events, and nobody else's."""
    member, limit = member_with(call.services.engine, call.partner, number), call.given["limit"]
    with reading(call.services.engine) as connection:
        lines = events_of(connection, member, partner=call.partner, before=after(call.given.get("cursor", "")),
                          limit=limit + 1)
    return Page([told_line(line) for line in lines[:limit]], lines[limit - 1].event if len(lines) > limit else "")


@writes("/members/<number>/link", summary="Sign a link that lets the member in once", tag=TAG, answer="Link")
def sign(call: Call, number: str) -> Answered:
    """Good for ten minutes and one use; give it to the member that has signed in with you."""
    answered = sign_link(call.services.desk, call.request(number=number), secret_key())
    said = msgspec.json.decode(answered.body)
    address = f"{public_url()}/me/link/{said.pop('token')}"
    return replace(answered, body=msgspec.json.encode({**said, "url": address}))


@writes("/members/<number>/code", summary="Get a one-time code for the member to bind a number elsewhere", tag=TAG,
        answer="Code")
def code(call: Call, number: str) -> Answered:
    """Good for ten minutes and one use; show it to the member that has signed in with you."""
    return issue_code(call.services.desk, call.request(number=number), secret_key())


@writes("/identities", summary="Bind a number of yours to a member that tells you its code", tag=TAG,
        answer="Identity", body=IdentityBody)
def bind_identity(call: Call) -> Answered:
    """The code comes from the member's own page, or from a partner that knows the member."""
    return bind(call.services.desk, call.request(), call.given["number"], call.given["code"])


@writes("/identities/<number>/unbind", summary="Let one of your numbers go, with the member's code", tag=TAG,
        answer="Identity", body=CodeBody)
def unbind_identity(call: Call, number: str) -> Answered:
    """The code must come from elsewhere than you; the member's last number cannot go."""
    return unbind(call.services.desk, call.request(), number, call.given["code"])


def _taken(call: Call, kind: str, number: str, *, enrols: bool = False) -> Answered:
    """The answer to an event that this call makes; its repeat is known by the body that was sent."""
    given = call.given
    reported = Reported(new_id(), call.partner, kind, CLAIM + call.key, number, given.get("occurred_at") or now(),
                        attributes=given.get("attributes", {}), referrer=given.get("referrer", ""))
    meaning = hashlib.sha256(text([kind, number, given]).encode()).digest()
    answered = call.services.taking.take([Incoming(reported, meaning, enrols)])[0]
    if isinstance(answered, Problem):
        raise of_body(answered)
    return answered


