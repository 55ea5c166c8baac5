"""Hypothesis strategies of whole programmes, built from the kinds of their fields."""

from datetime import datetime, time
from decimal import Decimal

from hypothesis import strategies as st

from rules.programme import LOCALES, Programme
from rules.shape.kinds import Choice, Many, Record, Scalar, Table, fields_of

CODES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,9}", fullmatch=True)
LINES = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=20)
DECIMALS = st.decimals(-10**9, 10**9, places=4) | st.sampled_from([Decimal("1E+3"), Decimal("0.10"), Decimal("-0")])
EXPRESSIONS = st.sampled_from([
    "20", "-3", "0.5", "1.50", "007", "true", 'member.tier == "gold"', "event.amount >= 100\n  and event.tax > 0",
    "积分 # 中文", "20%", "{1, 2}", "x: y", "- 1", "'a'", '"b"',
])
LENGTHS = st.sampled_from(["1 day", "14 days", "168 hours", "12 months", "2 weeks", "1 year"])
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-10**12, 10**12) | LINES | st.just(Decimal("1.5")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(LINES, inner, max_size=3), max_leaves=8)
MOMENTS = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)) | st.dates().map(
    lambda day: datetime.combine(day, time()))

SCALARS = {
    "name": LINES, "code": CODES, "expression": EXPRESSIONS, "zone": LINES, "money": st.just("CNY"),
    "word": st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True),
    "source": CODES.map("partner:{}".format) | CODES.map("pool:{}".format) | st.just("seller"),
    "texts": st.dictionaries(st.sampled_from(LOCALES), LINES) | LINES.map(lambda text: dict.fromkeys(LOCALES, text)),
    "whole": st.integers(-10**17, 10**17), "count": st.integers(0, 10**17), "decimal": DECIMALS,
    "percent": DECIMALS, "flag": st.booleans(), "month": st.integers(1, 12),
    "month_day": st.integers(-31, 31).filter(bool), "week_of_month": st.integers(-5, 5).filter(bool),
    "date": st.dates(), "moment": MOMENTS, "end": MOMENTS, "time": st.times(), "duration": LENGTHS,
    "period": LENGTHS | st.sampled_from(["day", "lifetime"]), "lasts": LENGTHS | st.just("year"),
    "example": st.dictionaries(LINES, PLAIN, max_size=3),
}


def of_kind(kind):
    """Values of one kind of field."""
    match kind:
        case Scalar():
            return SCALARS[kind.name]
        case Choice():
            return st.sampled_from(kind.words)
        case Many():
            lists = st.lists(of_kind(kind.item), max_size=2)
            return lists.map(tuple if kind.ordered else frozenset)
        case Table():
            return st.dictionaries(CODES, of_kind(kind.item), max_size=2)
        case Record():
            return records(kind.cls)


def field_values(spec):
    """Values of one field; what may be left out often is."""
    values = of_kind(spec.kind)
    if spec.required:
        return values.filter(lambda value: value != "")
    return st.just(spec.default) | values


def records(cls):
    """Values of one of the programme's dataclasses."""
    return st.builds(cls, **{spec.name: st.deferred(lambda spec=spec: field_values(spec)) for spec in fields_of(cls)})


programmes = records(Programme)
