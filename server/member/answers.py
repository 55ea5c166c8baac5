"""How pages of a member are sent: for this browser only, and not again while nothing has changed."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from flask import Response, make_response, render_template, request, session

TOKEN = re.compile(rb'name="csrf_token" value="[^"]*"')
"""Tokens of forms differ in every answer; while the session's secret is the same, an earlier one is as good."""


def page(template: str, status: int = 200, **values: Any) -> Response:
    """A page of the signed-in member: private, and 304 for a browser that has it already."""
    response = make_response(render_template(template, **values), status)
    response.headers["Cache-Control"] = "private, no-cache"
    if status == 200:
        response.set_etag(_fingerprint(response.get_data()))
        response.make_conditional(request)
    return response


def secret_page(template: str, status: int = 200, **values: Any) -> Response:
    """A page that nobody may keep: links and sign-in."""
    response = make_response(render_template(template, **values), status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _fingerprint(body: bytes) -> str:
    """Equal for pages that a member cannot tell apart."""
    secret = str(session.get("csrf_token", "")).encode()
    return hashlib.sha256(TOKEN.sub(b"", body) + secret).hexdigest()[:32]
