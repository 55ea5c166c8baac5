"""Points that a person adds or takes: one form, a second person above the limit, every step audited."""

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.models import AdjustmentRequest, Audit, Balance, Identity
from tests.admin.console import sign_in
from tests.tables import BOTH_KINDS

pytestmark = BOTH_KINDS


@pytest.fixture
def support(site):
    till = site.till()
    till.post(till.purchase("100.00", member="M-1"))
    return sign_in(site, "support")


@pytest.fixture
def other(site):
    return sign_in(site, "support", email="other@example.org")


def available(site):
    with Session(site.coalition.engine) as session:
        return session.scalars(select(Balance.available).where(Balance.currency == "PTS")).one()


def form(client, **more):
    reference = re.search(r'name="reference" value="(\w+)"', client.get("/admin/adjustments/").text)[1]
    return {"reference": reference, "number": "M-1", "currency": "PTS", "points": "50", "reason": "a kindness", **more}


def waiting(site):
    with Session(site.coalition.engine) as session:
        return session.scalars(select(AdjustmentRequest)).all()


def actions(site):
    with Session(site.coalition.engine) as session:
        query = select(Audit.person, Audit.action).where(Audit.action.startswith("adjustment."))
        return session.execute(query.order_by(Audit.number)).all()


@pytest.mark.parametrize("points, left", [("50", 150), ("+50", 150), ("-50", 50), ("−50", 50), ("1,000", 1100)])
def test_points_within_the_limit_move_at_once(site, support, points, left):
    text = support.post("/admin/adjustments/new", data=form(support, points=points), follow_redirects=True).text

    assert "Done." in text
    assert (available(site), actions(site)) == (left, [("support@example.org", "adjustment.made")])


def test_a_form_that_is_sent_twice_counts_once(site, support):
    sent = form(support)
    support.post("/admin/adjustments/new", data=sent)
    support.post("/admin/adjustments/new", data=sent)

    assert available(site) == 150


def test_points_above_the_limit_wait_for_a_second_person(site, support, other):
    support.post("/admin/adjustments/new", data=form(support, points="1001"))
    [row] = waiting(site)
    assert (row.status, available(site)) == ("open", 100)

    other.post(f"/admin/adjustments/{row.id}/confirm")

    assert (waiting(site)[0].status, available(site)) == ("confirmed", 1101)
    assert actions(site) == [("support@example.org", "adjustment.asked"), ("other@example.org", "adjustment.confirmed")]


def test_who_asked_cannot_confirm(site, support):
    support.post("/admin/adjustments/new", data=form(support, points="1001"))

    text = support.post(f"/admin/adjustments/{waiting(site)[0].id}/confirm", follow_redirects=True).text

    assert "somebody else must approve it" in text
    assert available(site) == 100


def test_a_confirmation_that_is_repeated_moves_nothing_twice(site, support, other):
    support.post("/admin/adjustments/new", data=form(support, points="1001"))
    for _ in range(2):
        other.post(f"/admin/adjustments/{waiting(site)[0].id}/confirm")

    assert available(site) == 1101


def test_what_the_ledger_refuses_stays_open(site, support, other):
    support.post("/admin/adjustments/new", data=form(support, points="-1001"))

    text = other.post(f"/admin/adjustments/{waiting(site)[0].id}/confirm", follow_redirects=True).text

    assert "fewer points" in text
    assert (waiting(site)[0].status, available(site)) == ("open", 100)


def test_a_refused_request_can_no_longer_be_confirmed(site, support, other):
    support.post("/admin/adjustments/new", data=form(support, points="1001"))
    other.post(f"/admin/adjustments/{waiting(site)[0].id}/refuse")

    assert "in the meantime" in other.post(
        f"/admin/adjustments/{waiting(site)[0].id}/confirm", follow_redirects=True).text
    assert available(site) == 100


@pytest.mark.parametrize("wrong, said", [
    ({"points": "0"}, "Give a whole number"), ({"points": "1.5"}, "Give a whole number"),
    ({"reason": " "}, "This is needed"), ({"number": "nobody"}, "No member has this number"),
    ({"points": "-500"}, "fewer points"), ({"expires_on": "soon"}, "This is no day"),
    ({"currency": "XX"}, "no such currency"),
])
def test_a_form_that_cannot_be_done_says_why_and_keeps_what_was_written(site, support, wrong, said):
    answer = support.post("/admin/adjustments/new", data=form(support, **{"reason": "a kindness", **wrong}))

    assert said in answer.text
    assert 'value="a kindness"' in answer.text or "reason" in wrong
    assert available(site) == 100


def test_a_number_that_two_partners_gave_to_different_people_asks_for_the_partner(site, support):
    with Session(site.coalition.engine) as session:
        session.add(Identity(partner="AIR", number="M-1", member_id="another"))
        session.commit()

    assert "name the partner" in support.post("/admin/adjustments/new", data=form(support)).text
    support.post("/admin/adjustments/new", data=form(support, partner="SHOP"))
    assert available(site) == 150


def test_it_asks_for_proof_again_and_not_everybody_may(support, viewer):
    with support.session_transaction() as session:
        session["fs_paa"] = 0

    assert "/verify" in support.get("/admin/adjustments/").headers["Location"]
    assert viewer.get("/admin/adjustments/").status_code == 403
