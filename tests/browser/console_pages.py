"""The console in a real browser: signed in, with a shop that has sold something."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from playwright.sync_api import Page

from server.clock import now
from server.jobs import outbox
from server.jobs.context import Context
from tests.admin.console import PASSWORD, hire
from tests.server.webhooks.till import coffee
from tests.site import Site

PAGES = {
    "home": "/admin/", "members": "/admin/members/", "events": "/admin/events/", "ledger": "/admin/ledger/",
    "audit": "/admin/audit/", "entry": "/admin/audit/details/?id=1", "staff": "/admin/staff/",
    "account": "/admin/staff/new", "search": "/admin/search/?q=zz",
}


@dataclass
class Visited:
    """One signed-in browser on the console at ``base``."""

    page: Page
    base: str

    def open(self, address: str) -> Page:
        """A page, once it is there."""
        self.page.goto(self.base + address)
        return self.page


def enter(page: Page, base: str, email: str) -> Visited:
    """Sign in as somebody with ``PASSWORD``."""
    page.goto(f"{base}/admin/")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.click("button.primary")
    page.wait_for_url(f"{base}/admin/")
    return Visited(page, base)


def sell(site: Site, number: str = "M-1") -> None:
    """Purchases over two weeks, one that is held, and everything that follows from them."""
    till = site.till()
    for day in range(12):
        amount = str(40 + 17 * day)
        till.post(till.purchase(f"{amount}.00", member=number, reference=f"S12-{day:04}", lines=[coffee(amount)],
                                at=now() - timedelta(days=day, hours=1)))
    air = site.till("AIR")
    air.post(air.purchase("10.00", member="X-1", reference="HELD-1"))
    context = Context(site.coalition.engine, site.coalition.versions)
    while outbox.turn(context):
        pass


def member_pages(visited: Visited) -> dict[str, str]:
    """Addresses of the first member, of the newest event, and of a version."""
    page = visited.open("/admin/members/")
    member = page.locator("main tbody a").first.get_attribute("href")
    event = visited.open(str(member)).locator("main tbody a").first.get_attribute("href")
    version = visited.open("/admin/versions/").locator("main tbody a").first.get_attribute("href")
    return {"member": str(member), "event": str(event), "version": str(version)}


Serve = Callable[..., str]


def open_shop(console: Site, live: Serve) -> str:
    """Serve the console of a shop that sold something; its address."""
    sell(console)
    hire(console.coalition.engine, "admin")
    return live(console.app)
