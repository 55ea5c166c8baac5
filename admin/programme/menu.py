"""The pages of this folder, in the order of the menu."""

from __future__ import annotations

from flask_admin import BaseView

from admin.programme.adjustments import AdjustmentsPage
from admin.programme.files import FilesPage
from admin.programme.held import HeldPage
from admin.programme.hub import HubPage
from admin.programme.kinds import PAGES
from admin.programme.partners import PartnersPage
from admin.programme.review import ReviewPage
from admin.programme.settlements import SettlementsPage
from admin.programme.versions import VersionsPage

VIEWS: tuple[type[BaseView], ...] = (
    ReviewPage, VersionsPage, HubPage, *PAGES, PartnersPage, FilesPage, AdjustmentsPage, HeldPage, SettlementsPage)
