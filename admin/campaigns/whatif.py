"""What if: the draft over the last days of stored decisions, beside what was really paid."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask_admin import expose
from flask_babel import lazy_gettext as _

from admin.access import May
from admin.base import ConsolePage
from admin.campaigns.editor import about
from admin.sections import CAMPAIGNS


class WhatIfPage(ConsolePage):
    """One draft over the past."""

    routes = {"index": May.SEE_PROGRAMME, "asked": May.SEE_PROGRAMME}
    label = _("What if")
    section = CAMPAIGNS
    at = "whatif"
    hidden = True

    @expose("/")
    def index(self) -> Any:
        """There is nothing without a code."""
        abort(404)

    @expose("/<code>/")
    def asked(self, code: str) -> Any:
        """The form, and runs so far."""
        return self.render("console/campaigns/whatif.html", **about(code))
