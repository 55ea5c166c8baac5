"""Who is asking: the signed-in person, what they may do, and proof that it is still them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_babel import gettext
from flask_security import current_user
from flask_security.utils import check_and_update_authn_fresh
from werkzeug.wrappers import Response

from admin.access import May, partner_of, permissions_of
from server.models.staff import Staff

FRESH = timedelta(minutes=10)
"""How recent a proof must be to open a form that asks for it; sending the form may take as long again."""


def current_staff() -> Staff | None:
    """The person who is signed in, or None."""
    return current_user if current_user.is_authenticated else None


def current_person() -> str:
    """The name that answers for what is done in this request: into reasons and the audit. "" for nobody."""
    staff = current_staff()
    return staff.email if staff else ""


def may(permission: May | str) -> bool:
    """Whether the person may do this."""
    if "permissions" not in g:
        staff = current_staff()
        g.permissions = permissions_of(staff) if staff else frozenset()
    return permission in g.permissions


def current_scope() -> str:
    """The one partner whose rows this person sees; "" for all of them."""
    staff = current_staff()
    return partner_of(staff) if staff else ""


def request_id() -> str:
    """The name of this request in logs and audit; "" when no proxy gave it one."""
    return request.headers.get("X-Request-ID", "")[:64]


def step_up(view: Callable[..., Any]) -> Callable[..., Any]:
    """Ask for the password (or second factor) again before a route that publishes, adjusts, exports or shows secrets.

    A form is opened with a proof of the last ten minutes, and may be sent for ten more; later, the person proves
    again and comes back to the form.
    """
    @wraps(view)
    def asked(*args: Any, **kwargs: Any) -> Any:
        return _asked_again() or view(*args, **kwargs)

    return asked


def _asked_again() -> Response | None:
    within = FRESH if request.method == "GET" else FRESH * 2
    if check_and_update_authn_fresh(within, timedelta(0), "session"):
        return None
    flash(gettext("Confirm that it is you; then go on."), "message")
    back = request.full_path.rstrip("?") if request.method == "GET" else request.referrer or url_for("admin.index")
    return redirect(url_for("security.verify", next=_path(back)))


def _path(address: str) -> str:
    """Path and query of an address of this site."""
    return "/" + address.split("://", 1)[-1].split("/", 1)[-1] if "://" in address else address
