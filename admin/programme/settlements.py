"""Statements of settlement as they were made: who owes whom, read only, with files for a spreadsheet."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from flask import Response, abort
from flask_admin import expose
from flask_babel import gettext, lazy_gettext
from sqlalchemy import select
from tablib import Dataset

from admin.access import May
from admin.base import ConsolePage, current_person, current_scope, request_id, step_up
from admin.console import speaker
from admin.export import csv_file, neutral
from admin.programme.drafted import live
from admin.sections import RECORDS
from server.db import db
from server.models import Statement
from server.services.staff.auditing import record

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 120


class SettlementsPage(ConsolePage):
    """One statement a month. A partner operator sees the lines of the partner."""

    routes = {"index": May.SEE_PARTNERS, "statement": May.SEE_PARTNERS, "export": May.EXPORT}
    label, at, icon = lazy_gettext("Settlement"), "settlements", "swap"
    section = RECORDS

    @expose("/")
    def index(self) -> Any:
        """The statements, newest first."""
        rows = db.session.scalars(select(Statement).order_by(Statement.number.desc()).limit(SHOWN)).all()
        return self.render("console/programme/settlements.html", page=self, money=money(), party=parties(),
                           rows=[(row, payments_of(row)) for row in rows])

    @expose("/<int:number>/")
    def statement(self, number: int) -> Any:
        """One statement: points on accounts, positions, payments."""
        row = held(number)
        told = json.loads(row.body)
        return self.render("console/programme/settlement.html", page=self, row=row, money=money(), party=parties(),
                           totals=[each for each in told["totals"] if in_scope(each[0])], prices=told["prices"],
                           positions=positions_of(row), payments=payments_of(row))

    @expose("/<int:number>/<form>")
    @step_up
    def export(self, number: int, form: str) -> Response:
        """The statement as a file; the export itself is written into the audit."""
        row = held(number)
        if form not in FILES:
            abort(404)
        titles, lines = [gettext("Part"), gettext("Of"), gettext("To"), gettext("Amount"), gettext("Unit")], [
            *lines_of(row)]
        record(db.session, current_person(), "settlement.exported", f"statement:{number}", None,
               {"form": form, "rows": len(lines)}, request_id=request_id())
        db.session.commit()
        name = f"settlement-{row.period}"
        return FILES[form](name, titles, lines)


def held(number: int) -> Statement:
    """One statement, or 404."""
    return db.session.get(Statement, number) or abort(404)


def money() -> str:
    """The programme's money."""
    programme = live()
    return programme.money if programme else ""


def in_scope(account: str) -> bool:
    """Whether an account or a party is one that this person sees."""
    return not current_scope() or account.removeprefix("partner:").split(":")[0] == current_scope()


def parties() -> Callable[[str], str]:
    """What calls a party of a statement as people do."""
    names = speaker()
    return lambda name: gettext("Programme") if name in ("", "programme") else names.name("partners", code_of(name))


def code_of(name: str) -> str:
    """A party of a statement by its code, as files give it."""
    return name.removeprefix("partner:") or "programme"


def positions_of(row: Statement) -> dict[str, Decimal]:
    """What each party receives, in money; a minus is what it pays."""
    told = json.loads(row.body)["positions"]
    return {name: Decimal(minor) / 100 for name, minor in told.items() if in_scope(name)}


def payments_of(row: Statement) -> list[tuple[str, str, Decimal]]:
    """Payer, payee and amount."""
    told = json.loads(row.body)["payments"]
    return [(payer, payee, Decimal(minor) / 100) for payer, payee, minor in told
            if in_scope(payer) or in_scope(payee)]


def lines_of(row: Statement) -> Iterator[list[object]]:
    """A statement as one table."""
    for account, currency, points in json.loads(row.body)["totals"]:
        if in_scope(account):
            yield [gettext("Points"), account, "", points, currency]
    for name, amount in positions_of(row).items():
        yield [gettext("Position"), code_of(name), "", amount, money()]
    for payer, payee, amount in payments_of(row):
        yield [gettext("Payment"), code_of(payer), code_of(payee), amount, money()]


def xlsx_file(name: str, titles: list[str], rows: list[list[object]]) -> Response:
    """A workbook with one sheet, in which no text is a formula."""
    sheet = Dataset(*([neutral(cell) for cell in row] for row in rows), headers=titles, title=name)
    return Response(sheet.export("xlsx"), content_type=SHEET, headers={
        "Content-Disposition": f'attachment; filename="{name}.xlsx"', "Cache-Control": "no-store"})


FILES: Mapping[str, Callable[..., Response]] = {"csv": csv_file, "xlsx": xlsx_file}
