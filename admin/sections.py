"""The groups of the menu, in their order."""

from flask_babel import lazy_gettext

CAMPAIGNS = lazy_gettext("Campaigns")
PROGRAMME = lazy_gettext("Programme")
MEMBERS = lazy_gettext("Members")
RECORDS = lazy_gettext("Records")
SETTINGS = lazy_gettext("Settings")

ORDER = (CAMPAIGNS, PROGRAMME, MEMBERS, RECORDS, SETTINGS)
