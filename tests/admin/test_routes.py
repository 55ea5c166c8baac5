"""Every route of the console and every role: the table says who may, and the console does as the table says."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from admin.access import OF_ROLE, May
from server.models.staff import ROLES
from tests.admin.console import sign_in
from tests.findings import none_of
from tests.site import Site

OPEN = frozenset({"security.login", "security.two_factor_token_validation", "admin.static"})
"""What nobody must be signed in for: the door itself, and files."""
OF_THE_PERSON = frozenset({
    "security.logout", "security.verify", "security.change_password", "security.two_factor_setup",
    "security.two_factor_setup_validate"})
"""What everybody who is signed in may do with their own account."""
OFF = frozenset({"security.two_factor_rescue", "security.tf_select", "security.static"})
VALUES = {"string": "no-such-thing", "int": 4_000_000, "path": "no-such-thing", "default": "no-such-thing"}
STANDS_FOR = {"UnicodeConverter": "string", "IntegerConverter": "int", "PathConverter": "path"}


def routes(site: Site) -> list:
    return sorted((rule for rule in site.app.url_map.iter_rules() if rule.rule.startswith("/admin")),
                  key=lambda rule: rule.endpoint)


def views(site: Site) -> dict:
    return {view.endpoint: view for view in site.app.extensions["admin"][0]._views}


def permission(site: Site, endpoint: str) -> May | None:
    """What the table says of a route; None for one that no view of ours answers for."""
    blueprint, _, name = endpoint.partition(".")
    view = views(site).get(blueprint)
    return view.permission(name) if view else None


def address(site: Site, rule) -> str:
    """One address of the rule, with things that do not exist."""
    values = {name: VALUES[STANDS_FOR.get(type(kind).__name__, "default")] for name, kind in rule._converters.items()}
    with site.app.test_request_context():
        return rule.build(values)[1]


def refused(client: FlaskClient, site: Site, rule) -> bool:
    method = "GET" if "GET" in rule.methods else "POST"
    answer = client.open(address(site, rule), method=method)
    return answer.status_code == 403 or "/admin/login" in answer.headers.get("Location", "")


def test_every_route_stands_in_the_table(console: Site):
    known = OPEN | OF_THE_PERSON | OFF
    none_of([rule.endpoint for rule in routes(console)
             if rule.endpoint not in known and permission(console, rule.endpoint) is None])


def test_a_route_that_names_no_permission_is_the_librarys_own_or_none(console: Site):
    """What the table refuses to all is only what Flask-Admin brings and the console does without."""
    brought = {"create_view", "edit_view", "delete_view", "action_view", "export", "ajax_lookup", "ajax_update",
               "details_view"}
    none_of([rule.endpoint for rule in routes(console) if permission(console, rule.endpoint) is May.NEVER
             and rule.endpoint not in OPEN and rule.endpoint.partition(".")[2] not in brought])


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_the_table_says_and_nothing_else(console: Site, role: str):
    client = sign_in(console, role, partner="SHOP" if role == "partner_operator" else "")
    found = []
    for rule in routes(console):
        asked = permission(console, rule.endpoint)
        if asked is None or rule.endpoint in OPEN:
            continue
        entrance = views(console)[rule.endpoint.partition(".")[0]]
        first = entrance.permission(entrance._default_view)
        may = {asked, first} <= OF_ROLE[role]
        if may == refused(client, console, rule):
            found.append(f"{role} {'is refused' if may else 'may open'} {rule.endpoint}")
    none_of(found)


def test_a_stranger_may_open_nothing_but_the_door(console: Site):
    client = console.visitor()
    none_of([rule.endpoint for rule in routes(console)
             if rule.endpoint not in OPEN | OFF and not refused(client, console, rule)])


def test_what_the_library_brings_and_is_not_used_is_not_there(console: Site):
    client = sign_in(console)

    for rule in routes(console):
        if rule.endpoint in OFF:
            assert client.open(address(console, rule), method=min(rule.methods)).status_code == 404


def test_every_role_may_enter_and_only_administrators_keep_staff():
    assert all(May.ENTER in OF_ROLE[role] for role in ROLES)
    assert [role for role in ROLES if May.KEEP_STAFF in OF_ROLE[role]] == ["admin"]
    assert all(May.NEVER not in OF_ROLE[role] for role in ROLES)
