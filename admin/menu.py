"""Every view of the console, in the order of its menu."""

from __future__ import annotations

from flask_admin import BaseView

from admin.campaigns.rules import RulesPage
from admin.home import HomePage
from admin.programme.menu import VIEWS as PROGRAMME_VIEWS

HOME: type[BaseView] = HomePage
VIEWS: tuple[type[BaseView], ...] = (RulesPage, *PROGRAMME_VIEWS)
"""Classes; each application makes its own instances."""
