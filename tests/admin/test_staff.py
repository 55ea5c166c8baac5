"""Accounts in the console: made, changed, reset and closed by administrators, each in the audit."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.models import Audit
from server.services.staff import accounts
from tests.admin.console import hire, sign_in
from tests.site import Site


@pytest.fixture
def admin(console: Site):
    return sign_in(console)


def make(client, **fields):
    return client.post("/admin/staff/new", data={"email": "new@example.org", "name": "New", "role_names": ["marketer"],
                                                 "partner": "", **fields})


def account(console: Site, email: str):
    with Session(console.coalition.engine, expire_on_commit=False) as session:
        return accounts.named(session, email)


def test_a_new_account_gets_a_password_that_is_shown_once_and_signs_in(console: Site, admin):
    answer = make(admin)
    password = re.search(r'class="secret">([^<]+)<', answer.text)[1]

    assert answer.headers["Cache-Control"] == "no-store"
    signed = console.visitor().post("/admin/login", data={"email": "new@example.org", "password": password})
    assert signed.status_code == 302
    assert account(console, "new@example.org").must_change


@pytest.mark.parametrize("fields, said", [
    pytest.param({"email": "admin@example.org"}, "has an account already", id="the same address"),
    pytest.param({"email": "no address"}, "cannot be an account", id="no address"),
    pytest.param({"role_names": ["partner_operator"]}, "cannot be an account", id="an operator of no partner"),
    pytest.param({"role_names": ["partner_operator", "admin"], "partner": "SHOP"}, "cannot be an account",
                 id="an operator who is more"),
    pytest.param({"role_names": ["emperor"]}, "", id="an unknown role"),
])
def test_what_cannot_be_an_account_is_refused_with_a_reason(console: Site, admin, fields, said: str):
    answer = make(admin, **fields)

    assert answer.status_code == 400
    assert said in answer.text
    assert account(console, "new@example.org") is None


def test_other_roles_count_at_once(console: Site, admin):
    client = sign_in(console, "viewer")
    assert client.get("/admin/audit/").status_code == 403

    admin.post(f"/admin/staff/{account(console, 'viewer@example.org').id}",
               data={"name": "V", "role_names": ["approver"], "partner": ""})

    assert client.get("/admin/audit/").status_code == 200


def test_a_closed_account_is_out_and_nobody_closes_their_own(console: Site, admin):
    client = sign_in(console, "viewer")

    admin.post(f"/admin/staff/{account(console, 'viewer@example.org').id}/disable")
    admin.post(f"/admin/staff/{account(console, 'admin@example.org').id}/disable")

    assert client.get("/admin/").status_code == 302
    assert not account(console, "viewer@example.org").active
    assert account(console, "admin@example.org").active


def test_every_step_stands_in_the_audit_with_before_after_and_who(console: Site, admin):
    hire(console.coalition.engine, "viewer")
    id_ = account(console, "viewer@example.org").id
    admin.post(f"/admin/staff/{id_}", data={"name": "V", "role_names": ["support"], "partner": ""},
               headers={"X-Request-ID": "req-7"})
    admin.post(f"/admin/staff/{id_}/reset")

    with Session(console.coalition.engine) as session:
        reset, changed = session.scalars(select(Audit).order_by(Audit.number.desc()).limit(2))
        assert (changed.action, changed.person, changed.request_id) == ("staff.changed", "admin@example.org", "req-7")
        assert '"roles":"viewer"' in changed.before
        assert '"roles":"support"' in changed.after
        assert (reset.action, reset.subject) == ("staff.reset", "staff:viewer@example.org")


def test_the_chain_can_be_checked_from_its_page(admin):
    assert "The chain is whole" in admin.post("/admin/audit/check", follow_redirects=True).text


def test_a_row_of_the_audit_shows_what_changed(console: Site, admin):
    make(admin)

    page = admin.get("/admin/audit/").text
    number = re.findall(r"details/\?id=(\d+)", page)[0]

    assert "marketer" in admin.get(f"/admin/audit/details/?id={number}").text
    assert admin.get("/admin/audit/details/?id=4000000").status_code == 404
