"""What partners get back: the shape of every answer, as components of the OpenAPI document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Shape = dict[str, Any]
TEXT: Shape = {"type": "string"}
WHOLE: Shape = {"type": "integer"}
FLAG: Shape = {"type": "boolean"}
MONEY: Shape = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$", "description": "Money in major units."}
MOMENT: Shape = {"type": "string", "format": "date-time"}
DAY: Shape = {"type": "string", "format": "date"}
TEXTS: Shape = {"type": "object", "additionalProperties": TEXT, "description": "By locale."}


def maybe(shape: Shape) -> Shape:
    """The shape, or null."""
    return {**shape, "type": [shape["type"], "null"]}


def thing(description: str = "", **properties: Shape) -> Shape:
    """An object that always has these properties."""
    said = {"description": description} if description else {}
    return {"type": "object", **said, "required": list(properties), "properties": properties}


def many(item: Shape) -> Shape:
    """A list."""
    return {"type": "array", "items": item}


def ref(name: str) -> Shape:
    """Another component."""
    return {"$ref": f"#/components/schemas/{name}"}


def page(item: Shape) -> Shape:
    """A page of a list; ``next`` is the cursor of the one after it, null on the last."""
    return thing(items=many(item), next=maybe(TEXT))


BALANCES = {"type": "object", "additionalProperties": thing(
    "Points of one currency; below zero only by what is owed.", available=WHOLE, pending=WHOLE, held=WHOLE, owed=WHOLE,
    worth=MONEY, lapses=many(thing(on=DAY, points=WHOLE)))}
NUMBER = thing("Your number of the member, null when you have none.", number=maybe(TEXT))
DONE = {"event": TEXT, "status": TEXT, "version": TEXT}
VOUCHER = thing("One code; good through its last local day at the partner.", code=TEXT, redemption=TEXT, reward=TEXT,
                partner=TEXT, status={"enum": ["open", "used", "lapsed", "cancelled"]}, valid_until_on=maybe(DAY),
                issued_at=MOMENT, changed_at=MOMENT)
BOUGHT = {
    "id": TEXT, "reward": TEXT, "kind": TEXT, "partner": TEXT, "quantity": WHOLE, "quantity_back": WHOLE,
    "currency": TEXT, "points": WHOLE,
    "status": {"enum": ["waiting", "approved", "fulfilled", "refused", "failed", "cancelled"]}, "tracking": TEXT,
    "why": TEXT, "created_at": MOMENT, "changed_at": MOMENT, "vouchers": many(ref("Voucher")),
}
REWARD = thing(
    "A reward for one member now; `why_not` is empty when it can be had.", code=TEXT, name=TEXTS, text=TEXTS, kind=TEXT,
    category=TEXT, partner=TEXT, currency=TEXT, price=maybe(WHOLE), value=MONEY, stock_left=maybe(WHOLE),
    mine_left=maybe(WHOLE), missing=maybe(WHOLE), why_not=TEXT, approval=FLAG)
CONVERSION = thing(
    "`block`, `gives` and `minimum` are rules; a quote says what they come to.", code=TEXT, source=TEXT, target=TEXT,
    block=TEXT, gives=TEXT, minimum=TEXT, starts_on=maybe(DAY), ends_on=maybe(DAY), automatic=FLAG)
LINE = thing(
    "One of your events, and what it moved.", event=TEXT, type=TEXT, reference=TEXT, occurred_at=MOMENT, reason=TEXT,
    changes=many(thing(kind=TEXT, rule=TEXT, account=TEXT, currency=TEXT, points=WHOLE)),
    awards=many({"type": "object"}), refusals=many({"type": "object"}))
COMPONENTS: Mapping[str, Shape] = {
    "MemberStanding": thing(
        "`consents`: the member allows you to be told all of it; else `joined_at`, `growth` and `tier` are null, and "
        "`balances` hold your own currency alone.",
        number=TEXT, joined_at=maybe(MOMENT), consents=FLAG, growth=maybe(WHOLE), balances=BALANCES,
        tier=maybe(thing(code=TEXT, since_on=maybe(DAY), until_on=maybe(DAY)))),
    "Balances": thing(balances=BALANCES),
    "Lots": page(thing("Points of one accrual.", id=TEXT, currency=TEXT, points=WHOLE, accrued=WHOLE,
                       expires_on=maybe(DAY), available_on=maybe(DAY), pending=FLAG)),
    "History": page(LINE),
    "Link": thing(**DONE, url=TEXT, expires_at=MOMENT),
    "Code": thing(**DONE, code=TEXT, expires_at=MOMENT),
    "Identity": thing(**DONE, member=thing(number=TEXT)),
    "Quote": {"allOf": [ref("Answer"), thing(to_pay=MONEY, may_pay=thing(
        "Points that may pay; `why_not` says why it is none.", currency=TEXT, points=WHOLE, worth=MONEY,
        why_not=TEXT))]},
    "Conversions": page(CONVERSION),
    "ConversionQuote": thing("`takes` of the source become `gives` of the target; the rest stays.", conversion=TEXT,
                             source=TEXT, takes=WHOLE, target=TEXT, gives=WHOLE, stays=WHOLE, available=maybe(WHOLE)),
    "Spent": {"allOf": [ref("Answer"), {"type": "object", "properties": {"hold": TEXT, "payment": TEXT}}]},
    "Hold": thing(hold=TEXT, currency=TEXT, points=WHOLE, expires_at=maybe(MOMENT),
                  status={"enum": ["open", "captured", "released", "lapsed"]}),
    "Reward": REWARD,
    "Rewards": page(ref("Reward")),
    "Voucher": VOUCHER,
    "VoucherUsed": thing(**DONE, voucher=ref("Voucher")),
    "Redemption": thing(**BOUGHT, member=NUMBER),
    "Redemptions": page(ref("Redemption")),
    "Moved": thing(**DONE, redemption=thing(**BOUGHT)),
    "Redeemed": {"allOf": [ref("Answer"), thing(redemption=thing(**BOUGHT))]},
}
