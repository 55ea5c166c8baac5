"""Coming in, step by step, and whatever is refused: readable for everybody, in one language, and no more complaints."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from passlib.totp import TOTP
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from server.services.staff import accounts
from tests.admin.conftest import console, follow, programme_text
from tests.admin.console import PASSWORD, hire
from tests.browser.console_pages import enter
from tests.browser.test_console_pages import FACES, left_over
from tests.findings import none_of
from tests.site import Site

__all__ = ["console", "follow", "programme_text"]

NEW = "another horse, correct, with battery"
APPROVE_NOTHING = """() => {
  const form = document.createElement("form");
  form.method = "post"; form.action = "/admin/review/1/approve";
  document.body.append(form); form.submit();
}"""


def sign_in(page: Page, email: str, password: str) -> None:
    page.fill("#email", email)
    page.fill("#password", password)
    page.click("button.primary")
    page.wait_for_load_state()


def doors(page: Page, base: str, password: str) -> Iterator[str]:
    """Stop at every step of a new account's first day."""
    page.goto(f"{base}/")
    yield "front"
    page.goto(f"{base}/admin/")
    yield "login"
    sign_in(page, "new@example.org", "not this one")
    yield "login-refused"
    sign_in(page, "new@example.org", password)
    yield "own-password"
    for new in ("short", NEW):
        page.fill("#password", password)
        page.fill("#new_password", new)
        page.fill("#new_password_confirm", new)
        page.click("button.primary")
        page.wait_for_load_state()
        if new == "short":
            yield "own-password-refused"


def second_factor(page: Page, base: str) -> Iterator[str]:
    """Stop at every step of setting up a second factor, and of being asked for it."""
    page.goto(f"{base}/admin/tf-setup")
    yield "second-factor"
    page.click("button[value=authenticator]")
    yield "second-factor-key"
    page.fill("#code", TOTP(key=page.locator(".key code").inner_text()).generate().token)
    page.click("button.primary")
    page.wait_for_load_state()
    page.context.clear_cookies(name="session")
    page.goto(f"{base}/admin/login")
    sign_in(page, "new@example.org", NEW)
    yield "code-asked"
    page.fill("#code", "000000")
    page.click("button.primary")
    page.wait_for_load_state()
    yield "code-refused"


def refusals(page: Page, base: str) -> Iterator[str]:
    """Stop at proof asked again, and at each kind of failure."""
    page.context.clear_cookies(name="session")
    page.goto(f"{base}/admin/login")
    enter(page, base, "approver@example.org")
    page.goto(f"{base}/admin/verify?next=/admin/versions/")
    yield "verify"
    for name, address in {"403": "staff/", "404": "no-such-page", "500": "ledger/"}.items():
        page.goto(f"{base}/admin/{address}")
        yield name
    with page.expect_navigation():
        page.evaluate(APPROVE_NOTHING)
    yield "409"


def newcomer(console: Site) -> str:
    """A new account; its one-time password."""
    hire(console.coalition.engine, "approver")
    with Session(console.coalition.engine) as session:
        password: str = accounts.add(session, "new@example.org", ["viewer"], name="Admin")
        session.commit()
        return password


@pytest.mark.parametrize("face", FACES)
def test_every_step_of_coming_in_and_every_refusal_can_be_read(console, live, visit, axe, shoot, face):
    console.app.config["PROPAGATE_EXCEPTIONS"] = False
    console.app.view_functions["ledger.index"] = lambda **values: 1 / 0
    page, base, password = visit(**face, refused=True), live(console.app), newcomer(console)
    found, seen = [], []
    for steps in (doors(page, base, password), second_factor(page, base), refusals(page, base)):
        for name in steps:
            seen.append(name)
            shoot(page, f"door-{name}-{face['locale']}")
            found += [f"{name}: {each}" for each in (*axe(page), *left_over(page, face))]
    none_of(found)
    assert len(seen) == 14
    assert PASSWORD not in page.content()
