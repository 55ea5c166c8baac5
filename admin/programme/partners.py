"""Partners as they are connected: secrets shown once, keys, addresses, and what was sent to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, current_app, flash, make_response, redirect, request, url_for
from flask_admin import expose
from flask_babel import gettext, lazy_gettext, ngettext
from sqlalchemy import func, literal, select, union_all
from werkzeug.wrappers import Response

from admin.access import May
from admin.base import ConsolePage, current_person, current_scope, request_id, step_up
from admin.programme.drafted import live
from admin.programme.refusals import tell
from admin.sections import PROGRAMME
from rules.errors import PointsError
from server.app import settings_of
from server.db import db
from server.models import Delivery, Endpoint, Partner, PartnerKey, PartnerSecret
from server.services.partners import deliveries
from server.services.partners.endpoints import add_endpoint, disable_endpoint, enable_endpoint
from server.services.partners.keys import issue_key
from server.services.partners.secrets import INCOMING, OUTGOING, issue_secret
from server.services.staff.auditing import record
from server.web.locales import current_locale

LOG, CREDENTIALS = 50, 40
KEY = "key"
USES = {INCOMING: lazy_gettext("Events it sends"), OUTGOING: lazy_gettext("Notices it gets")}


class PartnersPage(ConsolePage):
    """Every partner, or the one of a partner operator."""

    routes = {"index": May.SEE_PARTNERS, "partner": May.SEE_PARTNERS, "secret": May.KEEP_SECRETS,
              "key": May.KEEP_SECRETS, "add_endpoint": May.RUN_PARTNERS, "enable": May.RUN_PARTNERS,
              "disable": May.RUN_PARTNERS, "replay": May.RUN_PARTNERS, "replay_all": May.RUN_PARTNERS}
    label, at, icon = lazy_gettext("Partners"), "partners", "partner"
    section = PROGRAMME

    @expose("/")
    def index(self) -> Any:
        """The list, with what failed."""
        rows = db.session.scalars(select(Partner).where(within(Partner.code)).order_by(Partner.code)).all()
        dead, endpoints = _counted(Delivery.partner, Delivery.dead_at.is_not(None)), _counted(Endpoint.partner)
        return self.render("console/programme/partners.html", page=self, rows=rows, names=names(), dead=dead,
                           endpoints=endpoints)

    @expose("/<code>/")
    def partner(self, code: str) -> Any:
        """One partner."""
        return self.shown(code)

    @expose("/<code>/secret", methods=("POST",))
    @step_up
    def secret(self, code: str) -> Any:
        """Make a webhook secret; the earlier ones live on for a day. It is shown this once."""
        use = request.form.get("use", "")
        known(code)
        if use not in USES:
            abort(400)
        made = issue_secret(db.session, code, use)
        self.audited("partner.secret_issued", code, {"use": use})
        db.session.commit()
        return _not_kept(self.shown(code, secret=made, of=USES[use]))

    @expose("/<code>/key", methods=("POST",))
    @step_up
    def key(self, code: str) -> Any:
        """Make a key for the partners' interface; the earlier ones live on for a day. It is shown this once."""
        known(code)
        made = issue_key(db.session, code)
        self.audited("partner.key_issued", code, {})
        db.session.commit()
        return _not_kept(self.shown(code, secret=made, of=gettext("Key of the partners' interface")))

    @expose("/<code>/endpoint", methods=("POST",))
    def add_endpoint(self, code: str) -> Any:
        """Tell the partner at this address from now on."""
        known(code)
        address = request.form.get("url", "").strip()
        self.audited("partner.endpoint_added", code, {"url": address})
        try:
            added = add_endpoint(db.session, code, address, loopback=settings_of(current_app).loopback_endpoints)
        except PointsError as error:
            db.session.rollback()
            tell(error)
            return redirect(url_for(".partner", code=code))
        if added.secret:
            return _not_kept(self.shown(code, secret=added.secret, of=USES[OUTGOING]))
        flash(gettext("Notices go to %(address)s from now on.", address=address), "success")
        return redirect(url_for(".partner", code=code))

    @expose("/<code>/endpoint/<endpoint_id>/enable", methods=("POST",))
    def enable(self, code: str, endpoint_id: str) -> Any:
        """Send to it again."""
        assert_own(code, endpoint_id)
        self.audited("partner.endpoint_enabled", code, {"endpoint": endpoint_id})
        return self.done(code, lambda: enable_endpoint(db.session, endpoint_id), gettext("Enabled again."))

    @expose("/<code>/endpoint/<endpoint_id>/disable", methods=("POST",))
    def disable(self, code: str, endpoint_id: str) -> Any:
        """Send nothing more to it."""
        assert_own(code, endpoint_id)
        self.audited("partner.endpoint_disabled", code, {"endpoint": endpoint_id})
        return self.done(code, lambda: disable_endpoint(db.session, endpoint_id, current_person()),
                         gettext("Disabled. What waits for it is given up."))

    @expose("/<code>/delivery/<delivery_id>/replay", methods=("POST",))
    def replay(self, code: str, delivery_id: str) -> Any:
        """Send one message again."""
        known(code)
        row = db.session.get(Delivery, delivery_id)
        if row is None or row.partner != code:
            abort(404)
        self.audited("partner.delivery_replayed", code, {"delivery": delivery_id})
        return self.done(code, lambda: deliveries.replay(db.session, delivery_id), gettext("It is sent again."))

    @expose("/<code>/replay", methods=("POST",))
    def replay_all(self, code: str) -> Any:
        """Send everything again that was given up."""
        known(code)
        self.audited("partner.deliveries_replayed", code, {"state": deliveries.DEAD})
        done = deliveries.replay_range(db.session, deliveries.Wanted(deliveries.DEAD, code))
        flash(ngettext("%(num)s message is sent again.", "%(num)s messages are sent again.", done.again), "success")
        return redirect(url_for(".partner", code=code))

    def shown(self, code: str, **more: Any) -> str:
        """The page of one partner."""
        partner, state = known(code), request.args.get("state", deliveries.ALL)
        setting = next((each for each in getattr(live(), "partners", ()) if each.code == code), None)
        valid = credentials_of(code)
        page: str = self.render(
            "console/programme/partner.html", page=self, partner=partner, setting=setting, uses=USES,
            name=names().get(code, code), secrets=[row for row in valid if row.use != KEY],
            keys=[row for row in valid if row.use == KEY], endpoints=endpoints_of(code),
            log=log_of(code, state), state=state, states=deliveries.STATES, **more)
        return page

    def done(self, code: str, step: Callable[[], object], told: str) -> Response:
        """Take one step; a refusal is told in words."""
        try:
            step()
        except PointsError as error:
            db.session.rollback()
            tell(error)
        else:
            flash(told, "success")
        return redirect(url_for(".partner", code=code))

    def audited(self, action: str, code: str, after: dict[str, str]) -> None:
        """Into the audit, in the commit of what follows."""
        record(db.session, current_person(), action, f"partner:{code}", None, after, request_id=request_id())


def within(column: Any) -> Any:
    """Only the operator's own partner, where there is one."""
    return column == current_scope() if current_scope() else column.is_not(None)


def known(code: str) -> Partner:
    """A partner in scope; 404 for any other."""
    found = db.session.get(Partner, code)
    if found is None or current_scope() not in ("", code):
        abort(404)
    return found


def assert_own(code: str, endpoint_id: str) -> None:
    """404 for an endpoint of another partner."""
    known(code)
    found = db.session.get(Endpoint, endpoint_id)
    if found is None or found.partner != code:
        abort(404)


def names() -> dict[str, str]:
    """What partners are called in the reader's language."""
    return {each.code: each.name.get(current_locale(), each.code) for each in getattr(live(), "partners", ())}


def credentials_of(code: str) -> list[Any]:
    """Since when and until when secrets and keys are valid, newest first; never what they are."""
    secrets = select(PartnerSecret.use.label("use"), PartnerSecret.valid_from.label("valid_from"),
                     PartnerSecret.valid_until.label("valid_until"), literal("").label("hint"))
    keys = select(literal(KEY), PartnerKey.created_at, PartnerKey.valid_until, PartnerKey.hint)
    both = union_all(secrets.where(PartnerSecret.partner == code), keys.where(PartnerKey.partner == code))
    return sorted(db.session.execute(both).all(), key=lambda row: row.valid_from, reverse=True)[:CREDENTIALS]


def endpoints_of(code: str) -> list[Endpoint]:
    """Where the partner is told, oldest first."""
    return list(db.session.scalars(select(Endpoint).where(Endpoint.partner == code).order_by(Endpoint.created_at)))


def log_of(code: str, state: str) -> list[Delivery]:
    """The newest messages of one state."""
    query = select(Delivery).where(Delivery.partner == code)
    if state == deliveries.DEAD:
        query = query.where(Delivery.dead_at.is_not(None))
    elif state == deliveries.DONE:
        query = query.where(Delivery.done_at.is_not(None))
    elif state == deliveries.OPEN:
        query = query.where(Delivery.dead_at.is_(None), Delivery.done_at.is_(None))
    return list(db.session.scalars(query.order_by(Delivery.created_at.desc(), Delivery.id.desc()).limit(LOG)))


def _counted(column: Any, *where: Any) -> dict[str, int]:
    query = select(column, func.count()).where(within(column), *where).group_by(column)
    return {row[0]: row[1] for row in db.session.execute(query)}


def _not_kept(page: str) -> Response:
    """A page that no browser keeps, since it shows a secret."""
    response: Response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response
