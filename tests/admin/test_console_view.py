"""A list over one table, as ``ConsoleView`` makes it: scope and permissions hold on each of the library's routes."""

from __future__ import annotations

import pytest
from flask_babel import lazy_gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.access import May
from admin.base import ConsoleView, ScopedLoader
from admin.menu import VIEWS
from server.clock import now
from server.models import Audit, Endpoint, Partner
from tests.admin.console import sign_in
from tests.site import Site
from tests.tables import BOTH_KINDS

pytestmark = BOTH_KINDS


class EndpointView(ConsoleView):
    """Where partners are told, as a sample."""

    model = Endpoint
    label, at = lazy_gettext("Partners"), "sample"
    see, edit = May.SEE_EVENTS, May.SEE_EVENTS
    partner_column = "partner"
    can_export = can_edit = True
    column_list = column_details_list = column_export_list = ("id", "partner", "url")
    column_searchable_list = ("url",)
    form_columns = ("url",)

    def __init__(self) -> None:
        self.form_ajax_refs = {"partner": ScopedLoader("partner", Partner, lambda: Partner.code != "CLUB",
                                                       fields=("code",))}
        super().__init__()


@pytest.fixture(autouse=True)
def mounted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("admin.app.VIEWS", (*VIEWS, EndpointView))


@pytest.fixture
def told(console: Site) -> Site:
    """An endpoint of the shop and one of the airline, whose address tries to be a formula."""
    with Session(console.coalition.engine) as session:
        for id_, partner, url in (("e1", "SHOP", "https://shop.example"), ("e2", "AIR", "=https://air.example")):
            session.add(Endpoint(id=id_, partner=partner, url=url, created_at=now()))
        session.commit()
    return console


@pytest.fixture
def operator(told: Site):
    return sign_in(told, "partner_operator", partner="SHOP")


def test_list_and_search_are_scoped(operator):
    assert "shop.example" in operator.get("/admin/sample/").text
    assert "air.example" not in operator.get("/admin/sample/").text
    assert "air.example<" not in operator.get("/admin/sample/?search=air").text


@pytest.mark.parametrize("route", ["details", "edit"])
def test_one_row_is_scoped(operator, route: str):
    assert operator.get(f"/admin/sample/{route}/?id=e1").status_code == 200
    assert operator.get(f"/admin/sample/{route}/?id=e2").status_code == 404
    assert operator.get(f"/admin/sample/{route}/?id=no-such").status_code == 404
    assert operator.post(f"/admin/sample/{route}/?id=e2", data={"url": "https://mine"}).status_code in (404, 405)


def test_the_export_is_scoped_and_its_cells_are_no_formulas(told, operator):
    mine = operator.get("/admin/sample/export/csv/").text
    all_ = sign_in(told).get("/admin/sample/export/csv/").text

    assert "shop.example" in mine
    assert "air.example" not in mine
    assert "'=https://air.example" in all_


def test_a_look_up_is_scoped_and_never_gives_many(operator):
    found = operator.get("/admin/sample/ajax/lookup/?name=partner&query=&offset=0&limit=1000000").json

    assert sorted(code for code, _ in found) == ["AIR", "SHOP"]
    assert operator.get("/admin/sample/ajax/lookup/?name=partner&query=S&offset=0").json[0][0] == "SHOP"


@pytest.mark.parametrize("route", ["delete", "action", "ajax/update"])
def test_nothing_is_deleted_in_bulk_or_in_place(told, route: str):
    assert sign_in(told).post(f"/admin/sample/{route}/", data={"id": "e1"}).status_code == 403


def test_who_may_not_export_cannot_by_its_address(told):
    assert sign_in(told, "viewer").get("/admin/sample/export/csv/").status_code == 403


def test_a_failure_while_saving_shows_a_number_and_not_its_words(told, monkeypatch):
    monkeypatch.setattr(EndpointView, "on_model_change", lambda *parts: 1 / 0)
    client = sign_in(told)

    page = client.post("/admin/sample/edit/?id=e1", data={"url": "https://new.example"}, follow_redirects=True).text

    assert "This could not be saved" in page
    assert "division" not in page


def test_a_type_error_in_a_view_is_not_hidden_by_a_second_call(told, monkeypatch):
    monkeypatch.setattr(EndpointView, "title_of", lambda self: "")
    client = sign_in(told)

    with pytest.raises(TypeError, match="takes 1 positional argument"):
        client.get("/admin/sample/details/?id=e1")


def test_an_export_says_in_the_audit_how_many_rows_were_taken(told):
    sign_in(told).get("/admin/sample/export/csv/")

    with Session(told.coalition.engine) as session:
        row = session.scalars(select(Audit).order_by(Audit.number.desc())).first()
        assert (row.action, row.after, row.person) == ("sample.exported", '{"rows":2}', "admin@example.org")
