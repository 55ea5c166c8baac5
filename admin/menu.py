"""Every view of the console, in the order of its menu."""

from __future__ import annotations

from flask_admin import BaseView

from admin.audit import AuditView
from admin.campaigns.menu import VIEWS as CAMPAIGN_VIEWS
from admin.events import EventsPage
from admin.home import HomePage
from admin.ledger import LedgerPage
from admin.members import MembersPage
from admin.programme.menu import VIEWS as PROGRAMME_VIEWS
from admin.search import SearchPage
from admin.staff import StaffPage

HOME: type[BaseView] = HomePage
VIEWS: tuple[type[BaseView], ...] = (
    MembersPage, EventsPage, LedgerPage, *CAMPAIGN_VIEWS, *PROGRAMME_VIEWS, StaffPage, AuditView,
    SearchPage)
"""Classes, in the order they stand in their section; each application makes its own instances."""
