"""``tandem staff``: who may use the console."""

from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from server.services.staff.accounts import named
from server.services.staff.auditing import verify


def test_an_account_is_made_with_a_password_for_one_sign_in(tandem, coalition):
    printed = tandem.run("staff", "add", "Ada@example.org", "--role", "admin", "--name", "Ada").stdout.strip()

    with Session(coalition.engine) as session:
        staff = named(session, "ada@example.org")
        assert PasswordHasher().verify(staff.password, printed)
        assert staff.must_change
        assert printed not in staff.password


def test_a_second_account_under_the_same_address_is_refused(tandem, coalition):
    tandem("staff", "add", "ada@example.org", "--role", "admin")

    assert "staff_exists" in tandem("staff", "add", "ADA@example.org", "--role", "viewer", code=1)


def test_an_operator_needs_a_partner_that_exists(tandem, coalition):
    assert "bad_account" in tandem("staff", "add", "ben@example.org", "--role", "partner_operator", code=1)
    assert "bad_account" in tandem(
        "staff", "add", "ben@example.org", "--role", "partner_operator", "--partner", "NOBODY", code=1)
    tandem("staff", "add", "ben@example.org", "--role", "partner_operator", "--partner", "SHOP")
    assert "ben@example.org partner_operator of SHOP, never signed in" in tandem("staff", "list")


def test_a_closed_account_is_listed_as_closed_and_a_reset_opens_it(tandem, coalition):
    first = tandem.run("staff", "add", "ada@example.org", "--role", "admin").stdout

    tandem("staff", "disable", "ada@example.org")
    assert ", closed" in tandem("staff", "list")
    assert tandem.run("staff", "reset", "ada@example.org").stdout != first
    assert ", closed" not in tandem("staff", "list")


def test_whatever_is_done_to_accounts_stands_in_the_audit_without_passwords(tandem, coalition):
    printed = tandem.run("staff", "add", "ada@example.org", "--role", "admin").stdout.strip()
    tandem("staff", "disable", "ada@example.org")

    with Session(coalition.engine) as session:
        rows = session.connection().exec_driver_sql("SELECT * FROM audit ORDER BY number").all()
        assert [row.action for row in rows] == ["staff.added", "staff.disabled"]
        assert printed not in str(rows)
        assert list(verify(session)) == []


def test_nobody_is_reset_under_an_unknown_address(tandem, coalition):
    assert "unknown_staff" in tandem("staff", "reset", "nobody@example.org", code=1)
