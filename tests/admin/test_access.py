"""Who gets in, and how far."""

from __future__ import annotations

from sqlalchemy.orm import Session

from server.services.staff import accounts
from tests.admin.console import sign_in
from tests.site import Site


def test_a_stranger_is_asked_to_sign_in_and_comes_back_to_where_they_wanted(console: Site):
    answer = console.visitor().get("/admin/")

    assert answer.headers["Location"] == "/admin/login?next=/admin/"


def test_a_one_time_password_opens_nothing_but_the_form_to_change_it(console: Site):
    with Session(console.coalition.engine) as session:
        password = accounts.add(session, "new@example.org", ["admin"])
    client = console.visitor()

    client.post("/admin/login", data={"email": "new@example.org", "password": password})

    assert client.get("/admin/").headers["Location"] == "/admin/change"


def test_whoever_has_an_account_sees_the_first_page(console: Site):
    assert sign_in(console, "viewer").get("/admin/").status_code == 200
