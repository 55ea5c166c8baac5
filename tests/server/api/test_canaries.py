"""Every address, asked well and badly: no answer and no log tells of others, persons, secrets, or our insides."""

import re
from io import StringIO

import pytest
import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.api import operations
from server.api.operations import OPERATIONS, api
from server.db import AWAY
from server.logs import set_up_logs
from server.models import Event, Identity, PartnerKey
from server.services.personal.consent import give
from tests.findings import none_of
from tests.server.api.test_foreign import BODIES, asked

PERSON = {"name": "Quetzalia Canary", "email": "quetzalia.canary@example.com", "phone": "+86 138 7654 3210",
          "address": "77 Canary Wharf", "birthday": "1987-06-05"}
PERSONAL = ("quetzalia", "canary wharf", "7654", "1987-06-05")
ELSEWHERE = ("api:", "AIR-NUMBER", "AIR-REFERENCE", "AIR-STORE", "AIR-HOLD", "AIR-ONLY", "7777776", "MILE-SKU")
INSIDE = ("traceback", 'file "', ".py", "sqlalchemy", "psycopg", "sqlite", "select ", "insert ", "insides-canary")
BROKEN = (b"", b"{", b"[]", b'{"name": "Quetzalia Canary",,}', b'{"email": ["quetzalia.canary@example.com"]}',
          b'{"number": {"name": "Quetzalia Canary"}}', b'{"attributes": {"email": "Quetzalia"}}')


@pytest.fixture
def logs():
    """What this process has logged so far."""
    written = StringIO()
    set_up_logs("debug")
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(file=written))
    yield written.getvalue
    structlog.reset_defaults()


@pytest.fixture
def belongings(site, shop, air, ada):
    """Ada is known at both partners, with her words told by the airline; the shop has something in every place."""
    shop.post(f"/members/{ada}/payments", {"currency": "PTS", "points": 5}, key="PAY")
    code = shop.post(f"/members/{ada}/code").json["code"]
    assert air.post("/identities", {"number": "AIR-NUMBER", "code": code}).status_code == 200
    flight = site.till("AIR")
    flight.post(flight.event("member.updated", member="AIR-NUMBER", attributes=PERSON))
    flight.post(flight.purchase("777777600", member="AIR-NUMBER", reference="AIR-REFERENCE", store="AIR-STORE", lines=[
        {"sku": "MILE-SKU", "amount": "777777600"}]))
    air.post("/members", {"number": "AIR-ONLY"})
    air.post("/members/AIR-NUMBER/holds", {"currency": "MILE", "points": 5}, key="AIR-HOLD")
    bought = shop.post(f"/members/{ada}/redemptions", {"reward": "coupon"}).json["redemption"]
    shop.post(f"/members/{ada}/holds", {"currency": "PTS", "points": 5}, key="HOLD")
    return {"number": ada, "redemption": bought["id"], "code": bought["vouchers"][0]["code"], "hold": "HOLD",
            "payment": "PAY", "conversion": "to-miles", "reward": "mug"}


def secrets_of(site, *callers):
    """Keys, their hashes, webhook secrets, and the ids of members."""
    with Session(site.coalition.engine) as session:
        hashes = session.scalars(select(PartnerKey.hash)).all()
        members = set(session.scalars(select(Identity.member_id)))
    return [*(each.bearer for each in callers), *site.coalition.secrets.values(), *hashes, *members]


def events_elsewhere(site):
    """Ids of what the airline reported."""
    with Session(site.coalition.engine) as session:
        return session.scalars(select(Event.id).where(Event.partner == "AIR")).all()


def traces(answers, words):
    """Words that an answer says and its caller did not know."""
    return [f"{name}: {word} in {text[:300]}" for name, answer in answers for text in (told(answer),)
            for word in words if word.lower() in text.lower()]


def told(answer):
    """Everything an answer says, but for its own address."""
    return f"{answer.status_code} {dict(answer.headers)} {answer.text}"


def every(one, places):
    return [(each.name, asked(one, each, places)) for each in OPERATIONS]


def test_no_address_tells_of_others_persons_secrets_or_insides(site, shop, air, belongings, logs):
    secrets = secrets_of(site, shop, air)

    answers = every(shop, belongings) + every(shop, belongings)

    assert sum(answer.status_code == 200 for _, answer in answers) > 30
    none_of(traces(answers, (*PERSONAL, *ELSEWHERE, *INSIDE, *secrets, *events_elsewhere(site))))
    none_of(word for word in (*PERSONAL, *secrets[:2], *site.coalition.secrets.values()) if word in logs().lower())


def test_with_consent_the_balance_is_told_and_still_no_number_reference_or_person(site, shop, air, belongings):
    with Session(site.coalition.engine) as session:
        member = session.scalars(select(Identity.member_id).where(Identity.number == "AIR-NUMBER")).one()
        give(session, member, "SHOP")
        session.commit()

    answers = every(shop, belongings)

    assert "7777776" in told(dict(answers)["read_member"])
    still = [word for word in ELSEWHERE if word != "7777776"]
    none_of(traces(answers, (*PERSONAL[:2], *still, *INSIDE, *secrets_of(site, shop, air))))


@pytest.mark.parametrize("number", ["AIR-NUMBER", "AIR-ONLY", "nobody"])
def test_what_is_anothers_is_answered_like_what_nobody_has(site, shop, air, belongings, number):
    foreign = dict.fromkeys(belongings, "AIR-HOLD") | {"number": number, "reward": "mug", "conversion": "to-miles"}
    nobody = dict.fromkeys(belongings, "ZZZ") | {"number": "ZZZ", "reward": "mug", "conversion": "to-miles"}

    def bare(answer, places):
        return re.sub("|".join(set(places.values())), "…", answer.text), answer.status_code, sorted(
            {*answer.headers.keys()} - {"ETag"})

    told_of = {each.name: (bare(asked(shop, each, foreign), foreign), bare(asked(shop, each, nobody), nobody))
               for each in OPERATIONS if "<" in each.path}

    none_of(f"{name}: {one} / {other}" for name, (one, other) in told_of.items() if one != other)


def test_what_cannot_be_read_is_refused_without_repeating_a_persons_words(site, shop, air, belongings, logs):
    answers = [(f"{each.name} {body!r}", shop.post(_path(each, belongings), body, method=each.method))
               for each in OPERATIONS if each.method != "GET" for body in BROKEN]
    answers += [(f"{each.name} {kind}", shop.client.open(
        f"{api.url_prefix}{_path(each, belongings)}", method=each.method, data=str(BODIES), content_type=kind,
        headers={"Authorization": f"Bearer {shop.bearer}", "Idempotency-Key": "K"}))
        for each in OPERATIONS for kind in ("text/xml", "application/json")]

    assert max(answer.status_code for _, answer in answers) < 500
    none_of(traces(answers, (*PERSONAL, *INSIDE, *secrets_of(site, shop, air))))
    none_of(word for word in PERSONAL if word in logs().lower())


def test_a_database_that_is_away_is_said_to_be_away(site, shop, belongings, monkeypatch):
    def fails(*given, **more):
        raise AWAY[2]("insides-canary: no such table: member")
    monkeypatch.setattr(operations, "running", fails)

    answers = every(shop, belongings)

    assert {(answer.status_code, answer.json["type"], answer.headers["Retry-After"]) for _, answer in answers} == {
        (503, "/problems/unavailable", "1")}
    none_of(traces(answers, INSIDE))


def test_a_failure_of_ours_tells_nothing_but_that_it_was_ours(site, shop, air, belongings, monkeypatch):
    def fails(*given, **more):
        raise RuntimeError("insides-canary AIR-REFERENCE quetzalia SELECT 1")
    monkeypatch.setattr(operations, "running", fails)
    site.app.config.update(PROPAGATE_EXCEPTIONS=False, TESTING=False)

    answers = every(shop, belongings)

    assert {(answer.status_code, answer.json["type"]) for _, answer in answers} == {(500, "/problems/failed")}
    none_of(traces(answers, (*PERSONAL, *ELSEWHERE, *INSIDE, *secrets_of(site, shop, air))))


def _path(operation, places):
    return re.sub(r"<(\w+)>", lambda place: places[place.group(1)], operation.path)
