"""What an event may look like: the documented contract, as marshmallow schemas.

The hot way decodes with ``server.webhooks.decode``; a test holds both to the same accept and refuse answers,
and every refusal is explained by these schemas.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields, validate, validates_schema

MAX_LINES = 1_000
MAX_ATTRIBUTES = 50
LARGEST = Decimal("1000000000000")
TYPE = r"^(transaction\.(completed|returned|voided)|member\.(joined|updated)|activity\.[a-z][a-z0-9_]{0,60})\Z"
NUMBER = validate.Length(1, 80)


def printable(text: str) -> None:
    """Refuse control characters and lone surrogates, which neither databases nor people can use."""
    if not all(char.isprintable() for char in text):
        raise ValidationError("Use printable characters only.")


class Text(fields.String):
    """A printable text of at most 200 characters unless said otherwise."""

    def __init__(self, longest: int = 200, least: int = 0, **kwargs: Any) -> None:
        super().__init__(validate=[validate.Length(least, longest), printable], **kwargs)


class Money(fields.Decimal):
    """Money in major units with at most two decimals, as text or number; never negative."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_nan=False, validate=money, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
            raise ValidationError("Write money as text, such as \"12.50\".")
        return super()._deserialize(value, attr, data, **kwargs)


def money(value: Decimal) -> None:
    """Refuse what is not an amount of whole cents between 0 and a million million."""
    if not 0 <= value < LARGEST:
        raise ValidationError("Money lies between 0 and 1,000,000,000,000.")
    if value != value.quantize(Decimal("0.01")):
        raise ValidationError("Money has at most two decimals.")


class Quantity(fields.Decimal):
    """A count or measure with at most six decimals; never negative."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_nan=False, validate=quantity, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
            raise ValidationError("Write a quantity as a number or as text.")
        return super()._deserialize(value, attr, data, **kwargs)


def quantity(value: Decimal) -> None:
    """Refuse a quantity outside [0, a million million) or with more than six decimals."""
    if not 0 <= value < LARGEST:
        raise ValidationError("A quantity lies between 0 and 1,000,000,000,000.")
    if value != value.quantize(Decimal("0.000001")):
        raise ValidationError("A quantity has at most six decimals.")


class Instant(fields.AwareDateTime):
    """An ISO 8601 instant with its offset, between the years 1970 and 2200."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", validate=instant, **kwargs)


def instant(value: datetime) -> None:
    """Refuse instants no programme can mean."""
    if not 1970 <= value.year < 2200:
        raise ValidationError("The year lies between 1970 and 2199.")


class Attributes(fields.Dict):
    """Flat custom words: at most fifty names to a text, a number or true/false."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(keys=Text(60, 1), validate=attributes, **kwargs)


def attributes(value: dict[str, Any]) -> None:
    """Refuse nested, over-long or too many attributes."""
    if len(value) > MAX_ATTRIBUTES:
        raise ValidationError(f"At most {MAX_ATTRIBUTES} attributes.")
    for name, item in value.items():
        if not isinstance(item, (str, int, Decimal, bool)):
            raise ValidationError(f"{name} must be a text, a number or true/false.")
        if isinstance(item, str):
            validate.Length(0, 500)(item)
            printable(item)


class MemberSchema(Schema):
    """Who it is about: the member's number at this partner."""

    class Meta:
        unknown = RAISE

    number = Text(80, 1, required=True)


class LineSchema(Schema):
    """One line of the receipt; ``amount`` is what was paid for the whole line."""

    class Meta:
        unknown = EXCLUDE

    sku = Text(80)
    name = Text()
    category = Text(80)
    brand = Text(80)
    quantity = Quantity()
    amount = Money(required=True)
    tags = fields.List(Text(60, 1), validate=validate.Length(0, 50))


class ReturnedLineSchema(Schema):
    """One line that came back, by ``position`` (from 0) or ``sku``."""

    class Meta:
        unknown = EXCLUDE

    sku = Text(80)
    position = fields.Integer(strict=True, validate=validate.Range(0, MAX_LINES - 1))
    quantity = Quantity()
    amount = Money()


class PaymentSchema(Schema):
    """One means of payment."""

    class Meta:
        unknown = EXCLUDE

    method = Text(60, 1, required=True)
    amount = Money(required=True)


class DataSchema(Schema):
    """What every event carries."""

    class Meta:
        unknown = EXCLUDE

    reference = Text(120, 1, required=True)
    member = fields.Nested(MemberSchema, required=True)
    occurred_at = Instant(required=True)
    attributes = Attributes()


class ActivityData(DataSchema):
    """``member.joined``, ``member.updated`` and ``activity.<name>``."""

    store = Text(60)
    channel = Text(60)
    referrer = Text(80)
    member_birthday = fields.Date()


class TransactionData(DataSchema):
    """``transaction.completed``."""

    amount = Money(required=True)
    currency = fields.String(required=True, validate=validate.Regexp(r"^[A-Z]{3}\Z"))
    tax = Money()
    channel = Text(60)
    store = Text(60)
    lines = fields.List(fields.Nested(LineSchema), validate=validate.Length(0, MAX_LINES))
    payments = fields.List(fields.Nested(PaymentSchema), validate=validate.Length(0, 50))
    points_paid = fields.Integer(strict=True, validate=validate.Range(0, 10**12))
    referrer = Text(80)
    before_discounts = fields.Boolean()

    @validates_schema
    def lines_cover_the_amount(self, data: dict[str, Any], **_: Any) -> None:
        """Lines may sum to more than was paid (an order discount), never to less."""
        lines = data.get("lines") or []
        if lines and sum((line["amount"] for line in lines), Decimal(0)) < data["amount"]:
            raise ValidationError("The lines sum to less than the amount paid.", "amount")


class ReturnData(DataSchema):
    """``transaction.returned`` and ``transaction.voided``: which purchase, and what of it came back."""

    of = Text(120, 1, required=True)
    amount = Money()
    currency = fields.String(validate=validate.Regexp(r"^[A-Z]{3}\Z"))
    store = Text(60)
    lines = fields.List(fields.Nested(ReturnedLineSchema), validate=validate.Length(0, MAX_LINES))


class EventSchema(Schema):
    """The envelope; ``data`` is checked by the schema of its ``type``."""

    class Meta:
        unknown = EXCLUDE

    type = fields.String(required=True, validate=validate.Regexp(TYPE))
    timestamp = Instant()
    data = fields.Dict(required=True)


DATA_SCHEMAS: dict[str, type[DataSchema]] = {
    "transaction.completed": TransactionData,
    "transaction.returned": ReturnData,
    "transaction.voided": ReturnData,
}


def data_schema(event_type: str) -> DataSchema:
    """The schema of one type's ``data``."""
    return DATA_SCHEMAS.get(event_type, ActivityData)()
