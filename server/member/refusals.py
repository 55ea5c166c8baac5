"""Why something a member asked for was not done, in one sentence by the code of its error."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext

from rules.errors import PointsError
from server.web.formats import points

SENTENCES = {
    "conversion_closed": lazy_gettext("This conversion is not open for you at the moment."),
    "points_not_positive": lazy_gettext("Enter a number of points, 1 or more."),
    "reward_closed": lazy_gettext("This reward is not available to you at the moment."),
    "out_of_stock": lazy_gettext("The last piece is gone."),
    "limit_reached": lazy_gettext("You have had as many of these as one member may."),
    "not_honoured": lazy_gettext("This partner does not take these points."),
    "redemption_closed": lazy_gettext("This order can no longer be cancelled."),
    "transfers_closed": lazy_gettext("Points cannot be given to others at the moment."),
    "same_member": lazy_gettext("This number is your own."),
    "member_unknown": lazy_gettext("Nobody has this number at this partner."),
    "reference_conflict": lazy_gettext("This form was used before for something else. Begin again."),
    "unavailable": lazy_gettext("We are very busy right now. Nothing was changed; try again in a minute."),
}
WHY_NOT = {
    "not_begun": lazy_gettext("Not open yet"), "over": lazy_gettext("Over"),
    "not_for_you": lazy_gettext("Not for your tier yet"), "no_price": lazy_gettext("Not available"),
    "out_of_stock": lazy_gettext("Sold out"), "limit_reached": lazy_gettext("You have had it"),
    "too_few_points": lazy_gettext("Not enough points yet"), "not_honoured": lazy_gettext("Not available"),
}
"""Why an offer cannot be had now, in a few words."""


def sentence_for(error: PointsError) -> str:
    """The sentence of a refusal, with its figures."""
    data: Any = error
    if error.code == "insufficient_points":
        return gettext("You have %(available)s, and %(wanted)s are needed.", available=points(data.available),
                       wanted=points(data.wanted))
    if error.code == "below_minimum":
        return gettext("It starts at %(minimum)s points.", minimum=points(data.minimum))
    return str(SENTENCES.get(error.code) or gettext("This cannot be done at the moment."))
