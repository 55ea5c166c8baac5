"""Who may do what in the console: roles give permissions, and every route names the permission it asks for.

A route that names none is refused to everybody; a test lists every route and asks for its permission.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from flask_babel import lazy_gettext

from server.models.staff import ROLES, Staff


class May(StrEnum):
    """Permissions; each role's are in ``OF_ROLE``."""

    ENTER = "enter"
    SEE_PROGRAMME = "see_programme"
    EDIT_PROGRAMME = "edit_programme"
    TRY = "try"
    SUBMIT = "submit"
    APPROVE = "approve"
    SEE_MEMBERS = "see_members"
    ADJUST = "adjust"
    SEE_EVENTS = "see_events"
    SETTLE_EVENTS = "settle_events"
    SEE_LEDGER = "see_ledger"
    SEE_PARTNERS = "see_partners"
    RUN_PARTNERS = "run_partners"
    KEEP_SECRETS = "keep_secrets"
    SEE_AUDIT = "see_audit"
    EXPORT = "export"
    KEEP_STAFF = "keep_staff"
    NEVER = "never"
    """What nobody may do, said on purpose: a route of the library that the console does without."""


_VIEWER = {May.ENTER, May.SEE_PROGRAMME, May.SEE_MEMBERS, May.SEE_EVENTS, May.SEE_LEDGER, May.SEE_PARTNERS}
OF_ROLE: Mapping[str, frozenset[May]] = {
    "viewer": frozenset(_VIEWER),
    "marketer": frozenset({*_VIEWER, May.EDIT_PROGRAMME, May.TRY, May.SUBMIT, May.EXPORT}),
    "approver": frozenset({*_VIEWER, May.TRY, May.SUBMIT, May.APPROVE, May.SEE_AUDIT, May.EXPORT}),
    "partner_operator": frozenset({May.ENTER, May.SEE_MEMBERS, May.SEE_EVENTS, May.SEE_PARTNERS, May.RUN_PARTNERS,
                                   May.EXPORT}),
    "support": frozenset({*_VIEWER, May.TRY, May.ADJUST, May.SETTLE_EVENTS}),
    "admin": frozenset(May) - {May.NEVER},
}
ROLE_NAMES = {
    "viewer": lazy_gettext("Viewer"), "marketer": lazy_gettext("Marketer"), "approver": lazy_gettext("Approver"),
    "partner_operator": lazy_gettext("Partner operator"), "support": lazy_gettext("Support"),
    "admin": lazy_gettext("Administrator"),
}
assert set(OF_ROLE) == set(ROLE_NAMES) == set(ROLES)


def permissions_of(staff: Staff) -> frozenset[May]:
    """Everything a person may do, by all of their roles; nothing once the account is closed."""
    if not staff.active:
        return frozenset()
    granted: frozenset[May] = frozenset().union(*(OF_ROLE.get(name, frozenset()) for name in staff.role_names.split()))
    if "partner_operator" in staff.role_names.split():
        return granted & OF_ROLE["partner_operator"]
    return granted


def partner_of(staff: Staff) -> str:
    """The one partner whose rows a person sees; "" for all partners."""
    return staff.partner if "partner_operator" in staff.role_names.split() else ""
