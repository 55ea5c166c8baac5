"""The pages of this folder, in the order of the menu."""

from __future__ import annotations

from flask_admin import BaseView

from admin.programme.hub import HubPage
from admin.programme.kinds import PAGES
from admin.programme.releases import ReleasesPage
from admin.programme.review import ReviewPage

VIEWS: tuple[type[BaseView], ...] = (ReviewPage, HubPage, *PAGES, ReleasesPage)
