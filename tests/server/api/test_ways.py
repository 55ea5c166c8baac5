"""What holds for every address: keys, repeats, conditional reads, limits, and one shape of refusal."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.api.doors import ApiDoors
from server.api.operations import DOORS, OPERATIONS, api
from server.clock import now
from server.models import Partner, PartnerKey
from server.services.partners.keys import issue_key
from tests.findings import none_of
from tests.server.ledger.kept import dump

WRITES = [each for each in OPERATIONS if each.idempotent]


def addressed(operation, **places):
    """The address of an operation with something in its places."""
    path = operation.path
    for name in ("number", "redemption", "code", "hold", "payment", "conversion", "reward"):
        path = path.replace(f"<{name}>", places.get(name, "X"))
    return path


WRONG = ("", "Bearer", "Bearer ", "Bearer tandem_wrong", "Basic dGFuZGVt", "bearer x")


def test_without_a_live_key_every_answer_is_the_same(site, shop):
    visitor = site.visitor()
    answers = {visitor.open(f"{api.url_prefix}{addressed(each)}", method=each.method,
                            headers={"Authorization": header}).data for each in OPERATIONS for header in WRONG}

    assert len(answers) == 1
    answer = visitor.get(f"{api.url_prefix}/conversions")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.content_type == "application/problem+json"


def test_several_keys_live_while_a_partner_changes_over(site, shop):
    with Session(site.coalition.engine) as session:
        newer = issue_key(session, "SHOP", timedelta(hours=1))
        session.commit()
    assert shop.get("/conversions").status_code == 200

    with time_machine.travel(now() + timedelta(hours=1, minutes=1), tick=False):
        assert shop.get("/conversions").status_code == 401
        shop.bearer = newer
        assert shop.get("/conversions").status_code == 200


def test_no_key_is_kept_in_the_clear_and_one_of_a_closed_partner_opens_nothing(site, shop):
    with Session(site.coalition.engine) as session:
        kept = session.scalars(select(PartnerKey)).one()
        assert shop.bearer not in (kept.hash, kept.hint)
        assert shop.bearer.startswith(kept.hint)
        session.get(Partner, "SHOP").active = False
        session.commit()

    assert shop.get("/conversions").status_code == 401


@pytest.mark.parametrize("key", ["", "x" * 101])
def test_every_write_needs_a_key_of_its_own(shop, key):
    answers = {each.name: shop.post(addressed(each), {}, method=each.method, Idempotency_Key=key, key="")
               for each in WRITES}

    none_of(name for name, answer in answers.items() if answer.json["type"] != "/problems/key_missing")
    assert len(answers) > 15


REPEATED = [
    ("/members", {"number": "N-1"}, {"number": "N-2"}),
    ("/members/A/payments", {"currency": "PTS", "points": 5}, {"currency": "PTS", "points": 6}),
    ("/members/A/holds", {"currency": "PTS", "points": 5}, {"currency": "PTS", "points": 6}),
    ("/members/A/conversions", {"conversion": "to-miles", "points": 100}, {"conversion": "to-miles", "points": 200}),
    ("/members/A/redemptions", {"reward": "mug"}, {"reward": "ticket"}),
]


@pytest.mark.parametrize("path, body, other", REPEATED, ids=lambda each: each if isinstance(each, str) else "")
def test_a_repeat_gets_the_same_bytes_and_another_body_a_conflict(site, shop, ada, path, body, other):
    first = shop.post(path, body, key="K")
    assert first.status_code == 200, first.text
    before = dump(site.coalition.engine)

    again, conflict = shop.post(path, body, key="K"), shop.post(path, other, key="K")

    assert (again.data, again.headers["Idempotent-Replayed"]) == (first.data, "true")
    assert "Idempotent-Replayed" not in first.headers
    assert (conflict.status_code, conflict.json["type"]) == (409, "/problems/reference_conflict")
    assert dump(site.coalition.engine) == before


def test_what_has_not_changed_is_not_sent_again(shop, ada):
    first = shop.get("/members/A")

    assert shop.get("/members/A", If_None_Match=first.headers["ETag"]).status_code == 304
    shop.post("/members/A/payments", {"currency": "PTS", "points": 5})
    assert shop.get("/members/A", If_None_Match=first.headers["ETag"]).status_code == 200


@pytest.mark.parametrize("path, body, pointer", [
    ("/members/A/payments", {"currency": "PTS", "points": "5"}, "/points"),
    ("/members/A/payments", {"currency": "PTS", "points": 0}, "/points"),
    ("/members/A/payments", {"points": 5}, "/currency"),
    ("/members/A/payments", {"currency": "PTS", "points": 5, "tip": 1}, "/tip"),
    ("/members", {"number": "N", "attributes": {"a": {"b": 1}}}, "/attributes"),
    ("/quotes", {"reference": "Q", "amount": "1.001"}, "/amount"),
])
def test_a_refused_field_is_named(shop, ada, path, body, pointer):
    answer = shop.post(path, body)

    assert answer.status_code == 422
    assert pointer in [each["pointer"] for each in answer.json["errors"]]


@pytest.mark.parametrize("body, code", [(b"{", "bad_json"), (b"[]", "invalid_body"), (b"\xff", "bad_json"),
                                        (b"[" * 9_999, "bad_json"), (b" " * 1_000_001, "too_large")])
def test_what_is_no_json_object_is_refused(shop, ada, body, code):
    assert shop.post("/members/A/payments", body).json["type"] == f"/problems/{code}"


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=many", "cursor=é", "cursor=a", "colour=red"])
def test_a_query_that_cannot_be_understood_is_refused(shop, ada, query):
    assert shop.get(f"/members/A/history?{query}").json["type"] == "/problems/invalid_query"


def test_a_partner_asks_so_often_and_waits_then(site, shop, air):
    site.app.extensions[DOORS] = ApiDoors(3, 100)
    with time_machine.travel(now(), tick=False):
        answers = [shop.get("/conversions") for _ in range(4)]

        assert [each.status_code for each in answers] == [200, 200, 200, 429]
        assert int(answers[3].headers["Retry-After"]) >= 1
        assert air.get("/conversions").status_code == 200


@pytest.mark.parametrize("guess", [
    lambda one, number: one.get(f"/members/N-{number}"), lambda one, number: one.get(f"/vouchers/{number:016d}"),
    lambda one, number: one.post("/identities", {"number": "F", "code": f"{number:010d}"}),
], ids=["numbers", "vouchers", "codes"])
def test_guessing_is_stopped(site, shop, air, ada, guess):
    site.app.extensions[DOORS] = ApiDoors(1_000, 20)
    with time_machine.travel(now(), tick=False):
        statuses = [guess(air, number).status_code for number in range(22)]

        assert statuses[20:] == [429, 429]
        assert not {200, 429} & set(statuses[:20])
        assert shop.get("/members/A").status_code == 200
