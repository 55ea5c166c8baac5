"""How a member's wish becomes a request: once for each form, whoever presses twice."""

from __future__ import annotations

import re

from flask import abort, g, request

from rules.entries import Reason
from server.ids import new_id
from server.services.points.desk import Request

TOKEN = re.compile(r"[0-9a-f]{32}")
PERSON = Reason(person="member")
MOST_POINTS = 10**12


def new_token() -> str:
    """What tells one form from every other."""
    return new_id()


def asked() -> Request:
    """The request of a posted form: the same one again for the same form. 400 for a form that is not ours."""
    token = request.form.get("token", "")
    if not TOKEN.fullmatch(token):
        abort(400)
    return Request(reference=f"{g.me.member}:{token}", member=g.me.member, reason=PERSON)


def whole(text: str) -> int:
    """Points as somebody typed them, with blanks, dots or commas between the digits; 0 for what is no number."""
    digits = re.sub(r"[\s,.'’]", "", text.strip())
    return min(int(digits), MOST_POINTS) if digits.isascii() and digits.isdigit() else 0
