"""Stored markup stays a text on every page: it is written into every text field and column, then every page is read."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from admin.programme.kinds import PAGES
from server.services.programme import review
from server.settings import Settings
from tests.admin.console import sign_in
from tests.admin.hostile import KEPT, Hostile, act, enter_as_member, holds, hostile_programme, put, report, texts
from tests.findings import none_of
from tests.markup import CANARY, Markup
from tests.site import Site

NO_PAGE = {
    "audit.ajax_lookup": 404, "audit.edit_view": 403, "audit.create_view": 403, "campaign.index": 404,
    "examples.index": 404, "try.index": 404, "whatif.index": 404,
    "member.link": 404, "member.give": 404, "security.two_factor_token_validation": 302, "site.problem": 404,
}
"""What is not answered with a page, and how instead."""
NOT_SENT = {
    **dict.fromkeys(("review.approve", "review.reject"), "the same field as the notes beside it, for a second person"),
    **dict.fromkeys(("rules.check", "rules.offers", "rules.write"), "asked by scripts, answered in JSON"),
    "files.bring_in": "only a programme that can be read is brought in",
    "programme.start": "no field, and only where there is no draft",
    "examples.keep": "no field of its own, and only after a try",
    "partners.enable": "no field", "review.publish": "no field; what is published first has a note",
    "versions.call_off": "only what is planned; one is called off before, with a note",
    **dict.fromkeys((f"{page.at}.move" for page in PAGES if not page.described.ordered), "no field; nothing to order"),
    **dict.fromkeys(("member.converted", "member.given", "member.automatic"), "figures, for whoever has what it takes"),
    **dict.fromkeys(("member.end_other_sessions", "member.use_link"), "no field"),
    "member.choose_letters": "choices, and only where letters can be sent",
    "member.ask": "answered with the same words whatever was asked",
}


@pytest.fixture
def programme_text() -> str:
    return hostile_programme()


@pytest.fixture
def hostile(console: Site, monkeypatch: pytest.MonkeyPatch) -> Hostile:
    monkeypatch.setattr(review, "refuse_costly", lambda programme: None)
    report(console)
    staff = sign_in(console, x_request_id=CANARY)
    act(console, staff)
    return Hostile(console, staff, enter_as_member(console, Settings(mode="test")))


def fill(hostile: Hostile) -> list[str]:
    """The canary into each column that no act has put it into; those that cannot hold it, with why."""
    with Session(hostile.site.coalition.engine) as session:
        found = [f"{table.name}.{column}: {why}" for table, column in texts()
                 if not holds(session, table, column) and (why := put(session, table, column))]
        session.commit()
    return found


def test_every_text_of_the_database_and_of_every_form_stays_a_text_on_every_page(hostile: Hostile):
    none_of(fill(hostile))

    hostile.look_and_send()
    hostile.look()

    none_of(hostile.found)
    assert hostile.answers == NO_PAGE
    none_of(unsent(hostile))


def unsent(hostile: Hostile) -> list[str]:
    """Places that take forms, to which none was sent."""
    own = {view.endpoint for view in hostile.site.app.extensions["admin"][0]._views if view.endpoint != "audit"}
    taking = {rule.endpoint for rule in hostile.site.app.url_map.iter_rules() if "POST" in (rule.methods or ())
              and (rule.endpoint.partition(".")[0] in own or rule.endpoint.startswith("member."))}
    return sorted(taking - hostile.sent - KEPT - NOT_SENT.keys())


def test_a_text_that_was_not_escaped_would_be_found():
    for page in (f"<p>{CANARY}</p>", f'<a title="{CANARY}">', f"<textarea>{CANARY}", f"<script>let a = '{CANARY}'"):
        assert Markup(page).hostile
    assert Markup("<a href=' JavaScript:alert(1)'>").hostile
    assert not Markup("<p>&lt;img src=x onerror=__canary=1&gt;</p>").hostile
