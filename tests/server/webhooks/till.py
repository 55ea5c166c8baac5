"""A partner's till for tests: signs with the reference client and posts to the webhooks without a socket."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session
from standardwebhooks import Webhook
from werkzeug.test import Client, TestResponse

from rules.programme import Programme
from server.clock import now
from server.doors import PartnerDoors
from server.fields import secret_keyring
from server.programme_file import parse
from server.services.partners.secrets import issue_secret
from server.services.programme.publishing import publish
from server.taking.intake import Taking
from server.versions import Versions
from server.webhooks.edge import Edge

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
PROGRAMME = """
code: corner
name: Corner
zone: Asia/Shanghai
money: CNY
currencies:
  - {code: PTS, name: Points, expiry: {months: 12}}
  - {code: MILE, name: Miles}
partners:
  - {code: SHOP, name: Shop, currency: PTS, honours: [PTS]}
  - {code: AIR, name: Air, currency: MILE, honours: [MILE], unknown_members: hold}
  - {code: CLUB, name: Club, currency: PTS, unknown_members: refuse}
accruals:
  - {code: base, points: matched.amount}
tiers:
  - {code: basic, name: Basic}
  - {code: gold, name: Gold, qualify: 'history.points("12 months", "PTS") >= 1000', award: 50, award_currency: PTS}
campaigns:
  - code: coffee
    name: Double coffee
    when: event.type == "transaction.completed"
    lines: line.category == "coffee"
    benefits: [{multiplier: 2}]
  - code: pot
    name: The pot
    when: event.amount >= 500
    benefits: [{points: 100}]
    budget: 250
    funding: [{source: "partner:SHOP", percent: 100}]
conversions:
  - {code: to-miles, source: PTS, target: MILE, block: 100, gives: 50}
policies: {late_days: 30}
"""


def programme_of(text: str = PROGRAMME) -> Programme:
    """The small programme of these tests, or another from its text."""
    read = parse(text.encode())
    assert read.programme is not None, [finding.sentence for finding in read.findings]
    return read.programme


@dataclass
class Coalition:
    """A published programme behind a WSGI edge, on one database."""

    engine: Engine
    versions: Versions
    edge: Edge
    secrets: dict[str, str]

    def till(self, partner: str = "SHOP") -> Till:
        """A till of one partner."""
        return Till(Client(self.edge), partner, self.secrets[partner])

    def publish(self, text: str, at: datetime | None = None) -> str:
        """Publish another programme and read it in this process; its version."""
        with Session(self.engine) as session:
            version = publish(session, programme_of(text), at).version
        self.versions.refresh()
        return version


def open_coalition(engine: Engine, cache: Path, text: str = PROGRAMME, limit: int = 100_000,
                   since: datetime = LONG_AGO) -> Coalition:
    """Publish a programme, with a secret for each partner; nothing runs in the background."""
    programme = programme_of(text)
    with Session(engine) as session:
        publish(session, programme, since)
        secrets = {partner.code: issue_secret(session, partner.code) for partner in programme.partners}
        session.commit()
    return reopen_coalition(engine, cache, secrets, limit)


def reopen_coalition(engine: Engine, cache: Path, secrets: dict[str, str], limit: int = 100_000) -> Coalition:
    """What was published before on this database, or on the one it was copied from."""
    versions = Versions(engine, cache)
    versions.refresh()
    taking = Taking(engine, versions, secret_keyring("key"))
    edge = Edge(lambda environ, start: [b""], taking, PartnerDoors(engine, limit))
    return Coalition(engine, versions, edge, secrets)


@dataclass
class Till:
    """What a partner's software does; ``references`` are made up when a test does not care."""

    client: Client
    partner: str
    secret: str
    references: Any = field(default_factory=lambda: count(1))

    def purchase(self, amount: str, **data: Any) -> dict[str, Any]:
        """The body of a purchase, a minute ago unless said otherwise."""
        return self.event("transaction.completed", amount=amount, currency="CNY", **data)

    def event(self, kind: str, *, member: str = "M-1", at: datetime | None = None, reference: str = "",
              **data: Any) -> dict[str, Any]:
        """The body of any event."""
        moment = at or now() - timedelta(minutes=1)
        return {"type": kind, "timestamp": moment.isoformat(), "data": {
            "reference": reference or f"R{next(self.references)}", "member": {"number": member},
            "occurred_at": moment.isoformat(), **data}}

    def post(self, body: dict[str, Any]) -> TestResponse:
        """Sign and post one event."""
        return self.send(json.dumps(body).encode())

    def send(self, raw: bytes, *, secret: str = "", at: datetime | None = None, path: str = "",
             headers: dict[str, str] | None = None) -> TestResponse:
        """Post raw bytes under the reference client's signature; ``headers`` replace those it made."""
        moment, message = at or now(), "msg_1"
        text = raw.decode("utf-8", "surrogateescape") if raw.isascii() else raw.decode("utf-8", "replace")
        signature = Webhook(secret or self.secret).sign(message, moment, text)
        signed = {"webhook-id": message, "webhook-timestamp": str(int(moment.timestamp())),
                  "webhook-signature": signature}
        return self.client.post(path or f"/webhooks/{self.partner}", data=raw, headers=signed | (headers or {}),
                                content_type="application/json")

    def batch(self, bodies: Sequence[dict[str, Any] | bytes]) -> list[dict[str, Any]]:
        """Post several events under one signature; their results in order."""
        raw = b"\n".join(body if isinstance(body, bytes) else json.dumps(body).encode() for body in bodies)
        answer = self.send(raw, path=f"/webhooks/{self.partner}/batch")
        assert answer.status_code == 200, answer.text
        results: list[dict[str, Any]] = answer.json["results"]
        return results


def points_of(response: TestResponse, currency: str = "PTS") -> int:
    """Points of all awards in an answer."""
    assert response.status_code == 200, response.text
    return sum(award["points"] for award in response.json["awards"] if award["currency"] == currency)


def balance_of(response: TestResponse, currency: str = "PTS") -> int:
    """The available balance an answer tells."""
    balances = response.json["balances"]
    return int(balances[currency]["available"]) if currency in balances else 0


def coffee(amount: str) -> dict[str, str]:
    """A line of coffee."""
    return {"sku": "C", "category": "coffee", "amount": str(Decimal(amount))}
