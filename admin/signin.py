"""Signing in: Flask-Security with passwords (argon2), a second factor, and proof again before what matters.

Accounts are made by administrators only. Five wrong passwords or codes in a row shut an account for a while.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask, abort, request
from flask_security import (
    LoginForm,
    Security,
    SQLAlchemyUserDatastore,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
    password_changed,
)
from flask_security.totp import Totp
from wtforms import Form, RadioField
from wtforms.fields.choices import SelectChoice

from admin.signin_texts import TEXTS
from server.app import settings_of
from server.db import db
from server.models.staff import Role, Staff
from server.services.staff import accounts

SESSION = timedelta(hours=12)
UNUSED = frozenset({"security.two_factor_rescue", "security.tf_select", "security.static"})
"""Routes of the library that belong to what is off: mail, several second factors, its own look."""


class Counting(Form):
    """A form that a wrong password or code makes wait: it is counted, and answers nobody while an account is shut."""

    user: Staff | None

    def who(self) -> Staff | None:
        """Whose account is tried."""
        return self.user

    def validate(self, **kwargs: Any) -> bool:
        """Whether this is right, and the account open."""
        staff = self.who()
        if staff is None or not accounts.is_shut(staff):
            right = bool(super().validate(**kwargs))
            if staff:
                accounts.note_try(db.session, staff, right)
            return right
        self.form_errors.append(TEXTS["GENERIC_AUTHN_FAILED"][0])
        return False


class CountingLogin(Counting, LoginForm):
    """Name and password."""

    def who(self) -> Staff | None:
        """The account of the address that was typed."""
        return accounts.named(db.session, self.email.data or "")


class CountingVerify(Counting, VerifyForm):
    """The password once more."""


class DeviceForm(TwoFactorSetupForm):
    """Which second factor: an app, or none."""

    setup = RadioField(choices=[SelectChoice("authenticator"), SelectChoice("disable")], validate_choice=False)


class NoRescue(TwoFactorRescueForm):
    """What the library makes beside a wrong code; the console shows and takes nothing of it."""

    help_setup = RadioField(choices=[SelectChoice("help")])


class CountingCode(Counting, TwoFactorVerifyCodeForm):
    """The code of the second factor."""


class CodesOnce(Totp):
    """Codes of the second factor, each good once."""

    def get_last_counter(self, user: Staff) -> int | None:
        """The newest code that was used, counted in steps of time."""
        return user.tf_last_counter

    def set_last_counter(self, user: Staff, tmatch: Any) -> None:
        """Note a code as used; the form commits it."""
        user.tf_last_counter = tmatch.counter


def set_up_sign_in(app: Flask, translations: Path) -> None:
    """Mount the screens under ``/admin``; ``translations`` holds the catalogue of their texts."""
    app.config.update(_configuration(settings_of(app).secret_key))
    app.config.update({f"SECURITY_MSG_{name}": text for name, text in TEXTS.items()})
    app.config["SECURITY_I18N_DOMAIN"] = "flask_security;shell"
    app.config["SECURITY_I18N_DIRNAME"] = ["builtin", str(translations)]
    security = Security(app, SQLAlchemyUserDatastore(db, Staff, Role), login_form=CountingLogin,
                        verify_form=CountingVerify, two_factor_setup_form=DeviceForm, two_factor_rescue_form=NoRescue,
                        two_factor_verify_code_form=CountingCode, totp_cls=CodesOnce)
    _ask_who_only_in_the_console(security)
    app.login_manager.request_loader(_nobody)  # type: ignore[attr-defined]
    password_changed.connect(_own_password, app)
    app.before_request(_refuse_unused)


def _ask_who_only_in_the_console(security: Security) -> None:
    """The library looks up the person before every request. What is not of the console, such as a stylesheet, waits
    for no database.
    """
    [who] = security.principal.identity_loaders
    security.principal.identity_loaders.clear()
    security.principal.identity_loader(lambda: who() if request.path.startswith("/admin") else None)


def _nobody(asked: Any) -> None:
    """Staff come in by a session alone. The library looks for tokens in bodies, which are then gone for their view."""


def _own_password(app: Flask, user: Staff, **more: Any) -> None:
    """A password that its owner chose need not be changed any more."""
    user.must_change = False
    db.session.commit()


def _refuse_unused() -> None:
    if request.endpoint in UNUSED:
        abort(404)


def _configuration(secret: str) -> dict[str, Any]:
    totp = base64.urlsafe_b64encode(hashlib.sha256(f"second factor {secret}".encode()).digest()).decode()
    home, sign_in = "/admin/", "/admin/login"
    return {
        "SECURITY_URL_PREFIX": "/admin", "SECURITY_POST_LOGIN_VIEW": home, "SECURITY_POST_LOGOUT_VIEW": sign_in,
        "SECURITY_POST_CHANGE_VIEW": home, "SECURITY_POST_VERIFY_VIEW": home,
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
