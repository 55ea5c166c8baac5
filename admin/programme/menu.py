"""The pages of this folder, in the order of the menu."""

from __future__ import annotations

from flask_admin import BaseView

from admin.programme.adjustments import AdjustmentsPage
from admin.programme.files import FilesPage
from admin.programme.held import HeldPage
from admin.programme.hub import HubPage
from admin.programme.kinds import PAGES
from admin.programme.partners import PartnersPage
from admin.programme.releases import ReleasesPage
from admin.programme.review import ReviewPage
from admin.programme.settlements import SettlementsPage

VIEWS: tuple[type[BaseView], ...] = (
    ReviewPage, HubPage, *PAGES, PartnersPage, ReleasesPage, FilesPage, AdjustmentsPage, HeldPage, SettlementsPage)
