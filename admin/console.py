"""What pages of the console ask for often: the session, the programme in force, the keyring, who may see whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import current_app

from admin.people import current_scope
from rules.programme import Programme
from rules.sentence import Speaker
from server.clock import now
from server.db import db
from server.fields import Keyring
from server.web.locales import current_locale
from server.web.running import running


def session() -> Any:
    """The page's own session."""
    return db.session


def keyring() -> Keyring:
    """What opens personal words."""
    found: Keyring = current_app.extensions["tandem.keyring"]
    return found


def programme() -> Programme | None:
    """The programme in force now; None before the first is published."""
    versions = running().versions
    return versions.in_force(now()).programme if versions.timeline.hashes else None


def speaker() -> Speaker:
    """Names of the programme in force, in the reader's language."""
    in_force = programme()
    return Speaker.of(in_force, current_locale()) if in_force else Speaker(current_locale())


def partner_codes() -> Sequence[str]:
    """The partners whose rows this person sees."""
    scope, in_force = current_scope(), programme()
    if scope:
        return [scope]
    return [partner.code for partner in in_force.partners] if in_force else []
