"""Every word of the language with its type."""

from __future__ import annotations

from rules.vocabulary.shapes import Argument, Word

_WINDOW = Argument("window", "window")
_PARTNER = Argument("partner", "partner", optional=True)
_TYPE = Argument("type", "event_type")
_ANY_TYPE = Argument("type", "event_type", optional=True)
_CURRENCY = Argument("currency", "currency", optional=True)
_CATEGORY = Argument("category", "category")

EVENT = (
    Word("event.type", "text", values="event_type"),
    Word("event.reference", "text"),
    Word("event.occurred_at", "time"),
    Word("event.weekday", "text", values="weekday"),
    Word("event.hour", "number", low=0, high=23),
    Word("event.day", "number", low=1, high=31),
    Word("event.month", "number", low=1, high=12),
    Word("event.amount", "number"),
    Word("event.tax", "number"),
    Word("event.currency", "text", values="money"),
    Word("event.channel", "text"),
    Word("event.store", "text", values="store"),
    Word("event.lines", "lines"),
    Word("event.payments", "payments"),
    Word("event.points_paid", "number", low=0),
    Word("event.referrer", "text"),
    Word("event.before_discounts", "flag"),
)
LINE = (
    Word("line.sku", "text"),
    Word("line.name", "text"),
    Word("line.category", "text", values="category"),
    Word("line.brand", "text"),
    Word("line.quantity", "number"),
    Word("line.amount", "number"),
    Word("line.tags", "texts"),
)
PAYMENT = (Word("payment.method", "text"), Word("payment.amount", "number"))
MEMBER = (
    Word("member.id", "text"),
    Word("member.known", "flag"),
    Word("member.number", "text"),
    Word("member.tier", "text", values="tier"),
    Word("member.tier_rank", "number", low=0),
    Word("member.joined_at", "time", nullable=True),
    Word("member.birthday", "time", nullable=True),
    Word("member.age", "number", nullable=True, low=0),
    Word("member.birthday_today", "flag"),
    Word("member.birthday_month", "flag"),
    Word("member.tags", "texts"),
    Word("member.growth", "number"),
    Word("member.bucket", "number", low=0, high=99),
    Word("member.phone", "text"),
    Word("member.balance", "number", arguments=(Argument("currency", "currency"),)),
)
PARTNER = (Word("partner.code", "text", values="partner"),
           Word("partner.tags", "texts", values="partner_tag"))
STORE = (Word("store.code", "text", values="store"), Word("store.zone", "text"),
         Word("store.tags", "texts", values="store_tag"))
HISTORY = (
    Word("history.spend", "number", arguments=(_WINDOW, _PARTNER)),
    Word("history.orders", "number", low=0, arguments=(_WINDOW, _PARTNER)),
    Word("history.events", "number", low=0, arguments=(_TYPE, _WINDOW, _PARTNER)),
    Word("history.last_at", "time", nullable=True, arguments=(_TYPE, _PARTNER)),
    Word("history.first_at", "time", nullable=True, arguments=(_TYPE, _PARTNER)),
    Word("history.partners", "number", low=0, arguments=(_WINDOW,)),
    Word("history.categories", "number", low=0, arguments=(_WINDOW, _PARTNER)),
    Word("history.quantity", "number", arguments=(_CATEGORY, _WINDOW, _PARTNER)),
    Word("history.days_in_row", "number", low=0, arguments=(_ANY_TYPE, _PARTNER)),
    Word("history.weeks_in_row", "number", low=0, arguments=(_ANY_TYPE, _PARTNER)),
    Word("history.months_in_row", "number", low=0, arguments=(_ANY_TYPE, _PARTNER)),
    Word("history.points", "number", arguments=(_WINDOW, _CURRENCY)),
    Word("history.used", "number", low=0, arguments=(_WINDOW,)),
)
MATCHED = (
    Word("matched.amount", "number"),
    Word("matched.quantity", "number"),
    Word("matched.lines", "lines"),
    Word("matched.base", "number"),
)
GIVEN = (
    Word("conversion.points", "number", low=0),
    Word("reward.value", "number", low=0),
    Word("qualifying.points", "number"),
    Word("pool.balance", "number"),
    Word("period.spend", "number"),
    Word("period.events", "number", low=0),
    Word("period.members", "number", low=0),
    Word("period.points", "number"),
)

WORDS: dict[str, Word] = {word.name: word for word in
                          EVENT + LINE + PAYMENT + MEMBER + PARTNER + STORE + HISTORY + MATCHED + GIVEN}
