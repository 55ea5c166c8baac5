"""What partners may send: every body and every query of the interface, as marshmallow schemas."""

from __future__ import annotations

from marshmallow import RAISE, Schema, fields, validate

from server.api.operations import MOST, USUAL
from server.models.reward import STATUSES
from server.webhooks.schemas import Attributes, Instant, Text, TransactionData

HIGHEST = 10**12


class Strict(Schema):
    """A body with no other fields than these."""

    class Meta:
        unknown = RAISE


class Points(fields.Integer):
    """A whole number of points, at least 1."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(strict=True, validate=validate.Range(1, HIGHEST), **kwargs)  # type: ignore[arg-type]


class EnrolBody(Strict):
    """A new member: its number at this partner; ``referrer`` is the number of who brought it."""

    number = Text(80, 1, required=True)
    occurred_at = Instant()
    attributes = Attributes()
    referrer = Text(80)


class UpdateBody(Strict):
    """What changed of a member; what is not named stays."""

    attributes = Attributes(required=True)
    occurred_at = Instant()


class IdentityBody(Strict):
    """A number of this partner's, and the one-time code that the member told."""

    number = Text(80, 1, required=True)
    code = Text(40, 1, required=True)


class CodeBody(Strict):
    """The one-time code that the member told, from elsewhere than this partner."""

    code = Text(40, 1, required=True)


class ConvertBody(Strict):
    """Which conversion, and how many points of its source."""

    conversion = Text(80, 1, required=True)
    points = Points(required=True)


class RedeemBody(Strict):
    """Which reward, and how many pieces."""

    reward = Text(80, 1, required=True)
    quantity = fields.Integer(strict=True, validate=validate.Range(1, 1_000))


class PayBody(Strict):
    """Points of a currency that this partner honours."""

    currency = Text(80, 1, required=True)
    points = Points(required=True)


class PartBody(Strict):
    """How many points; all of them when it is left out."""

    points = Points()


class TrackingBody(Strict):
    """How the member can follow what was sent."""

    tracking = Text(500)


class WhyBody(Strict):
    """Why it is not, as the member reads it."""

    why = Text(500, 1, required=True)


class MaybeWhyBody(Strict):
    """Why it is called off, if there is more to say."""

    why = Text(500)


class QuoteBody(TransactionData):
    """The ``data`` of the purchase as the webhook will get it."""


class PageQuery(Strict):
    """Where to go on (the ``next`` of the page before), and how many items."""

    cursor = Text(400)
    limit = fields.Integer(validate=validate.Range(1, MOST), load_default=USUAL)


class LotsQuery(PageQuery):
    """Of one currency only."""

    currency = Text(80)


class CatalogueQuery(PageQuery):
    """What to look for in the catalogue."""

    text = Text(80)
    category = Text(80)
    partner = Text(80)
    kind = fields.String(validate=validate.OneOf(["goods", "service", "coupon", "trial", "privilege"]))
    affordable = fields.Boolean()


class RedemptionsQuery(PageQuery):
    """Of one status only."""

    status = fields.String(validate=validate.OneOf(STATUSES))


class ConversionQuery(Strict):
    """How many points of the source."""

    points = fields.Integer(required=True, validate=validate.Range(1, HIGHEST))
