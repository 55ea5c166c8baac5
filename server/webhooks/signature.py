"""Standard Webhooks 1.0 signatures over the raw body, with several secrets during a rotation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from standardwebhooks import Webhook, WebhookVerificationError

from server.problems import Problem

HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")
UNAUTHORIZED = "Sign the raw body with the partner's secret as Standard Webhooks 1.0 says, at most 300 s ago."


@lru_cache(maxsize=4096)
def _signer(secret: str) -> Webhook:
    return Webhook(secret)


def verify(body: bytes, headers: Mapping[str, str], secrets: Iterable[str]) -> None:
    """Accept the body when any of the partner's secrets signed it within 300 s of now.

    Raises ``Problem("unauthorized")``, of one shape for every cause, so that it tells an attacker nothing.
    """
    if "." in headers.get("webhook-id", "."):
        raise Problem("unauthorized", UNAUTHORIZED)
    if not any(_signed_with(secret, body, headers) for secret in secrets):
        raise Problem("unauthorized", UNAUTHORIZED)


def _signed_with(secret: str, body: bytes, headers: Mapping[str, str]) -> bool:
    try:
        _signer(secret).verify(body, dict(headers), json_parse=False)
    except (WebhookVerificationError, ValueError):
        return False
    return True
