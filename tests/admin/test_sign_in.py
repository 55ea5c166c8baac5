"""Signing in, staying in, and proving it again."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from passlib.totp import TOTP
from sqlalchemy.orm import Session

from admin.people import FRESH
from server.clock import now
from server.services.partners.keys import issue_key
from server.services.staff import accounts
from tests.admin.console import PASSWORD, hire, sign_in
from tests.site import Site


def attempt(client, address, password):
    return client.post("/admin/login", data={"email": address, "password": password})


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(console: Site):
    address = hire(console.coalition.engine, "viewer")

    wrong = attempt(console.visitor(), address, "not this one").text
    unknown = attempt(console.visitor(), "nobody@example.org", "not this one").text

    assert "do not fit together" in wrong
    assert "do not fit together" in unknown


def test_five_wrong_passwords_shut_the_account_for_a_quarter_of_an_hour(console: Site):
    address, client = hire(console.coalition.engine, "viewer"), console.visitor()

    for _ in range(accounts.TRIES):
        attempt(client, address, "not this one")

    assert attempt(client, address, PASSWORD).status_code == 200
    with time_machine.travel(now() + accounts.SHUT, tick=True):
        assert attempt(client, address, PASSWORD).status_code == 302


def test_four_wrong_passwords_and_a_right_one_are_forgotten(console: Site):
    address, client = hire(console.coalition.engine, "viewer"), console.visitor()
    for _ in range(2):
        for _ in range(accounts.TRIES - 1):
            attempt(client, address, "not this one")
        assert attempt(client, address, PASSWORD).status_code == 302
        client.post("/admin/logout")


def test_a_disabled_account_is_out_at_once_also_where_it_was_signed_in(console: Site):
    client = sign_in(console, "viewer")

    with Session(console.coalition.engine) as session:
        accounts.disable(session, "viewer@example.org")

    assert client.get("/admin/").status_code == 302
    assert attempt(console.visitor(), "viewer@example.org", PASSWORD).status_code == 200


def test_a_reset_ends_every_session_and_asks_for_a_new_password(console: Site):
    client = sign_in(console, "viewer")
    with Session(console.coalition.engine) as session:
        password = accounts.reset(session, "viewer@example.org")

    assert client.get("/admin/").status_code == 302
    attempt(client, "viewer@example.org", password)
    assert client.get("/admin/").headers["Location"] == "/admin/change"


@pytest.mark.parametrize("new, said", [
    pytest.param("short", "at least 10 characters", id="too short"),
    pytest.param(PASSWORD, "differs from the one before", id="the same again"),
])
def test_a_new_password_must_be_one(console: Site, new: str, said: str):
    client = sign_in(console, "viewer")

    answer = client.post("/admin/change", data={
        "password": PASSWORD, "new_password": new, "new_password_confirm": new})

    assert said in answer.text


def test_a_second_factor_is_asked_for_once_it_is_set_up(console: Site):
    client = sign_in(console, "viewer")
    key = with_second_factor(client)
    client.post("/admin/logout")

    attempt(client, "viewer@example.org", PASSWORD)
    assert client.get("/admin/").status_code == 302
    with time_machine.travel(now().timestamp() + 60, tick=True):
        client.post("/admin/tf-validate", data={"code": code_of(key)})
        assert client.get("/admin/").status_code == 200


def test_a_code_is_good_once(console: Site):
    key = with_second_factor(sign_in(console, "viewer"))
    one, other = console.visitor(), console.visitor()
    with time_machine.travel(now().timestamp() + 60, tick=False):
        code = code_of(key)
        for client in (one, other):
            attempt(client, "viewer@example.org", PASSWORD)
            client.post("/admin/tf-validate", data={"code": code})

        assert one.get("/admin/").status_code == 200
        assert other.get("/admin/").status_code == 302


def with_second_factor(client) -> str:
    """Set one up; its key."""
    page = client.post("/admin/tf-setup", data={"setup": "authenticator"}).text
    key = re.search(r"<code>([\w-]+)</code>", page)[1].replace("-", "")
    address = re.search(r'action="(/admin/tf-setup/[^"]+)"', page)[1]
    client.post(address, data={"code": code_of(key)})
    return key


def code_of(key: str) -> str:
    return TOTP(key=key).generate(time=now().timestamp()).token


def test_after_a_while_what_matters_asks_again_and_comes_back(console: Site):
    client = sign_in(console)
    with time_machine.travel(now() + FRESH + timedelta(minutes=1), tick=True):
        asked = client.get("/admin/staff/new")
        assert asked.headers["Location"] == "/admin/verify?next=/admin/staff/new"

        wrong = client.post("/admin/verify?next=/admin/staff/new", data={"password": "not this one"})
        right = client.post("/admin/verify?next=/admin/staff/new", data={"password": PASSWORD})

        assert "This is not your password" in wrong.text
        assert right.headers["Location"].endswith("/admin/staff/new")
        assert client.get("/admin/staff/new").status_code == 200


def test_a_form_that_was_sent_too_late_does_nothing(console: Site):
    client = sign_in(console)
    with time_machine.travel(now() + FRESH * 2 + timedelta(minutes=1), tick=True):
        answer = client.post("/admin/staff/new", data={"email": "late@example.org", "role_names": "admin"},
                             headers={"Referer": "http://localhost/admin/staff/new"})

    assert answer.headers["Location"] == "/admin/verify?next=/admin/staff/new"
    with Session(console.coalition.engine) as session:
        assert accounts.named(session, "late@example.org") is None


def test_guessing_at_the_proof_shuts_the_account_too(console: Site):
    client = sign_in(console)

    for _ in range(accounts.TRIES):
        client.post("/admin/verify", data={"password": "not this one"})

    assert attempt(console.visitor(), "admin@example.org", PASSWORD).status_code == 200


def test_what_a_partner_sends_reaches_the_interface_beside_the_console(console: Site):
    """The library that signs staff in would look for a token in every body, and leave none of it."""
    with Session(console.coalition.engine) as session:
        bearer = {"Authorization": f"Bearer {issue_key(session, 'SHOP')}"}
        session.commit()
    basket = {"reference": "Q", "member": {"number": "M-1"}, "amount": "5.00", "currency": "CNY",
              "occurred_at": now().isoformat()}

    answer = console.visitor().post("/api/v1/quotes", json=basket, headers=bearer)

    assert answer.json["to_pay"] == "5.00"
