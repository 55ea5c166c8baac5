"""Every page of the table of routes is looked at in a real browser: the lists of those tests leave none out."""

from __future__ import annotations

from urllib.parse import urlsplit

from tests.admin.conftest import console, follow, programme_text
from tests.browser import campaign_pages, console_pages, test_member_page, test_programme_pages
from tests.findings import none_of
from tests.site import Site

__all__ = ["console", "follow", "programme_text"]

FOUND = ("/admin/members/m", "/admin/events/m/e", "/admin/versions/h", "/me/link/t", "/me/sign-in", "/docs")
"""Found by their links, or looked at by tests of their own."""
DOORS = ("/", "/admin/login", "/admin/change", "/admin/tf-setup", "/admin/tf-validate", "/admin/verify")
NO_PAGE = {
    **dict.fromkeys(("static", "admin.static", "security.static", "files.export", "settlements.export", "audit.export"),
                    "a file"),
    **dict.fromkeys(("admin.live", "search.json", "whatif.progress", "site.openapi", "site.healthz", "site.readyz",
                     "site.metrics"), "answered with data"),
    **dict.fromkeys(("campaign.index", "examples.index", "try.index", "whatif.index", "audit.ajax_lookup",
                     "audit.edit_view", "audit.create_view", "security.two_factor_rescue", "security.tf_select"),
                    "refused or not there"),
    "review.worked": "part of the review page, which loads it", "site.problem": "the reference of an error, as text",
    "staff.edit": "the form of a new account without its address",
    "member.order": "needs an order, which a test of the page's own makes",
}


def test_every_page_stands_in_a_list_of_the_tests_that_look_at_pages(console: Site):
    adapter = console.app.url_map.bind("localhost")
    lists = (*console_pages.PAGES.values(), *campaign_pages.ADDRESSES.values(), *FOUND, *DOORS,
             *test_programme_pages.ADDRESSES.values(), *test_programme_pages.FORMS.values(), *test_member_page.PLACES)
    looked_at = {adapter.match(urlsplit(address).path)[0] for address in lists}
    pages = {rule.endpoint for rule in console.app.url_map.iter_rules() if "GET" in (rule.methods or ())
             and not rule.rule.startswith("/api/")}

    none_of(sorted(pages - looked_at - NO_PAGE.keys()))
    none_of(sorted(NO_PAGE.keys() & looked_at))
