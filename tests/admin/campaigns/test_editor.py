"""From a template to a saved campaign; and two people at once."""

from __future__ import annotations

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.models import Audit
from tests.admin.campaigns.drafting import held
from tests.admin.console import sign_in
from tests.site import Site

FORM = {"name-en": "The pot", "when": "event.amount >= 500", "benefits-0-kind": "points", "benefits-0-value": "100",
        "budget": "250", "funding-0-source": "partner:SHOP", "funding-0-percent": "100"}


def save(shop: Site, visitor, **changed):
    version = changed.pop("row_version", held(shop, "pot").row_version)
    return visitor.post("/admin/campaign/pot/", data={**FORM, "row_version": version, **changed})


def test_a_template_becomes_a_campaign_of_the_draft(shop: Site) -> None:
    answer = sign_in(shop, "marketer").post("/admin/gallery/full-hundred/", data={"points": "30"})

    assert answer.location == "/admin/campaign/full-hundred/"
    assert held(shop, "full-hundred").value.benefits[0].value == "30 * $min([5, $full_steps(event.amount, 100)])"


def test_a_template_with_an_unfit_answer_is_asked_again(shop: Site) -> None:
    answer = sign_in(shop, "marketer").post("/admin/gallery/full-hundred/", data={"points": "many"})

    assert 'aria-invalid="true"' in answer.text


def test_what_is_saved_stands_in_the_draft_and_in_the_audit(shop: Site) -> None:
    answer = save(shop, sign_in(shop, "marketer"), budget="900")

    assert (answer.status_code, held(shop, "pot").value.budget) == (302, "900")
    with Session(shop.coalition.engine) as session:
        row = session.scalars(select(Audit).where(Audit.subject == "campaigns:pot")).one()
    assert (row.person, json.loads(row.after)["budget"]) == ("marketer@example.org", 900)


def test_a_rule_with_a_mistake_is_kept_and_told(shop: Site) -> None:
    visitor = sign_in(shop, "marketer")

    save(shop, visitor, when="event.amont >= 500")

    page = visitor.get("/admin/campaign/pot/").text
    assert "`event.amont` is not a word of the rule language." in page
    assert "event.amont &gt;= 500" in page


def test_a_save_that_comes_too_late_is_shown_beside_what_stands(shop: Site) -> None:
    visitor, version = sign_in(shop, "marketer"), held(shop, "pot").row_version
    save(shop, sign_in(shop, "admin"), budget="900")

    answer = save(shop, visitor, row_version=version, budget="300")

    assert "<del>900</del>" in answer.text
    assert "<ins>300</ins>" in answer.text
    assert held(shop, "pot").value.budget == "900"


def test_saving_again_after_seeing_both_puts_ones_own_in_place(shop: Site) -> None:
    visitor, version = sign_in(shop, "marketer"), held(shop, "pot").row_version
    save(shop, sign_in(shop, "admin"), budget="900")
    save(shop, visitor, row_version=version, budget="300")

    save(shop, visitor, budget="300")

    assert held(shop, "pot").value.budget == "300"


def test_a_row_is_added_without_scripts_and_nothing_is_saved(shop: Site) -> None:
    before = held(shop, "pot")

    answer = save(shop, sign_in(shop, "marketer"), add_row="caps")

    assert 'name="caps-0-limit"' in answer.text
    assert held(shop, "pot") == before


def test_what_marketers_write_is_never_markup(shop: Site) -> None:
    canary = '"><img src=x onerror=alert(1)>'
    visitor = sign_in(shop, "marketer")
    save(shop, visitor, **{"name-en": canary, "when": canary, "text-en": canary, "benefits-0-value": canary})

    for address in ("/admin/campaign/pot/", "/admin/campaigns/", "/admin/try/pot/", "/admin/examples/pot/"):
        assert "<img" not in visitor.get(address).text


def test_who_may_only_look_cannot_save(shop: Site) -> None:
    assert save(shop, sign_in(shop, "viewer"), budget="1").status_code == 403
