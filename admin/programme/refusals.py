"""What a service refused, said to the person who asked for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash
from flask_babel import gettext, lazy_gettext

from rules.errors import Finding, InvalidProgramme, PointsError
from rules.phrases import sentence_of
from server.services.programme.publishing import ExamplesFail
from server.web.locales import current_locale

SHOWN = 3
SAID: Mapping[str, Any] = {
    "invalid_programme": lazy_gettext("The draft has mistakes; mend them first."),
    "examples_fail": lazy_gettext("Worked examples do not give what they say."),
    "needs_approval": lazy_gettext("A second person must approve this first."),
    "unknown_version": lazy_gettext("There is no such version."),
    "unknown_publication": lazy_gettext("Nothing of this number is planned any more."),
    "too_late_to_call_off": lazy_gettext("It is in force already, or within seconds. Roll back instead."),
    "unknown_submission": lazy_gettext("There is no such submission."),
    "submission_decided": lazy_gettext("Somebody decided this in the meantime."),
    "same_person": lazy_gettext("You asked for this yourself; somebody else must approve it."),
    "stale_submission": lazy_gettext("The draft changed since it was submitted. Submit it again."),
    "nothing_to_publish": lazy_gettext("Exactly this is live already."),
    "note_missing": lazy_gettext("Say why."),
    "reason_missing": lazy_gettext("Say why."),
    "second_person_needed": lazy_gettext("So many points need a second person."),
    "insufficient_points": lazy_gettext("The member has fewer points than that."),
    "unknown_currency": lazy_gettext("The programme has no such currency."),
    "unknown_partner": lazy_gettext("The programme has no such partner."),
    "points_not_positive": lazy_gettext("Give a number of points other than zero."),
    "member_unknown": lazy_gettext("No member has this number."),
    "reference_conflict": lazy_gettext("This was sent before with other figures; open a new form."),
    "unavailable": lazy_gettext("The database was busy. Nothing was changed; try again."),
    "unknown_held": lazy_gettext("Nothing waits under this reference any more."),
    "endpoint_refused": lazy_gettext("This address cannot be reached from outside; give a public https address."),
    "endpoint_disabled": lazy_gettext("Its endpoint is disabled; enable it first."),
    "unknown_delivery": lazy_gettext("There is no such message."),
    "unknown_endpoint": lazy_gettext("There is no such endpoint."),
    "member_ambiguous": lazy_gettext("Several members have this number; name the partner."),
    "request_unknown": lazy_gettext("There is no such request."),
    "request_decided": lazy_gettext("Somebody decided this in the meantime."),
}


def sentence(error: PointsError) -> str:
    """One sentence for a refusal."""
    return str(SAID.get(error.code, gettext("This was refused: %(why)s", why=str(error))))


def tell(error: PointsError) -> None:
    """Say it on the next page, with the first findings if there are any."""
    flash(sentence(error), "error")
    if isinstance(error, InvalidProgramme | ExamplesFail):
        for finding in _worst(error.findings)[:SHOWN]:
            flash(sentence_of(finding, current_locale()), "error")


def _worst(findings: tuple[Finding, ...]) -> list[Finding]:
    return sorted(findings, key=lambda finding: finding.severity != "error")
