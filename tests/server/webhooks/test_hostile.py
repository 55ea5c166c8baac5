"""No body makes a 5xx, and none that is refused has an effect."""

import gzip
import json
from collections.abc import Sequence

import pytest
from werkzeug.test import Client

from server.problems import CONTENT_TYPE, Problem
from server.webhooks.edge import Answered, Edge, Incoming
from tests.server.webhooks.till import Till

SECRET = "whsec_c2VjcmV0LW9uZS1mb3ItdGVzdHMtMDEyMzQ1Njc4OQ=="
DEEP = b"[" * 10_000
GOOD = {"type": "member.joined", "data": {"reference": "J1", "member": {"number": "A"},
                                          "occurred_at": "2026-03-03T09:15:00+08:00"}}
HOSTILE = {
    "nothing": b"", "null": b"null", "a number": b"1", "a text": b'"x"', "an array": b"[]", "deep arrays": DEEP,
    "deep objects": b'{"a":' * 10_000, "bad utf-8": b'{"type": "\xff"}', "half a surrogate": b'{"type": "\\ud800"}',
    "a NUL": json.dumps({**GOOD, "type": "a\x00"}).encode(), "NaN": b'{"type": NaN}', "1e400": b'{"type": 1e400}',
    "duplicate keys": b'{"type": "x", "type": "y"}', "cut off": json.dumps(GOOD).encode()[:-5],
    "compressed": gzip.compress(json.dumps(GOOD).encode()), "wrong types": b'{"type": [], "data": "x"}',
    "a long number": b'{"type": "member.joined", "data": ' + b"9" * 5_000 + b"}",
    "many lines": json.dumps({"type": "transaction.completed", "data": {"lines": [{}] * 5_000}}).encode(),
    "null data": b'{"type": "member.joined", "data": null}', "a byte order mark": b"\xef\xbb\xbf{}",
}


class Nobody:
    """An intake that must not be asked, and doors with one partner."""

    def take(self, events: Sequence[Incoming]) -> list[Answered | Problem]:
        assert not events, "a hostile body came through"
        return []

    def secrets(self, partner: str) -> tuple[str, ...]:
        return (SECRET,)

    def admit(self, partner: str, events: int) -> int | None:
        return None if partner != "BUSY" else 7


@pytest.fixture
def door() -> Till:
    nobody = Nobody()
    return Till(Client(Edge(lambda environ, start: [b""], nobody, nobody)), "SHOP", SECRET)


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_body_is_refused_with_a_problem(door: Till, body: bytes) -> None:
    answer = door.send(body)

    assert 400 <= answer.status_code < 500
    assert answer.content_type == CONTENT_TYPE
    assert answer.json["type"].startswith("/problems/")


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_batch_is_refused_whole_or_item_by_item(door: Till, body: bytes) -> None:
    answer = door.send(body, path="/webhooks/SHOP/batch")

    assert answer.status_code < 500
    if answer.status_code == 200:
        assert all(400 <= result["status"] < 500 for result in answer.json["results"])


@pytest.mark.parametrize("path", ["/webhooks/SHOP", "/webhooks/SHOP/batch"])
def test_twenty_megabytes_are_too_large(door: Till, path: str) -> None:
    assert door.send(b" " * 20_000_000, path=path).status_code == 413


def test_more_than_a_thousand_events_are_too_many(door: Till) -> None:
    assert door.send(b"{}\n" * 1_001, path="/webhooks/SHOP/batch").status_code == 413


@pytest.mark.parametrize(("path", "status"), [
    ("/webhooks/", 404), ("/webhooks/SHOP/other", 404), ("/webhooks/SHOP/batch/x", 404)])
def test_an_address_that_is_not_there_is_said_to_be_missing(door: Till, path: str, status: int) -> None:
    assert door.send(b"{}", path=path).status_code == status


def test_events_are_posted(door: Till) -> None:
    assert door.client.get("/webhooks/SHOP").status_code == 405


def test_above_its_limit_a_partner_is_told_how_long_to_wait(door: Till) -> None:
    answer = door.send(json.dumps(GOOD).encode(), path="/webhooks/BUSY")

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
