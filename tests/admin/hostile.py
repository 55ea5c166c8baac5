"""A coalition in which everybody who can write a text writes markup: partners, members, staff, by every door."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, is_dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from flask.testing import FlaskClient
from sqlalchemy import String, Table, func, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from rules.programme import LOCALES
from rules.shape.kinds import Many, Scalar, fields_of
from server.clock import now
from server.db import db, writing
from server.fields import keyring_of
from server.ids import new_id
from server.models import (
    AdjustmentRequest,
    Delivery,
    Endpoint,
    Identity,
    Mail,
    MemberTag,
    Redemption,
    Statement,
    Suspicion,
    WhatIf,
)
from server.programme_file import write as write_text
from server.services.entering.links import issue
from server.services.members import profiles
from server.settings import Settings
from tests.admin.addresses import pages
from tests.admin.console import hire
from tests.markup import CANARY, Form, Markup
from tests.member_site import programme_text
from tests.server.webhooks.till import programme_of
from tests.site import Site

FREE = frozenset({("Partner", "tags"), ("Store", "tags"), ("Reward", "category")})
"""Words of a programme that are neither names in every language nor codes, rules or figures."""
VALID = {"email": "canary@example.org", "code": "canary", "points": "7", "amount": "5.00", "url": "https://127.0.0.1/",
         "days": "7", "at": "2026-03-03T09:15", "effective_at": "2099-01-01T08:00", "expires_on": "2099-01-01"}
"""What must be well-formed for the rest of a form to be kept."""
KEPT = frozenset({
    "security.login", "security.verify", "security.change_password", "security.two_factor_setup",
    "security.two_factor_setup_validate", "security.two_factor_token_validation", "security.logout", "staff.reset",
    "staff.disable", "member.sign_out", "member.end_session", "member.forgotten", "whatif.run",
})
"""Forms that would shut the test out of its own account, or run on beside it."""


def poisoned(value: Any) -> Any:
    """A programme in which every name, sentence and mark, in every language, is the canary."""
    if isinstance(value, tuple):
        return tuple(poisoned(each) for each in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    return replace(value, **{spec.name: _written(type(value).__name__, spec, getattr(value, spec.name))
                             for spec in fields_of(type(value))})


def _written(owner: str, spec: Any, held: Any) -> Any:
    everywhere = dict.fromkeys(LOCALES, CANARY)
    if (owner, spec.name) in FREE:
        return CANARY if isinstance(held, str) else type(held)([*held, CANARY])
    if spec.kind == Scalar("texts"):
        return everywhere
    if isinstance(spec.kind, Many) and spec.kind.item == Scalar("texts"):
        return (everywhere,)
    if spec.name == "reasons":
        return dict.fromkeys(held, everywhere)
    return poisoned(held)


def hostile_programme() -> str:
    """The sample coalition, poisoned, as a file."""
    return write_text(poisoned(programme_of(programme_text())))


def report(site: Site) -> None:
    """Purchases, a return, an activity and events that wait, of a member whose number, goods and words are canaries."""
    words = {CANARY: CANARY, "member.language": CANARY}
    line = {"sku": CANARY, "name": CANARY, "category": CANARY, "brand": CANARY, "amount": "700.00", "tags": [CANARY]}
    paid = {"amount": "700.00", "lines": [line], "payments": [{"method": CANARY, "amount": "700.00"}],
            "channel": CANARY, "store": CANARY, "attributes": words, "member": CANARY}
    for partner in ("FRESH", "LUMO"):
        till = site.till(partner)
        joined = till.event("member.joined", member=CANARY, reference=f"J{CANARY}", attributes=words, store=CANARY,
                            channel=CANARY)
        for body in (joined, till.purchase(reference=CANARY, **paid),
                     till.purchase(reference=f"R{CANARY}", **paid),
                     till.event("transaction.returned", member=CANARY, reference=f"B{CANARY}", of=f"R{CANARY}"),
                     till.event("transaction.returned", member=CANARY, reference=f"L{CANARY}", of=f"?{CANARY}"),
                     till.event("activity.check_in", member=CANARY, reference=f"A{CANARY}", attributes=words),
                     till.event("member.updated", member=CANARY, reference=f"U{CANARY}", attributes=words),
                     till.purchase(reference=f"H{CANARY}", at=now() - timedelta(days=90), **paid)):
            answer = till.post(body)
            assert answer.status_code == 200, answer.text


def rows(member: str) -> Iterator[Any]:
    """What no form and no webhook writes at once: what failed, what waits above a limit, statements, what-ifs."""
    endpoint = Endpoint(id=new_id(), partner="FRESH", url=f"https://{CANARY}", created_at=now(), disabled_why=CANARY)
    yield endpoint
    yield Delivery(id=new_id(), endpoint_id=endpoint.id, partner="FRESH", event_id=CANARY, type=CANARY, body=CANARY,
                   created_at=now(), run_after=now(), dead_at=now(), last_status=500, attempts=9, last_error=CANARY)
    for status in ("open", "refused"):
        yield AdjustmentRequest(
            id=new_id(), member_id="m", number=CANARY, currency="JOY", points=9000, reason=CANARY, asked_by=CANARY,
            asked_at=now(), status=status, decided_by=CANARY, decision_note=CANARY)
    body = {"prices": {CANARY: "0.01"}, "totals": [[CANARY, CANARY, -500]], "positions": {CANARY: -500},
            "payments": [[CANARY, CANARY, 500]]}
    yield Statement(number=1, period=CANARY, first_on=date(2026, 10, 1), until_on=date(2026, 11, 1), version=CANARY,
                    event_id=CANARY, body=json.dumps(body), made_at=now())
    yield MemberTag(member_id=member, tag=CANARY)
    yield Suspicion(member_id=member, id=new_id(), rule=CANARY, about=CANARY, figure=9, threshold=1, found_at=now(),
                    settled_by=CANARY)
    yield Mail(id=new_id(), member_id=member, sealed="", run_after=now(), last_error=CANARY)
    yield Redemption(
        member_id=member, id=new_id(), partner="FRESH", asked_by=CANARY, reward="tumbler", kind="goods", quantity=1,
        currency="JOY", points=5, entry_id="e", version="v", uses="{}", status="fulfilled", tracking=CANARY, why=CANARY,
        created_at=now(), changed_at=now())
    for campaign, told in (("anniversary", {"result": json.dumps(RESULT)}), ("birthday-double", {"failed": CANARY})):
        yield WhatIf(id=new_id(), campaign=campaign, version=CANARY, programme=CANARY, since=now(), until=now(),
                     asked_by=CANARY, asked_at=now(), beat_at=now(), **told)


SIDE = {"points": 1, "bonus": 1, "cost": "1.00", "discounts": "0.00", "members": 1}
MOVED = [{"member": CANARY, "points": 1, "really": 1, "draft": 2}]
RESULT = {
    "events": 1, "returns": 1, "left_out": 1, "really": SIDE, "draft": SIDE,
    "campaigns": [{"rule": f"campaign:{CANARY}", "really": 1, "draft": 1, "really_times": 1, "draft_times": 1}],
    "days": [["2026-03-01", 1, 1], ["2026-03-02", 1, 1]],
    "members": {"winners": 1, "losers": 1, "same": 0, "most": MOVED, "least": MOVED},
    "budget": {"total": 1, "left": 1, "runs_out": None, "ran_out": None},
}


@dataclass
class Hostile:
    """The site, somebody of staff and a member, both signed in; ``found`` is what became markup, or failed.

    ``sent`` are the endpoints that forms were sent to; ``answers`` what was not answered with a page before.
    """

    site: Site
    staff: FlaskClient
    member: FlaskClient
    sent: set[str] = field(default_factory=set)
    found: list[str] = field(default_factory=list)
    answers: dict[str, int] = field(default_factory=dict)

    def areas(self) -> Iterator[tuple[FlaskClient, str, str]]:
        """Who opens which page: (browser, endpoint, address)."""
        for client, begins in ((self.staff, ("/admin",)), (self.member, ("/me", "/docs", "/openapi", "/problems"))):
            for endpoint, address in pages(self.site, begins, CANARY):
                yield self.site.visitor() if endpoint in STRANGERS else client, endpoint, address

    def look_and_send(self) -> None:
        """Read every page, and send every form that one holds to each place it can be sent to, once."""
        waiting = [(client, address, form) for client, address, read in self.look() for form in read.forms]
        while waiting:
            client, page, form = waiting.pop(0)
            for address, button in self._new_places(page, form):
                answers = [self._sent(client, address, form, button, valid) for valid in ({}, VALID)]
                waiting += [(client, address, each) for answer in answers if answer for each in answer.forms]

    def look(self) -> list[tuple[FlaskClient, str, Markup]]:
        """Read every page."""
        told = []
        for client, endpoint, address in self.areas():
            answer = client.get(address)
            if answer.status_code != 200 and not self.sent:
                self.answers[endpoint] = answer.status_code
            read = self._read(f"GET {address}", answer)
            told += [(client, address, read)] if read else []
        return told

    def _new_places(self, page: str, form: Form) -> Iterator[tuple[str, dict[str, str]]]:
        for action, name, value in (form.ways or [("", "", "")]) if form.method == "post" else ():
            address = action or form.action or page
            endpoint = self.endpoint_of(address)
            if endpoint not in KEPT | self.sent:
                self.sent.add(endpoint)
                yield address, {name: value} if name else {}

    def _sent(self, client: FlaskClient, address: str, form: Form, button: dict[str, str],
              valid: dict[str, str]) -> Markup | None:
        """Every field a canary, but for those that must be well-formed when others are to be kept."""
        typed = {name: valid.get(name, CANARY) for name in form.typed}
        answer = client.post(address, data={**form.held, **typed, **button}, follow_redirects=True)
        return self._read(f"POST {address} {'valid' if valid else ''}", answer)

    def _read(self, where: str, answer: Any) -> Markup | None:
        if answer.status_code >= 500:
            self.found.append(f"{where}: {answer.status_code}")
        if answer.mimetype != "text/html":
            return None
        read = Markup(answer.text)
        self.found += [f"{where}: {each}" for each in read.hostile]
        return read

    def endpoint_of(self, address: str) -> str:
        """Which route a form is sent to."""
        adapter = self.site.app.url_map.bind("localhost")
        return str(adapter.match(urlsplit(address).path, method="POST")[0])


STRANGERS = frozenset({"security.login", "security.two_factor_token_validation", "member.sign_in", "member.link"})
"""Pages for whoever is not signed in."""


def enter_as_member(site: Site, settings: Settings) -> FlaskClient:
    """The browser of the member whose number is a canary, and which calls itself so too."""
    member = member_of(site)
    with writing(site.coalition.engine) as connection:
        token = issue(connection, settings.secret_key, member, now())
    client = site.visitor(user_agent=CANARY)
    assert client.post(f"/me/link/{token}").status_code == 303
    return client


def member_of(site: Site) -> str:
    """The id of the member whose number is a canary."""
    with Session(site.coalition.engine) as session:
        return session.get_one(Identity, ("FRESH", CANARY)).member_id


def act(site: Site, staff: FlaskClient) -> None:
    """What staff do in several steps, each with a canary for its reason, note or name."""
    member, settings = member_of(site), Settings(mode="test")
    with Session(site.coalition.engine) as session:
        words = {"name": CANARY, CANARY: CANARY, "email": f"{CANARY.replace(' ', '/')}@x.example"}
        profiles.tell(session, keyring_of(settings), member, words, "FRESH")
        session.add_all(rows(member))
        session.commit()
    hire(site.coalition.engine, "approver", email="other@example.org")
    for address, data in DEEDS:
        answer = staff.post(address, data=data, follow_redirects=True)
        assert answer.status_code == 200, address
    version = Markup(staff.get("/admin/review/").text)
    [publish] = [form for form in version.forms if form.action.endswith("/publish")]
    assert "Published" in staff.post(publish.action, data=publish.held, follow_redirects=True).text
    site.coalition.publish(hostile_programme().replace("late_days: 30", "late_days: 31"), now() + timedelta(days=7))
    number = site.coalition.versions.timeline.last
    assert "Called off" in staff.post(f"/admin/versions/{number}/call-off", data={"note": CANARY},
                                      follow_redirects=True).text
    staff.post("/admin/lanes/new/", data={"code": "another", "rule": "best"})
    assert "Submitted" in staff.post("/admin/review/submit", data={"note": CANARY}, follow_redirects=True).text
    assert "__canary" in staff.post("/admin/examples/welcome/", data=EXAMPLE, follow_redirects=True).text


DEEDS = (
    ("/admin/staff/new", {"email": "named@example.org", "name": CANARY, "role_names": "viewer", "partner": ""}),
    ("/admin/adjustments/new", {"number": CANARY, "currency": "JOY", "points": "5000", "reason": CANARY,
                                "partner": "FRESH"}),
    (f"/admin/held/FRESH/{quote('H' + CANARY, safe='')}/accept", {"why": CANARY}),
    ("/admin/lanes/new/", {"code": "canary", "rule": "best"}),
    ("/admin/review/submit", {"note": CANARY}),
)
EXAMPLE = {"name": CANARY, "partner": "LUMO", "at": "2026-03-03T09:15", "amount": "5", "category": CANARY,
           "why": CANARY}
MADE = "made here: an id, a hash, a seal or a secret"
CODED = "a code of the programme, or made of such: their letters are checked before one is kept"
FIXED = "one of a few words that Tandem knows"
NOT_FREE = {
    **dict.fromkeys(("id", "member_id", "event_id", "entry_id", "lot_id", "endpoint_id", "redemption_id", "hash",
                     "previous", "body_hash", "api_key_hash", "fs_uniquifier", "blind_index", "negates", "block.events",
                     "sealed", "secret", "password", "tf_totp_secret", "hint", "version", "phone", "others", "referrer",
                     "owner", "cursor", "issued_by", "notice.occasion"), MADE),
    **dict.fromkeys(("currency", "campaign", "rule", "reward", "code", "partner", "tier", "tier_move.before",
                     "tier_move.after", "daily_statistic.subject", "issuer", "convert_to", "counter", "uses", "about",
                     "role_names", "event.type", "event.outcome", "kept"), CODED),
    **dict.fromkeys(("kind", "status", "use", "origin", "account", "field", "task", "period", "tf_primary_method",
                     "verdict", "action", "terms", "by", "quantity", "locale"), FIXED),
    **dict.fromkeys(("email", "person", "second", "published_by", "approved_by", "updated_by",
                     "submission.decided_by", "called_off_by"),
                    "an address of staff, which is one or is refused"),
}
"""Columns, by their name or with their table's, into which nobody can write a text of their own."""


def texts() -> Iterator[tuple[Table, str]]:
    """Every column of every table that holds text somebody may write."""
    for table in db.metadata.sorted_tables:
        yield from ((table, column.name) for column in table.columns if isinstance(column.type, String)
                    and not {column.name, f"{table.name}.{column.name}"} & NOT_FREE.keys())


def holds(session: Session, table: Table, column: str) -> bool:
    """Whether a row holds the canary there, as it is or inside a JSON text."""
    query = select(func.count()).select_from(table).where(or_(
        *(table.c[column].contains(each, autoescape=True) for each in (CANARY, json.dumps(CANARY)[1:-1]))))
    return bool(session.scalar(query))


def put(session: Session, table: Table, column: str) -> str:
    """Write the canary into the column of one row; why not, where it cannot be."""
    row = session.execute(table.select().limit(1)).mappings().first()
    if row is None:
        return "there is no row"
    where = [key == row[key.name] for key in table.primary_key]
    try:
        with session.begin_nested():
            session.execute(table.update().where(*where).values({column: CANARY}))
    except SQLAlchemyError as refused:
        return str(refused)[:80]
    return ""
