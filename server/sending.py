"""Sign and post events as a partner would: what ``tandem send`` and the demo use.

A partner's own code would look the same: the reference client of Standard Webhooks signs, ``requests`` posts.
Every event carries its own reference, so that posting again after a break has no second effect.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import requests
from standardwebhooks import Webhook

from server.clock import now
from server.ids import new_id

TRIES = 8
LONGEST_WAIT_SECONDS = 30
RETRIED = frozenset({429, 502, 503, 504})
NDJSON = "application/x-ndjson"


class SendFailed(Exception):
    """The server could not be reached, or refused a whole batch; nothing after it was sent."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One partner's way in: base URL of the server, partner code, and the secret it signs with."""

    url: str
    partner: str
    secret: str

    def post(self, session: requests.Session, events: Sequence[bytes], *,
             sleep: Callable[[float], None] = time.sleep) -> list[dict[str, Any]]:
        """Post up to 1 000 JSON events under one signature and return their results in order.

        Waits and tries again when the server is busy or away; raises ``SendFailed`` when that does not help.
        """
        body = b"\n".join(events)
        for attempt in range(TRIES):
            wait = self._try(session, body, attempt)
            if isinstance(wait, list):
                return wait
            sleep(wait)
        raise SendFailed(f"{self.url} did not take the events after {TRIES} tries")

    def _try(self, session: requests.Session, body: bytes, attempt: int) -> list[dict[str, Any]] | float:
        """The results, or how many seconds to wait before the next try."""
        try:
            answer = session.post(f"{self.url}/webhooks/{self.partner}/batch", data=body,
                                  headers=self._headers(body), timeout=60)
        except (requests.ConnectionError, requests.Timeout):
            return min(0.25 * 2**attempt, LONGEST_WAIT_SECONDS)
        if answer.status_code in RETRIED:
            return min(float(answer.headers.get("Retry-After", 1)), LONGEST_WAIT_SECONDS)
        if answer.status_code != requests.codes.ok:
            raise SendFailed(f"{answer.status_code} from {answer.url}: {answer.text[:500]}")
        results: list[dict[str, Any]] = answer.json()["results"]
        return results

    def _headers(self, body: bytes) -> dict[str, str]:
        message, at = f"msg_{new_id()}", now()
        return {"Content-Type": NDJSON, "webhook-id": message, "webhook-timestamp": str(int(at.timestamp())),
                "webhook-signature": Webhook(self.secret).sign(message, at, body.decode())}
