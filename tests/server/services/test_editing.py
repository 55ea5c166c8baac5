"""The draft, edited piece by piece."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from server.services.programme import editing
from server.services.programme.draft import assemble, store
from tests.server.webhooks.till import programme_of


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session:
        store(session, programme_of())
        session.commit()
        yield session


def test_a_saved_piece_is_the_draft_from_then_on(session: Session) -> None:
    held = editing.piece(session, "campaigns", "pot")

    saved = editing.save(session, "campaigns", "pot", {**held.data, "budget": 900}, held.row_version, "ada")

    assert assemble(session).draft.campaigns[1].budget == "900"
    assert (saved.updated_by, saved.row_version) == ("ada", held.row_version + 1)


def test_a_save_under_an_old_version_is_refused_and_shows_both_texts(session: Session) -> None:
    held = editing.piece(session, "campaigns", "pot")
    editing.save(session, "campaigns", "pot", {**held.data, "budget": 900}, held.row_version, "ada")

    with pytest.raises(editing.StaleSave) as refused:
        editing.save(session, "campaigns", "pot", {**held.data, "budget": 300}, held.row_version, "bob")

    assert (refused.value.theirs.data["budget"], refused.value.mine["budget"]) == (900, 300)
    assert editing.piece(session, "campaigns", "pot").data["budget"] == 900


def test_saving_what_stands_already_changes_nothing(session: Session) -> None:
    held = editing.piece(session, "campaigns", "pot")

    again = editing.save(session, "campaigns", "pot", held.data, held.row_version, "ada")

    assert again == held


def test_a_copy_stands_last_under_a_code_of_its_own_and_is_paused(session: Session) -> None:
    editing.duplicate(session, "campaigns", "pot", "ada")
    editing.duplicate(session, "campaigns", "pot-2", "ada")

    codes = [(each.code, each.value.status) for each in editing.pieces(session, "campaigns")]
    assert codes == [("coffee", "live"), ("pot", "live"), ("pot-2", "paused"), ("pot-3", "paused")]


def test_two_pieces_of_a_kind_never_share_a_code(session: Session) -> None:
    with pytest.raises(editing.CodeTaken):
        editing.create(session, "campaigns", {"code": "pot", "name": "Another"}, "ada")


def test_an_archived_campaign_stays_and_can_come_back(session: Session) -> None:
    held = editing.piece(session, "campaigns", "pot")

    away = editing.archive(session, "pot", held.row_version, "ada")
    back = editing.set_status(session, "pot", "live", away.row_version, "ada")

    assert (away.value.status, back.value) == ("archived", held.value)


def test_an_unknown_piece_is_named(session: Session) -> None:
    with pytest.raises(editing.UnknownPiece, match="no nothing among its campaigns"):
        editing.piece(session, "campaigns", "nothing")


def test_findings_of_the_draft_name_their_piece_and_the_place_inside(session: Session) -> None:
    held = editing.piece(session, "campaigns", "pot")
    editing.save(session, "campaigns", "pot", {**held.data, "when": "event.amont >= 500"}, held.row_version, "ada")

    [found] = [each for each in editing.draft_findings(session) if each.finding.severity == "error"]

    assert (found.kind, found.code, found.path, found.finding.suggestion) == (
        "campaigns", "pot", "/when", "event.amount")


def test_findings_of_the_programme_as_a_whole_have_no_piece(session: Session) -> None:
    held = editing.piece(session, "programme")
    editing.save(session, "programme", "", {**held.data, "money": "yuan"}, held.row_version, "ada")

    places = [(each.kind, each.code, each.path) for each in editing.draft_findings(session)]
    assert ("programme", "", "/money") in places
