"""What the screens of sign-in say, in our words; the sign-in library looks them up in the console's catalogue."""

from __future__ import annotations

from collections.abc import Mapping


def _(text: str) -> str:
    """Mark a text for the catalogue; it is translated when it is shown."""
    return text


TEXTS: Mapping[str, tuple[str, str]] = {
    "GENERIC_AUTHN_FAILED": (_("This address and password do not fit together. After five wrong tries an account is "
                               "shut for a quarter of an hour."), "error"),
    "INVALID_PASSWORD": (_("This is not your password."), "error"),
    "PASSWORD_NOT_PROVIDED": (_("Type a password."), "error"),
    "PASSWORD_INVALID_LENGTH": (_("A password has at least %(length)s characters."), "error"),
    "PASSWORD_IS_THE_SAME": (_("Choose a password that differs from the one before."), "error"),
    "RETYPE_PASSWORD_MISMATCH": (_("The two new passwords differ."), "error"),
    "PASSWORD_CHANGE": (_("Your password is changed."), "success"),
    "EMAIL_NOT_PROVIDED": (_("Type your e-mail address."), "error"),
    "INVALID_EMAIL_ADDRESS": (_("This is no e-mail address."), "error"),
    "REAUTHENTICATION_REQUIRED": (_("Confirm that it is you; then go on."), "info"),
    "REAUTHENTICATION_SUCCESSFUL": (_("Thank you. Go on."), "info"),
    "TWO_FACTOR_INVALID_TOKEN": (_("This code is not right, or not any more. Take the newest one."), "error"),
    "INVALID_CODE": (_("This code is not right, or not any more. Take the newest one."), "error"),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (_("Welcome back."), "success"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (_("Your second factor is set up. It is asked for from now on."), "success"),
    "TWO_FACTOR_DISABLED": (_("Your second factor is off."), "success"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (_("Choose one of the two."), "error"),
    "TWO_FACTOR_PERMISSION_DENIED": (_("Sign in first."), "error"),
    "TWO_FACTOR_SETUP_EXPIRED": (_("This took too long. Start again."), "error"),
    "ANONYMOUS_USER_REQUIRED": (_("You are signed in already."), "info"),
    "API_ERROR": (_("This link is not valid any more. Start again."), "error"),
    "UNAUTHENTICATED": (_("Sign in first."), "error"),
    "LOGIN": (_("Sign in first."), "info"),
}
"""Message of the library → our text and its tone."""
