"""Held events, statements of settlement, and the programme as a file."""

import io
import json
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.canonical import content_hash
from server.clock import now
from server.models import Audit, Event, Statement, Waiting
from server.programme_file import parse
from server.services.programme.draft import assemble
from tests.admin.console import sign_in
from tests.server.webhooks.till import PROGRAMME, programme_of
from tests.tables import BOTH_KINDS

pytestmark = BOTH_KINDS

BODY = {"prices": {"PTS": "0.01"},
        "totals": [["partner:SHOP:issued", "PTS", -500], ["partner:AIR:honoured", "PTS", 500]],
        "positions": {"partner:SHOP": -500, "partner:AIR": 300, "=cmd|' /C calc'!A0": 200},
        "payments": [["partner:SHOP", "partner:AIR", 300]]}


@pytest.fixture
def support(site):
    return sign_in(site, "support")


@pytest.fixture
def late(site):
    till = site.till()
    till.post(till.purchase("10.00", reference="L1", at=now() - timedelta(days=60)))


@pytest.fixture
def statement(site):
    with Session(site.coalition.engine) as session:
        session.add(Statement(number=1, period="2026-10", first_on=date(2026, 10, 1), until_on=date(2026, 11, 1),
                              version="v", event_id="e", body=json.dumps(BODY), made_at=now()))
        session.commit()


def drafted(site):
    with Session(site.coalition.engine) as session:
        return content_hash(assemble(session).programme)


def count(site, model, **where):
    with Session(site.coalition.engine) as session:
        return len(session.scalars(select(model).filter_by(**where)).all())


def test_a_held_event_is_let_in_with_a_reason(site, support, late):
    assert "It came too late." in support.get("/admin/held/").text

    text = support.post("/admin/held/SHOP/L1/accept", data={"why": "the till was offline"}, follow_redirects=True).text

    assert "Let in" in text
    assert (count(site, Event, type="transaction.completed"), count(site, Audit, action="event.accepted")) == (1, 1)


def test_a_held_event_is_refused_for_good(site, support, late):
    support.post("/admin/held/SHOP/L1/refuse", data={"why": "a test"})

    assert "Nothing waits" in support.get("/admin/held/").text
    assert support.post("/admin/held/SHOP/L1/accept", data={"why": "after all"}).status_code == 404


def test_an_event_is_not_settled_without_a_reason(site, support, late):
    assert "Say why." in support.post("/admin/held/SHOP/L1/accept", follow_redirects=True).text
    with Session(site.coalition.engine) as session:
        assert session.get(Waiting, ("SHOP", "L1")).settled_at is None


def test_an_operator_sees_held_events_of_one_partner(site, late):
    assert "L1" in sign_in(site, "partner_operator", partner="SHOP").get("/admin/held/").text
    assert "L1" not in sign_in(site, "partner_operator", partner="AIR", email="b@example.org").get("/admin/held/").text


def test_a_statement_tells_points_positions_and_payments(viewer, statement):
    assert "Shop → Air CN¥3.00" in viewer.get("/admin/settlements/").text
    assert "partner:SHOP:issued" in viewer.get("/admin/settlements/1/").text


def test_a_statement_as_csv_opens_in_excel_and_runs_no_formula(site, marketer, statement):
    answer = marketer.get("/admin/settlements/1/csv")

    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert "'=cmd|" in answer.text
    assert "Points,partner:SHOP:issued,,-500,PTS" in answer.text
    assert count(site, Audit, action="settlement.exported") == 1


def test_a_statement_as_a_workbook_has_texts_and_no_formulas(marketer, statement):
    sheet = load_workbook(io.BytesIO(marketer.get("/admin/settlements/1/xlsx").data)).active

    assert all(cell.data_type != "f" for row in sheet for cell in row)
    assert ["Points", "partner:SHOP:issued", None, -500, "PTS"] in [[cell.value for cell in row] for row in sheet]


def test_an_operator_reads_the_lines_of_one_partner(site, statement):
    operator = sign_in(site, "partner_operator", partner="AIR")

    text = operator.get("/admin/settlements/1/csv").text
    assert "partner:AIR:honoured" in text
    assert "partner:SHOP:issued" not in text


@pytest.mark.parametrize("which", ["live", "draft"])
def test_the_programme_is_taken_out_as_a_file_that_reads_the_same(viewer, which):
    answer = viewer.get(f"/admin/files/{which}.yaml")

    assert content_hash(parse(answer.data).programme) == content_hash(programme_of())


def test_a_file_shows_what_it_changes_and_changes_nothing_before_it_is_agreed_to(site, marketer):
    text = PROGRAMME.replace(">= 1000", ">= 500")
    before = drafted(site)

    looked = marketer.post("/admin/files/look", data={"file": (io.BytesIO(text.encode()), "corner.yaml")})
    assert "is at least 500" in looked.text
    assert drafted(site) == before

    marketer.post("/admin/files/bring-in", data={"text": text, "hash": content_hash(programme_of(text))})
    assert drafted(site) == content_hash(programme_of(text))


def test_a_file_with_mistakes_is_told_line_by_line(marketer):
    answer = marketer.post("/admin/files/look", data={"text": PROGRAMME.replace("currency: MILE", "curency: MILE", 1)})

    assert "Line 11" in answer.text
    assert "Bring it into the draft" not in answer.text


def test_a_file_that_is_another_than_was_looked_at_is_refused(site, marketer):
    before = drafted(site)

    assert marketer.post("/admin/files/bring-in", data={"text": PROGRAMME, "hash": "0"}).status_code == 409
    assert drafted(site) == before


def test_who_may_only_look_brings_nothing_in(viewer):
    assert viewer.post("/admin/files/look", data={"text": PROGRAMME}).status_code == 403
