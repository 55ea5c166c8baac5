"""What a browser is told about every answer: nothing inline without this answer's nonce, nothing from elsewhere."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from flask import Flask, url_for
from flask_talisman import Talisman

from server.assets import folder
from server.settings import Settings

POLICY = {
    "default-src": "'self'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' data:",
    "object-src": "'none'", "base-uri": "'none'", "form-action": "'self'", "frame-ancestors": "'none'",
}
YEAR_SECONDS = 31_536_000
SHOWN = 12


def set_up_headers(app: Flask, settings: Settings) -> None:
    """Set the policy, and ``asset`` and ``csp_nonce`` for templates. A proxy in front ends TLS."""
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = YEAR_SECONDS
    Talisman(
        app, force_https=False, frame_options="DENY", content_security_policy=POLICY,
        content_security_policy_nonce_in=["script-src"], referrer_policy="same-origin",
        session_cookie_secure=settings.mode == "production", session_cookie_samesite="Lax")
    app.jinja_env.globals["asset"] = asset


def asset(name: str) -> str:
    """Address of a static file that changes when its content does, so that browsers may keep it for a year."""
    return url_for("static", filename=name, v=_fingerprint(name))


@lru_cache(maxsize=256)
def _fingerprint(name: str) -> str:
    return hashlib.sha256((folder("static") / name).read_bytes()).hexdigest()[:SHOWN]
