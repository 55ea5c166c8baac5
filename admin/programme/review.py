"""The review page: what changes, what is wrong with it, who asks for it, who lets it into force."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

from flask import abort, flash, redirect, render_template, request, url_for
from flask_admin import expose
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response

from admin.access import May
from admin.base import ConsolePage, current_person, step_up
from admin.programme.drafted import Drafted, drafted, live
from admin.programme.findings import groups_of
from admin.programme.refusals import tell
from admin.programme.telling import told_changes
from admin.sections import PROGRAMME
from rules.canonical import content_hash
from rules.errors import PointsError
from rules.phrases import sentence_of
from rules.programme import Programme
from rules.stories import examples
from server.db import db
from server.models import Submission
from server.services.programme import review
from server.services.programme.comparing import PieceChange, compare
from server.web.locales import current_locale
from server.web.running import running


class ReviewPage(ConsolePage):
    """What the draft changes, and the steps from asking to being live. Live campaigns run on meanwhile."""

    routes = {"index": May.SEE_PROGRAMME, "worked": May.SEE_PROGRAMME, "submit": May.SUBMIT, "approve": May.APPROVE,
              "reject": May.APPROVE, "withdraw": May.SUBMIT, "schedule": May.SUBMIT, "publish": May.SUBMIT}
    label, at, icon = lazy_gettext("Review and publish"), "review", "check"
    section = PROGRAMME

    @expose("/")
    def index(self) -> Any:
        """What would change, and where it stands."""
        state, now_live, asked = drafted(db.session), live(), review.waiting(db.session)
        after = review.programme_in(asked) if asked else state.draft
        compared = compare(now_live, after, current_locale())
        changes = told_changes(compared)
        return self.render(
            "console/programme/review.html", page=self, asked=asked, changes=changes, state=state,
            findings=groups_of(state), stale=bool(asked and is_stale(asked, state)),
            second=any(each and each.policies.second_person for each in (now_live, after)), zone=after.zone,
            what_ifs=what_ifs(compared, state.draft), earlier=review.submissions(db.session, 10))

    @expose("/examples")
    def worked(self) -> Any:
        """What the worked examples of the content shown give; a piece of the page, which is there before it."""
        state, asked = drafted(db.session), review.waiting(db.session)
        after = review.programme_in(asked) if asked else state.draft
        return render_template("console/programme/worked.html", worked=worked_examples(after, state),
                               errors=state.errors)

    @expose("/submit", methods=("POST",))
    def submit(self) -> Any:
        """Ask to publish the draft as it stands."""
        return self.done(lambda: review.submit(db.session, current_person(), request.form.get("note", ""), wanted()),
                         gettext("Submitted. It goes live once it is approved and published."))

    @expose("/<int:number>/approve", methods=("POST",))
    @step_up
    def approve(self, number: int) -> Any:
        """Approve exactly this content."""
        self.assert_seen(number)
        return self.done(lambda: review.approve(db.session, number, current_person(), request.form.get("note", "")),
                         gettext("Approved. It can be published now."))

    @expose("/<int:number>/reject", methods=("POST",))
    def reject(self, number: int) -> Any:
        """Send it back with a reason."""
        return self.done(lambda: review.reject(db.session, number, current_person(), request.form.get("note", "")),
                         gettext("Sent back with your reason."))

    @expose("/<int:number>/withdraw", methods=("POST",))
    def withdraw(self, number: int) -> Any:
        """Take it back."""
        return self.done(lambda: review.withdraw(db.session, number, current_person()), gettext("Taken back."))

    @expose("/<int:number>/schedule", methods=("POST",))
    def schedule(self, number: int) -> Any:
        """Choose from when on it is live."""
        return self.done(lambda: review.schedule(db.session, number, wanted(), current_person()),
                         gettext("The time is set."))

    @expose("/<int:number>/publish", methods=("POST",))
    @step_up
    def publish(self, number: int) -> Any:
        """Bring it into force."""
        self.assert_seen(number)
        answer = self.done(lambda: review.publish(db.session, number, current_person()),
                           gettext("Published. Every till follows within a second."))
        running().versions.refresh()
        return answer

    def assert_seen(self, number: int) -> None:
        """The form names the content that the person looked at. Raises 409 when it is another."""
        asked = db.session.get(Submission, number)
        if asked is None or request.form.get("version") != asked.version:
            abort(409)

    def done(self, step: Any, told: str) -> Response:
        """Take one step; a refusal is told in words."""
        try:
            step()
        except PointsError as error:
            db.session.rollback()
            tell(error)
        else:
            flash(told, "success")
        return redirect(url_for(".index"))


def is_stale(asked: Submission, state: Drafted) -> bool:
    """As the service says it, of a draft that was read already."""
    now_drafted = state.reading.programme
    return asked.origin == review.DRAFT and (now_drafted is None or content_hash(now_drafted) != asked.version)


def what_ifs(changes: Iterable[PieceChange], draft: Programme) -> dict[str, str]:
    """Where each changed campaign of the draft is tried over days that were, by its code."""
    held = {each.code for each in draft.campaigns}
    return {each.code: url_for("whatif.asked", code=each.code) for each in changes
            if each.kind == "campaigns" and each.code in held}


def wanted() -> datetime | None:
    """The instant of the form's local time, in the programme's zone; None for none."""
    text = request.form.get("effective_at", "").strip()
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(drafted(db.session).draft.zone))
    except ValueError:
        abort(400)


def worked_examples(programme: Programme, state: Drafted) -> list[dict[str, Any]]:
    """Each worked example, and what it gives instead of what it says; run only where nothing else is wrong."""
    if state.errors or not programme.examples:
        return []
    return [dict(each) for each in _played(content_hash(programme), current_locale(), programme)]


_play = Lock()


def _played(version: str, locale: str, programme: Programme) -> tuple[dict[str, Any], ...]:
    """The examples of one content, played once a language; a thousand people who look do not play a thousand times."""
    with _play:
        if not any(played == version for played, _ in _PLAYED):
            _PLAYED.clear()
        if (version, locale) not in _PLAYED:
            report = examples.run(programme, locale=locale)
            unread = [{"name": "", "failed": [sentence_of(finding, locale)]} for finding in report.findings]
            _PLAYED[version, locale] = (*unread, *({"name": each.name, "failed": list(each.differences)}
                                                   for each in report.told))
        return _PLAYED[version, locale]


_PLAYED: dict[tuple[str, str], tuple[dict[str, Any], ...]] = {}
"""Of the one content that was looked at last, by its version and the language."""
