"""Accounts of staff, for administrators: made, given other roles, reset, closed; never deleted."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose
from flask_babel import gettext, lazy_gettext
from wtforms import EmailField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from admin.access import ROLE_NAMES, May
from admin.base import ConsolePage, current_person, request_id, step_up
from admin.console import partner_codes, session, speaker
from admin.sections import SETTINGS
from rules.errors import PointsError
from server.models.staff import Staff
from server.services.staff import accounts
from server.web.forms import Form

REFUSED = {
    "staff_exists": lazy_gettext("This address has an account already."),
    "bad_account": lazy_gettext("This cannot be an account: a partner operator has only this role, and a partner."),
    "unknown_staff": lazy_gettext("Nobody has an account under this address."),
}
ABOUT = {
    "viewer": lazy_gettext("Sees everything, changes nothing."),
    "marketer": lazy_gettext("Writes campaigns and rules, tries them, asks to publish."),
    "approver": lazy_gettext("Approves and publishes what others wrote; reads the audit."),
    "partner_operator": lazy_gettext("Sees one partner's members, events and messages only."),
    "support": lazy_gettext("Helps members: adjusts points, settles events that wait."),
    "admin": lazy_gettext("Everything, accounts and secrets too."),
}


class StaffForm(Form):
    """Who, and what they may."""

    email = EmailField(lazy_gettext("E-mail address"), [DataRequired(), Length(max=200)])
    name = StringField(lazy_gettext("Name"), [Length(max=200)])
    role_names = SelectMultipleField(lazy_gettext("Roles"), [DataRequired()], option_widget=CheckboxInput(),
                                     widget=ListWidget(prefix_label=False))
    partner = SelectField(lazy_gettext("Partner"), description=lazy_gettext("Only for a partner operator."))

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        names = speaker()
        self.role_names.choices = [SelectChoice(role, str(called)) for role, called in ROLE_NAMES.items()]
        self.partner.choices = [SelectChoice("", "–"), *(SelectChoice(code, names.name("partners", code))
                                                         for code in partner_codes())]


class StaffPage(ConsolePage):
    """Everybody with an account."""

    label, section, at, icon = lazy_gettext("Staff"), SETTINGS, "staff", "key"
    routes = {"index": May.KEEP_STAFF, "new": May.KEEP_STAFF, "edit": May.KEEP_STAFF, "reset": May.KEEP_STAFF,
              "disable": May.KEEP_STAFF}

    @expose("/")
    def index(self) -> Any:
        """By address."""
        return self.render("console/staff.html", staff=accounts.listed(session()), role_names=ROLE_NAMES,
                           speaker=speaker())

    @expose("/new", methods=("GET", "POST"))
    @step_up
    def new(self) -> Any:
        """Make an account; its one-time password is shown once."""
        form = StaffForm()
        if form.validate_on_submit():
            password = self._tried(form, lambda: accounts.add(
                session(), form.email.data or "", form.role_names.data or [], name=form.name.data or "",
                partner=form.partner.data or "", by=current_person(), request_id=request_id()))
            if password:
                return self._once(str(form.email.data), password)
        return self._form(form, gettext("New account"))

    @expose("/<id_>", methods=("GET", "POST"))
    @step_up
    def edit(self, id_: str) -> Any:
        """Other roles."""
        staff = _found(id_)
        form = StaffForm(email=staff.email, name=staff.name, role_names=staff.role_names.split(),
                         partner=staff.partner)
        del form.email
        if form.validate_on_submit():
            self._tried(form, lambda: accounts.change(
                session(), staff.email, form.role_names.data or [], name=form.name.data or "",
                partner=form.partner.data or "", by=current_person(), request_id=request_id()))
            if not form.form_errors:
                flash(gettext("Saved."), "success")
                return redirect(url_for("staff.index"))
        return self._form(form, staff.email)

    @expose("/<id_>/reset", methods=("POST",))
    @step_up
    def reset(self, id_: str) -> Any:
        """A new one-time password, shown once."""
        staff = _found(id_)
        password = accounts.reset(session(), staff.email, by=current_person(), request_id=request_id())
        return self._once(staff.email, password)

    @expose("/<id_>/disable", methods=("POST",))
    @step_up
    def disable(self, id_: str) -> Any:
        """Close an account, except one's own."""
        staff = _found(id_)
        if staff.email == current_person():
            flash(gettext("You cannot close your own account."), "error")
        else:
            accounts.disable(session(), staff.email, by=current_person(), request_id=request_id())
            flash(gettext("%(email)s is closed; every session has ended.", email=staff.email), "success")
        return redirect(url_for("staff.index"))

    def _tried(self, form: StaffForm, act: Any) -> Any:
        """What an act gives; what it refuses stands above the form."""
        try:
            return act()
        except PointsError as error:
            session().rollback()
            form.form_errors.append(str(REFUSED.get(error.code, error)))
            return None

    def _form(self, form: StaffForm, title: str) -> Any:
        return self.render("console/staff_form.html", form=form, page_title=title, about_roles=ABOUT), \
            400 if request.method == "POST" else 200

    def _once(self, email: str, password: str) -> Any:
        return self.render("console/staff_password.html", email=email, password=password), {"Cache-Control": "no-store"}


def _found(id_: str) -> Staff:
    return session().get(Staff, id_) or abort(404)
