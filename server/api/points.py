"""Points as money: quotes, conversions, payments at a till, and holds."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import msgspec

from rules.books.conversion import quote as conversion_quote
from rules.gather import local_time
from rules.state import Command
from server.api.operations import CLAIM, Call, Page, of_body, reads, writes
from server.api.reading import seen_currencies, told_conversion
from server.api.schemas import ConversionQuery, ConvertBody, PartBody, PayBody, QuoteBody
from server.clock import now
from server.db import reading
from server.ids import new_id
from server.problems import Problem
from server.services.members.by_number import member_with
from server.services.points.converting import convert_points
from server.services.points.quotes import quote
from server.services.points.spending import (
    capture_hold,
    hold_named,
    hold_points,
    pay,
    refund_points,
    release_hold,
    spender_of,
)
from server.services.rewards.catalogue import books_of
from server.webhooks.decode import decode
from server.webhooks.edge import Answered

TAG = "points"


@writes("/quotes", summary="Quote a basket before it is paid; nothing is written", tag=TAG, answer="Quote",
        body=QuoteBody, idempotent=False)
def quote_basket(call: Call) -> dict[str, Any]:
    """The ``data`` of the purchase as the webhook will get it; the answer is what the webhook would say."""
    envelope = b'{"type":"transaction.completed","data":' + call.raw + b"}"
    try:
        return quote(call.services.engine, call.services.versions, decode(envelope, call.partner, new_id()))
    except Problem as problem:
        raise of_body(problem) from problem


@reads("/conversions", summary="List the conversions of the programme in force", tag=TAG, answer="Conversions")
def list_conversions(call: Call) -> dict[str, Any]:
    """Rates may be rules; a quote says what they come to for one member."""
    programme = call.services.versions.in_force(now()).programme
    return Page([told_conversion(each) for each in programme.conversions]).body()


@reads("/members/<number>/conversions/<conversion>", summary="Quote a conversion for a member", tag=TAG,
       answer="ConversionQuote", query=ConversionQuery)
def quote_conversion(call: Call, number: str, conversion: str) -> dict[str, Any]:
    """What so many points would become now: full blocks are taken, the rest stays."""
    at = now()
    compiled = call.services.versions.in_force(at)
    member = member_with(call.services.engine, call.partner, number)
    with reading(call.services.engine) as connection:
        state = books_of(connection, compiled, member, at)
        seen = seen_currencies(connection, compiled, member, call.partner)
    command = Command(new_id(), local_time(compiled.programme, call.partner, "", at))
    offer = conversion_quote(compiled, command, state, conversion, call.given["points"])
    return {**asdict(offer), "available": state.available(offer.source) if offer.source in seen else None}


@writes("/members/<number>/conversions", summary="Convert points", tag=TAG, answer="Answer", body=ConvertBody)
def convert(call: Call, number: str) -> Answered:
    """Full blocks of so many points; the rest stays as it is."""
    return convert_points(call.services.desk, call.request(number=number), call.given["conversion"],
                          call.given["points"])


@writes("/members/<number>/payments", summary="Pay with points", tag=TAG, answer="Spent", body=PayBody)
def pay_with_points(call: Call, number: str) -> Answered:
    """At once; the payment is named by the Idempotency-Key it was made with."""
    return _named("payment", call, pay(call.services.desk, call.request(number=number), call.given["currency"],
                                       call.given["points"]))


@writes("/payments/<payment>/refund", summary="Give back points of a payment, or of a captured hold", tag=TAG,
        answer="Answer", body=PartBody)
def refund(call: Call, payment: str) -> Answered:
    """Into the lots they came from; all that is left unless ``points`` say how many."""
    member = spender_of(call.services.engine, call.partner, CLAIM + payment)
    return refund_points(call.services.desk, call.request(member=member), CLAIM + payment, call.given.get("points"))


@writes("/members/<number>/holds", summary="Set points aside for a payment", tag=TAG, answer="Spent", body=PayBody)
def hold(call: Call, number: str) -> Answered:
    """For seven days at most; the hold is named by the Idempotency-Key it was made with."""
    return _named("hold", call, hold_points(call.services.desk, call.request(number=number), call.given["currency"],
                                            call.given["points"]))


@reads("/holds/<hold>", summary="Read a hold", tag=TAG, answer="Hold")
def read_hold(call: Call, hold: str) -> dict[str, Any]:
    """Open, captured, released or lapsed."""
    found = hold_named(call.services.engine, call.partner, CLAIM + hold)
    return {"hold": hold, "currency": found.currency, "points": found.points, "status": found.status,
            "expires_at": found.expires_at and found.expires_at.isoformat()}


@writes("/holds/<hold>/capture", summary="Take the points of a hold, or some; the rest goes back", tag=TAG,
        answer="Answer", body=PartBody)
def capture(call: Call, hold: str) -> Answered:
    """Once; a refund names the Idempotency-Key of the capture."""
    member = hold_named(call.services.engine, call.partner, CLAIM + hold).member
    return capture_hold(call.services.desk, call.request(member=member), CLAIM + hold, call.given.get("points"))


@writes("/holds/<hold>/release", summary="Put the points of a hold back", tag=TAG, answer="Answer")
def release(call: Call, hold: str) -> Answered:
    """All of them."""
    member = hold_named(call.services.engine, call.partner, CLAIM + hold).member
    return release_hold(call.services.desk, call.request(member=member), CLAIM + hold)


def _named(what: str, call: Call, answered: Answered) -> Answered:
    """The answer with the name under which to go on."""
    said = msgspec.json.decode(answered.body)
    return replace(answered, body=msgspec.json.encode({**said, what: call.key}))


