"""Every view of the console, in the order of its menu."""

from __future__ import annotations

from flask_admin import BaseView

from admin.home import HomePage

HOME: type[BaseView] = HomePage
VIEWS: tuple[type[BaseView], ...] = ()
"""Classes; each application makes its own instances."""
