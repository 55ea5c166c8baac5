"""Partners' secrets, keys, addresses and messages; an operator sees one partner only."""

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.clock import now
from server.ids import new_id
from server.models import Audit, Delivery, Endpoint, PartnerKey, PartnerSecret
from tests.admin.console import sign_in


@pytest.fixture
def admin(site):
    return sign_in(site, "admin")


@pytest.fixture
def operator(site):
    return sign_in(site, "partner_operator", partner="SHOP")


@pytest.fixture
def dead(site):
    """Ids of two messages that were given up, one of SHOP and one of AIR, and of SHOP's endpoint."""
    with Session(site.coalition.engine) as session:
        made = {}
        for partner in ("SHOP", "AIR"):
            endpoint, message = new_id(), new_id()
            session.add(Endpoint(id=endpoint, partner=partner, url=f"https://{partner}.example", created_at=now()))
            session.add(Delivery(id=message, endpoint_id=endpoint, partner=partner, event_id="e", type="points.accrued",
                                 body="{}", created_at=now(), run_after=now(), dead_at=now(), last_status=500))
            made[partner] = (message, endpoint)
        session.commit()
    return made


def rows(site, model, **where):
    with Session(site.coalition.engine) as session:
        return session.scalars(select(model).filter_by(**where)).all()


def test_a_new_secret_is_shown_once_and_the_earlier_one_lives_on_for_a_day(site, admin):
    answer = admin.post("/admin/partners/SHOP/secret", data={"use": "incoming"})

    secret = re.search(r"data-secret>(whsec_[^<]+)<", answer.text)[1]
    old, new = sorted(rows(site, PartnerSecret, partner="SHOP"), key=lambda row: row.valid_from)
    assert answer.headers["Cache-Control"] == "no-store"
    assert (old.valid_until is not None, new.valid_until) == (True, None)
    assert secret not in admin.get("/admin/partners/SHOP/").text


def test_events_signed_with_the_new_secret_and_with_the_old_one_are_both_taken(site, admin, monkeypatch):
    monkeypatch.setattr("server.doors.FRESH_SECONDS", 0.0)
    answer = admin.post("/admin/partners/SHOP/secret", data={"use": "incoming"})
    secret = re.search(r"data-secret>(whsec_[^<]+)<", answer.text)[1]
    till = site.till()

    assert till.post(till.purchase("10.00")).status_code == 200
    till.secret = secret
    assert till.post(till.purchase("10.00")).status_code == 200


def test_a_key_is_shown_once_and_kept_as_a_hash(site, admin):
    key = re.search(r"data-secret>(tandem_[^<]+)<", admin.post("/admin/partners/SHOP/key").text)[1]

    [row] = rows(site, PartnerKey, partner="SHOP")
    assert key.startswith(row.hint)
    assert key not in admin.get("/admin/partners/SHOP/").text


def test_no_secret_stands_in_the_audit(site, admin):
    secret = re.search(r"data-secret>([^<]+)<", admin.post("/admin/partners/SHOP/key").text)[1]

    [row] = rows(site, Audit, action="partner.key_issued")
    assert (row.person, row.subject) == ("admin@example.org", "partner:SHOP")
    assert secret not in row.after


def test_an_address_that_leads_inward_is_refused(site, admin):
    answer = admin.post("/admin/partners/SHOP/endpoint", data={"url": "https://127.0.0.1/"}, follow_redirects=True)

    assert "cannot be reached from outside" in answer.text
    assert rows(site, Endpoint) == []


def test_an_address_is_disabled_and_enabled_again(site, admin, dead):
    endpoint = dead["SHOP"][1]

    admin.post(f"/admin/partners/SHOP/endpoint/{endpoint}/disable")
    assert rows(site, Endpoint, id=endpoint)[0].disabled_why == "admin@example.org"
    admin.post(f"/admin/partners/SHOP/endpoint/{endpoint}/enable")
    assert rows(site, Endpoint, id=endpoint)[0].disabled_at is None


def test_what_was_given_up_is_sent_again_one_by_one_and_all_at_once(site, admin, dead):
    admin.post(f"/admin/partners/SHOP/delivery/{dead['SHOP'][0]}/replay")
    assert rows(site, Delivery, partner="SHOP")[0].dead_at is None

    admin.post("/admin/partners/AIR/replay")
    assert rows(site, Delivery, partner="AIR")[0].dead_at is None


@pytest.mark.parametrize("address", [
    "/admin/partners/AIR/", "/admin/partners/AIR/?state=dead", "/admin/partners/NONE/"])
def test_an_operator_finds_no_other_partner(operator, address):
    assert operator.get(address).status_code == 404


@pytest.mark.parametrize("place", [
    "AIR/endpoint", "AIR/replay", "AIR/endpoint/{1}/disable", "AIR/endpoint/{1}/enable", "AIR/delivery/{0}/replay",
    "SHOP/endpoint/{1}/disable", "SHOP/endpoint/{1}/enable", "SHOP/delivery/{0}/replay"])
def test_an_operator_changes_nothing_of_another_partner(site, operator, dead, place):
    address = f"/admin/partners/{place.format(*dead['AIR'])}"

    assert operator.post(address, data={"url": "https://example.com"}).status_code == 404
    assert rows(site, Delivery, partner="AIR")[0].dead_at is not None
    assert rows(site, Audit, subject="partner:AIR") == rows(site, Audit, subject="partner:SHOP") == []


def test_an_operator_sees_the_own_partner_alone_and_makes_no_secrets(operator):
    text = operator.get("/admin/partners/").text

    assert "/admin/partners/SHOP/" in text
    assert "/admin/partners/AIR/" not in text
    assert operator.post("/admin/partners/SHOP/secret", data={"use": "incoming"}).status_code == 403
    assert operator.get("/admin/tiers/").status_code == 403


def test_secrets_ask_for_proof_again(admin):
    with admin.session_transaction() as session:
        session["fs_paa"] = 0

    assert "/verify" in admin.post("/admin/partners/SHOP/key").headers["Location"]
