"""Which addresses are read: all that there are, each with values that lead somewhere, and longer questions of some.

A route that is neither asked nor among ``LEFT_OUT`` with a reason makes the bench fail.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import Engine
from werkzeug.routing import Rule

from admin.access import May
from rules.programme import Programme
from server.api.operations import OPERATIONS
from server.clock import now
from server.connection import MARKS
from server.db import reading
from server.services.members.by_number import member_with
from tests.bench.reads_base import HEAVY, email_of, number_of

CONSOLE, API, MEMBER = "console", "api", "member"
BEGINNINGS = {"/admin": CONSOLE, "/api/v1": API, "/me": MEMBER}
LEFT_OUT: Mapping[str, str] = {
    "admin.static": "files of the library", "security.static": "files of the library",
    "security.login": "the door: whoever is signed in is sent on",
    "security.logout": "it writes: the session ends",
    "security.two_factor_token_validation": "the middle of signing in, which begins with a post",
    "security.two_factor_rescue": "switched off", "security.tf_select": "switched off",
    "audit.export": "a file of up to 10,000 rows, and it is written into the audit itself",
    "settlements.export": "a file, and it is written into the audit itself",
    "audit.ajax_lookup": "the library's own, and no form of this view looks anything up",
    **dict.fromkeys(("campaign.index", "try.index", "examples.index", "whatif.index"), "nothing without a campaign"),
}
"""Routes that are read and not measured, and why."""
CAMPAIGN = "grocery-wednesday"
WHO = {"member.order": ("member",), "member.give": ("heavy",), "member.sign_in": ("stranger",),
       "member.link": ("stranger",)}
"""Pages of the member that not everybody has."""
REDEEMER, HOLDER = 0, 4
"""Of the members that live, one that redeemed, and one for whom points are set aside."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One address: of which part, by whom (admin, operator, member, heavy, stranger, partner).

    ``body`` makes it a post.
    """

    part: str
    who: str
    endpoint: str
    address: str
    body: Mapping[str, Any] | None = None

    def __str__(self) -> str:
        return self.address if self.who in ("admin", "partner", "member") else f"{self.address} ({self.who})"


@dataclass(frozen=True, slots=True)
class Known:
    """What there is to be asked about: members by who they are, their numbers, and ids of what they have."""

    members: Mapping[str, str]
    numbers: Mapping[str, str]
    values: Mapping[str, str] = field(default_factory=dict)


VALUES = {
    "event": "SELECT max(id) FROM event WHERE member_id = {0} AND outcome <> ''",
    "heavy_event": "SELECT max(id) FROM event WHERE member_id = {0} AND outcome <> ''",
    "redemption": "SELECT max(id) FROM redemption WHERE member_id = {0}",
    "voucher": "SELECT max(code) FROM voucher WHERE member_id = {0}",
}
LASTS = {
    "member_key": "SELECT id FROM member WHERE id <> '' ORDER BY id LIMIT 1 OFFSET 40",
    "event_key": "SELECT CAST(recorded_at AS text) || '.' || id FROM event ORDER BY recorded_at LIMIT 1 OFFSET 40",
    "event_reference": "SELECT reference FROM claim WHERE partner = 'FRESH' ORDER BY reference LIMIT 1",
    "audits": "SELECT CAST(max(number) / 50 - 1 AS text) FROM audit",
    "version": "SELECT version FROM publication ORDER BY number DESC LIMIT 1",
    "publication": "SELECT CAST(max(number) AS text) FROM publication",
    "staff": "SELECT min(id) FROM staff",
    "run": "SELECT max(id) FROM what_if",
}


def known(engine: Engine, copies: int) -> Known:
    """Look up what the addresses name: members out of the midst, and one that shops without end."""
    copy = f"{max(copies // 2, 1):08x}"
    numbers = {"usual": number_of(REDEEMER, copy), "holder": number_of(HOLDER, copy), "heavy": HEAVY, "copy": copy}
    members = {who: member_with(engine, "FRESH", numbers[who]) for who in ("usual", "holder", "heavy")}
    with reading(engine) as connection:
        mark = MARKS[connection.kind]
        values = {name: connection.rows(sql)[0][0] for name, sql in LASTS.items()}
        for name, sql in VALUES.items():
            who = "heavy" if name.startswith("heavy") else "usual"
            values[name] = connection.rows(sql.format(mark), (members[who],))[0][0]
    return Known(members, numbers, values)


def everything(app: Flask, programme: Programme, found: Known) -> list[Asked]:
    """Every address to measure. Raises ``LookupError`` for a route that nobody thought of."""
    listed = [*_console(app, programme, found), *_api(found), *_member(app, programme, found)]
    forgotten = set(_read_routes(app)) - {each.endpoint for each in listed} - set(LEFT_OUT)
    if forgotten:
        raise LookupError(f"neither measured nor left out for a reason: {', '.join(sorted(forgotten))}")
    return listed


def _read_routes(app: Flask) -> Iterator[str]:
    """Endpoints that answer a GET to somebody; the interface for partners by its list of operations."""
    for rule in _rules(app):
        part = next((part for beginning, part in BEGINNINGS.items() if rule.rule.startswith(beginning)), "")
        if part in (CONSOLE, MEMBER):
            yield str(rule.endpoint)
    for operation in OPERATIONS:
        if operation.method == "GET":
            yield f"api.{operation.name}"
    yield "api.quote_basket"


def _rules(app: Flask) -> list[Rule]:
    """Rules that are read, but for those of the console that nobody may open."""
    views = {view.endpoint: view for view in app.extensions["admin"][0]._views}
    found = []
    for rule in app.url_map.iter_rules():
        view, _, name = str(rule.endpoint).partition(".")
        never = view in views and views[view].permission(name) is May.NEVER
        if "GET" in (rule.methods or ()) and not never:
            found.append(rule)
    return found


def _console(app: Flask, programme: Programme, found: Known) -> Iterator[Asked]:
    urls, places = app.url_map.bind("localhost"), _places(programme, found)
    for rule in _rules(app):
        endpoint = str(rule.endpoint)
        if rule.rule.startswith("/admin") and endpoint not in LEFT_OUT and rule.arguments <= set(
                places.get(endpoint, {})):
            yield Asked(CONSOLE, "admin", endpoint, urls.build(endpoint, places.get(endpoint, {})))
    for endpoint, query in _longer(found):
        yield Asked(CONSOLE, "admin", endpoint, f"{urls.build(endpoint)}?{urlencode(query)}")
    yield from _more_console(found)


def _places(programme: Programme, found: Known) -> dict[str, dict[str, Any]]:
    """What stands in the addresses of the console, by endpoint."""
    pieces = {"partner-settings": programme.partners, **{
        name: getattr(programme, name) for name in ("accruals", "conversions", "currencies", "draws", "growth",
                                                    "lanes", "pools", "rewards", "tiers")}}
    member, values = found.members["usual"], found.values
    of_campaign = ("campaign.edit", "examples.listed", "try.basket", "whatif.asked")
    return {
        **{f"{name}.edit": {"code": listed[-1].code} for name, listed in pieces.items()},
        **{endpoint: {"code": CAMPAIGN} for endpoint in of_campaign},
        "audit.details_view": {"id": "1"}, "events.event": {"member": member, "id_": values["event"]},
        "files.export": {"which": "draft"}, "gallery.fill": {"code": "double-day"}, "members.member": {"id_": member},
        "partners.partner": {"code": "FRESH"}, "versions.compare": {"before": values["version"], "after": "draft"},
        "versions.confirm": {"number": int(values["publication"])},
        "versions.planned": {"number": int(values["publication"])}, "settlements.statement": {"number": 1},
        "staff.edit": {"id_": values["staff"]}, "versions.version": {"hash_": values["version"]},
        "whatif.progress": {"code": CAMPAIGN, "run": values["run"]},
    }


def _longer(found: Known) -> Iterator[tuple[str, dict[str, str]]]:
    """Lists further on, filtered and searched; search of every kind."""
    values, copy = found.values, found.numbers["copy"]
    yield "members.index", {"after": values["member_key"]}
    yield "events.index", {"after": values["event_key"]}
    yield "ledger.index", {"after": values["event_key"]}
    yield "events.index", {"q": values["event_reference"]}
    yield "audit.index_view", {"page": values["audits"]}
    yield "audit.index_view", {"search": "campaign:wel"}
    yield "audit.index_view", {"search": "nobody"}
    yield "campaigns.index", {"view": "running"}
    yield "campaigns.index", {"q": "coffee"}
    yield "held.index", {"state": "parked"}
    for asked in (found.numbers["usual"], email_of(REDEEMER, copy), "+8613900000000", values["event_reference"],
                  "coffee", "FRESH", "nothing like it"):
        yield "search.index", {"q": asked}
        yield "search.json", {"q": asked}
    for asked in (found.numbers["usual"], email_of(REDEEMER, copy), "nobody"):
        yield "members.index", {"q": asked}


def _more_console(found: Known) -> Iterator[Asked]:
    """The member with a long past, and what a partner's operator sees."""
    heavy, usual, values = found.members["heavy"], found.members["usual"], found.values
    yield Asked(CONSOLE, "admin", "members.member", f"/admin/members/{heavy}")
    yield Asked(CONSOLE, "admin", "members.member", f"/admin/members/{heavy}?after={values['heavy_event']}")
    yield Asked(CONSOLE, "admin", "events.event", f"/admin/events/{heavy}/{values['heavy_event']}")
    yield Asked(CONSOLE, "admin", "try.basket", f"/admin/try/{CAMPAIGN}/?member={HEAVY}")
    for state in ("open", "done", "dead"):
        yield Asked(CONSOLE, "admin", "partners.partner", f"/admin/partners/FRESH/?state={state}")
    for who in ("operator", "quiet operator"):
        yield from _scoped(who, usual, found)


def _scoped(who: str, usual: str, found: Known) -> Iterator[Asked]:
    lists = ("admin.index", "/admin/"), ("admin.live", "/admin/live"), ("members.index", "/admin/members/"), (
        "events.index", "/admin/events/"), ("held.index", "/admin/held/"), ("partners.index", "/admin/partners/"), (
        "settlements.index", "/admin/settlements/"), ("members.index", f"/admin/members/?q={found.numbers['usual']}"), (
        "members.index", f"/admin/members/?after={found.values['member_key']}"), (
        "events.index", f"/admin/events/?after={found.values['event_key']}"), (
        "search.json", f"/admin/search/json?q={found.numbers['usual']}")
    for endpoint, address in lists:
        yield Asked(CONSOLE, who, endpoint, address)
    if who == "operator":
        yield Asked(CONSOLE, who, "members.member", f"/admin/members/{usual}")
        yield Asked(CONSOLE, who, "events.event", f"/admin/events/{usual}/{found.values['event']}")
        yield Asked(CONSOLE, who, "partners.partner", "/admin/partners/FRESH/")


def _api(found: Known) -> Iterator[Asked]:
    """Every operation that reads, for a usual member and for the one with a long past; and quotes."""
    hold = f"hold-{HOLDER}-{found.numbers['copy']}"
    places = {"hold": hold, "conversion": "joy-to-fresh", "reward": "voucher-10", "code": found.values["voucher"],
              "redemption": found.values["redemption"]}
    queries: Mapping[str, Sequence[str]] = {
        "quote_conversion": ("points=100",), "read_history": ("", "limit=200"), "list_redemptions": (
            "", "limit=200", "status=fulfilled", "status=waiting")}
    for operation in OPERATIONS:
        if operation.method != "GET":
            continue
        for who in ("usual", "heavy") if "<number>" in operation.path else ("usual",):
            path = _filled(operation.path, {**places, "number": found.numbers[who]})
            for query in queries.get(operation.name, ("",)):
                yield Asked(API, "partner", f"api.{operation.name}", f"/api/v1{path}" + (query and f"?{query}"))
    for who in ("usual", "heavy"):
        yield Asked(API, "partner", "api.quote_basket", f"/api/v1/quotes?{who}", _basket(found.numbers[who]))


def _filled(path: str, places: Mapping[str, str]) -> str:
    for name, value in places.items():
        path = path.replace(f"<{name}>", str(value))
    return path


def _basket(number: str) -> dict[str, Any]:
    lines = [{"sku": "1", "category": "coffee", "brand": "Lumo", "quantity": 1, "amount": "120.00"},
             {"sku": "2", "category": "fruit", "quantity": 3, "amount": "80.00"}]
    return {"reference": "Q1", "member": {"number": number}, "occurred_at": now().isoformat(), "amount": "200.00",
            "currency": "CNY", "lines": lines}


def _member(app: Flask, programme: Programme, found: Known) -> Iterator[Asked]:
    """Every page of a usual member, and of the one with a long past."""
    urls = app.url_map.bind("localhost")
    places: dict[str, dict[str, str]] = {
        "member.quoted": {"code": "joy-to-fresh", "points": "100"}, "member.reward": {"code": "voucher-10"},
        "member.order": {"redemption": found.values["redemption"]}, "member.link": {"token": "no-such-token"}}
    for rule in _rules(app):
        endpoint = str(rule.endpoint)
        if rule.rule.startswith("/me"):
            address = urls.build(endpoint, places.get(endpoint, {}))
            for who in WHO.get(endpoint, ("member", "heavy")):
                yield Asked(MEMBER, who, endpoint, address)
    for query in (f"before={found.values['heavy_event']}", "currency=JOY", "kind=spent"):
        yield Asked(MEMBER, "heavy", "member.history", f"/me/history?{query}")
    yield Asked(MEMBER, "member", "member.rewards", "/me/rewards?q=voucher&affordable=1")


def as_json(asked: Asked) -> bytes | None:
    """What is posted, None for what is only got."""
    return None if asked.body is None else json.dumps(asked.body).encode()
