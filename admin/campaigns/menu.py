"""The pages of campaigns, in the order of the menu."""

from __future__ import annotations

from flask_admin import BaseView

from admin.campaigns.editor import EditorPage
from admin.campaigns.examples import ExamplesPage
from admin.campaigns.gallery import GalleryPage
from admin.campaigns.listing import CampaignsPage
from admin.campaigns.rules import RulesPage
from admin.campaigns.trying import TryPage
from admin.campaigns.whatif import WhatIfPage

VIEWS: tuple[type[BaseView], ...] = (
    CampaignsPage, GalleryPage, EditorPage, TryPage, ExamplesPage, WhatIfPage, RulesPage)
