"""Errors as the outside sees them: RFC 9457 problem+json, decided in one table.

``type`` is stable and public (``/problems/<code>``, explained in docs/problems.md); ``detail`` is one
sentence that says what is wrong and how to mend it; ``errors`` name each bad field by JSON pointer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

CONTENT_TYPE = "application/problem+json"

TABLE: Mapping[str, tuple[int, str]] = {
    "unauthorized": (401, "The signature was not accepted."),
    "not_found": (404, "There is nothing here."),
    "method_not_allowed": (405, "This address does not take that method."),
    "forbidden": (403, "This is not yours to do."),
    "reference_conflict": (409, "This reference was used before with another body."),
    "in_progress": (409, "The same reference is being worked on at this moment."),
    "insufficient_points": (409, "There are not enough points."),
    "out_of_stock": (409, "Nothing is left in stock."),
    "return_too_large": (409, "More comes back than was bought."),
    "return_blocked": (409, "The points of this purchase were already spent."),
    "hold_closed": (409, "The hold is no longer open."),
    "spend_unknown": (404, "Nothing was held or paid under this reference."),
    "refund_too_large": (409, "More points come back than were paid."),
    "redemption_unknown": (404, "There is no such redemption."),
    "redemption_closed": (409, "The redemption is past the point where this can be done."),
    "voucher_unknown": (404, "This partner honours no voucher with this code."),
    "voucher_closed": (409, "The voucher was used, has lapsed or was cancelled."),
    "identity_taken": (409, "This number is somebody's already."),
    "last_identity": (409, "This is the member's only number."),
    "reward_closed": (409, "This reward is not to be had now."),
    "limit_reached": (409, "The member has as many as one member may have."),
    "conversion_closed": (409, "This conversion is not open now."),
    "below_minimum": (409, "Too few points for this conversion."),
    "transfers_closed": (409, "This member may not give points away."),
    "too_large": (413, "The body is too large."),
    "unsupported_media_type": (415, "The body must be JSON."),
    "key_missing": (400, "A write needs an Idempotency-Key."),
    "bad_json": (400, "The body is not JSON."),
    "invalid_body": (422, "The body has fields that cannot be accepted."),
    "invalid_query": (422, "The query has fields that cannot be accepted."),
    "proof_refused": (422, "This code proves nothing here."),
    "invalid_event": (422, "The event has fields that cannot be accepted."),
    "unknown_line": (422, "The return names a line the purchase does not have."),
    "member_unknown": (422, "The partner refuses members it does not know."),
    "refused": (422, "The programme does not allow this."),
    "same_member": (422, "Giver and receiver are one member."),
    "points_not_positive": (422, "At least one point must be asked for."),
    "reason_missing": (422, "A person and a reason are needed."),
    "second_person_needed": (422, "So many points need a second person."),
    "unknown_currency": (422, "The programme in force does not know this currency."),
    "not_honoured": (422, "This partner does not take these points."),
    "unknown_partner": (422, "The programme in force does not know this partner."),
    "too_many": (429, "Too many requests from this partner."),
    "failed": (500, "Something went wrong on our side."),
    "unavailable": (503, "The database cannot be reached; the event was not taken."),
}
"""Code → HTTP status and title. Every code is documented; a test holds the documents to this table."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """One bad field: ``pointer`` is an RFC 6901 JSON pointer into the body, ``detail`` one sentence."""

    pointer: str
    detail: str


class Problem(Exception):
    """A refusal with a stable code from ``TABLE``."""

    def __init__(self, code: str, detail: str = "", *, errors: Sequence[FieldError] = (),
                 retry_after: int | None = None, **data: Any) -> None:
        self.code = code
        self.status, self.title = TABLE[code]
        self.detail = detail or self.title
        self.errors = tuple(errors)
        self.retry_after = retry_after
        self.data = data
        super().__init__(self.detail)

    def body(self) -> dict[str, Any]:
        """The members of the problem document."""
        document: dict[str, Any] = {"type": f"/problems/{self.code}", "title": self.title,
                                    "status": self.status, "detail": self.detail}
        if self.errors:
            document["errors"] = [{"pointer": error.pointer, "detail": error.detail} for error in self.errors]
        return {**document, **self.data}

    def encode(self) -> bytes:
        """The problem document as JSON bytes."""
        return msgspec.json.encode(self.body())

    def headers(self) -> list[tuple[str, str]]:
        """Response headers of this problem."""
        headers = [("Content-Type", CONTENT_TYPE)]
        if self.retry_after is not None:
            headers.append(("Retry-After", str(self.retry_after)))
        return headers


@dataclass(frozen=True, slots=True)
class Refused:
    """A problem as a value: what one item of a batch is answered with."""

    problem: Problem = field(default_factory=lambda: Problem("invalid_event"))
