"""Files for Excel: Chinese stays readable, formulas stay texts, and whoever takes one stands in the audit."""

from __future__ import annotations

import csv
import io

import pytest
import time_machine

from admin.export import csv_lines, neutral
from admin.people import FRESH
from server.clock import now
from tests.admin.console import sign_in
from tests.site import Site


@pytest.mark.parametrize("given, written", [
    pytest.param("=1+1", "'=1+1", id="a formula"), pytest.param("+A1", "'+A1", id="a plus"),
    pytest.param("-A1", "'-A1", id="a minus"), pytest.param("@SUM(A1)", "'@SUM(A1)", id="an at"),
    pytest.param("\t=1", "'\t=1", id="a tab"), pytest.param("\r=1", "'\r=1", id="a line break"),
    pytest.param("-12.50", "-12.50", id="a negative number"), pytest.param("a=b", "a=b", id="no formula"),
    pytest.param(-12, -12, id="a number"), pytest.param("", "", id="nothing"),
])
def test_a_cell_is_never_a_formula(given, written):
    assert neutral(given) == written


def test_a_file_begins_with_the_mark_by_which_excel_knows_its_letters():
    text = "".join(csv_lines(["会员", "=title"], [["王小明", "=cmd|' /C calc'!A0"]]))

    assert text.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(text[1:]))) == [["会员", "'=title"], ["王小明", "'=cmd|' /C calc'!A0"]]


def test_the_audit_can_be_taken_along_by_who_may(console: Site):
    answer = sign_in(console, "approver").get("/admin/audit/export/csv/")

    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert rows[0][:3] == ["Number", "When", "Person"]
    assert rows[1][3] == "staff.added"
    assert answer.headers["Cache-Control"] == "no-store"


def test_an_export_asks_for_a_recent_proof_and_stands_in_the_audit_itself(console: Site):
    client = sign_in(console, "approver")
    client.get("/admin/audit/export/csv/")
    assert "audit.exported" in client.get("/admin/audit/").text

    with time_machine.travel(now() + FRESH * 2, tick=True):
        answer = client.get("/admin/audit/export/csv/")
        assert answer.headers["Location"].startswith("/admin/verify?next=/admin/audit/export/csv/")


def test_other_kinds_of_files_are_not_there(console: Site):
    assert sign_in(console).get("/admin/audit/export/xlsx/").status_code == 404
