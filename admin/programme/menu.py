"""The pages of this folder, in the order of the menu."""

from __future__ import annotations

from flask_admin import BaseView

from admin.programme.hub import HubPage
from admin.programme.kinds import PAGES

VIEWS: tuple[type[BaseView], ...] = (HubPage, *PAGES)
