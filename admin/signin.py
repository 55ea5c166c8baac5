"""Signing in: Flask-Security with passwords (argon2), a second factor, and proof again before what matters.

An account is shut for a while after some wrong passwords in a row. Accounts are made by administrators only.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from typing import Any

from flask import Flask
from flask_babel import lazy_gettext
from flask_security import LoginForm, Security, SQLAlchemyUserDatastore, password_changed

from server.app import settings_of
from server.db import db
from server.models.staff import Role, Staff
from server.services import staff as accounts

SESSION = timedelta(hours=12)


class ConsoleLoginForm(LoginForm):
    """Counts wrong passwords, and answers nobody while an account is shut."""

    def validate(self, **kwargs: Any) -> bool:
        """Whether these are an open account's name and password."""
        staff = accounts.named(db.session, self.email.data or "")
        if staff and accounts.is_shut(staff):
            self.form_errors.append(lazy_gettext("Too many wrong passwords. Wait a quarter of an hour, or ask an "
                                                 "administrator."))
            return False
        right = super().validate(**kwargs)
        if staff:
            accounts.note_try(db.session, staff, right)
        return right


def set_up_sign_in(app: Flask) -> None:
    """Mount the screens under ``/admin``."""
    app.config.update(_configuration(settings_of(app).secret_key))
    Security(app, SQLAlchemyUserDatastore(db, Staff, Role), login_form=ConsoleLoginForm)
    password_changed.connect(_own_password, app)


def _own_password(app: Flask, user: Staff, **more: Any) -> None:
    """A password that its owner chose need not be changed any more."""
    user.must_change = False
    db.session.commit()


def _configuration(secret: str) -> dict[str, Any]:
    totp = base64.urlsafe_b64encode(hashlib.sha256(f"second factor {secret}".encode()).digest()).decode()
    return {
        "SECURITY_URL_PREFIX": "/admin", "SECURITY_POST_LOGIN_VIEW": "/admin/", "SECURITY_POST_LOGOUT_VIEW":
        "/admin/login", "SECURITY_POST_CHANGE_VIEW": "/admin/", "SECURITY_POST_VERIFY_VIEW": "/admin/",
        "SECURITY_PASSWORD_HASH": "argon2", "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_SINGLE_HASH": True, "SECURITY_PASSWORD_SALT": secret,
        "SECURITY_PASSWORD_LENGTH_MIN": accounts.SHORTEST, "SECURITY_CHANGEABLE": True,
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False, "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"], "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TOTP_SECRETS": {"1": totp}, "SECURITY_TOTP_ISSUER": "Tandem",
        "SECURITY_RETURN_GENERIC_RESPONSES": True, "SECURITY_JOIN_USER_ROLES": False,
        "SECURITY_FRESHNESS": timedelta(minutes=10), "SECURITY_FRESHNESS_GRACE_PERIOD": timedelta(0),
        "SECURITY_API_ENABLED_METHODS": ["session"], "PERMANENT_SESSION_LIFETIME": SESSION,
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "test_environment": True},
    }
