"""After an erasure nothing leads to the person any more, and the books are as whole as before."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rules.errors import PointsError
from server.db import reading
from server.jobs.calendar import clear_away
from server.jobs.context import Context
from server.ledger.chain import verify
from server.ledger.check import check
from server.models import Audit, Balance, Event, Identity, Member, Posting, ProfileField
from server.services.partners.deliveries import ALL, Wanted, listed
from server.services.personal import erasure
from server.services.personal.erasure import Left, PointsHeld, PointsLeft, erase, is_erased, left
from server.services.personal.purging import NotPurged, purge, rewrite
from server.services.points.desk import Desk, Request
from server.services.points.spending import hold_points
from server.services.trials.decisions import replay
from tests.findings import none_of
from tests.server.ledger.kept import dump
from tests.server.services.person import CANARIES, ada_in, follow
from tests.server.webhooks.till import coffee


@pytest.fixture
def ada(engine, tmp_path):
    return ada_in(engine, tmp_path)


@pytest.fixture
def desk(ada):
    return Desk(ada.coalition.engine, ada.coalition.versions)


def test_before_it_every_canary_but_the_sealed_ones_is_there(ada, tmp_path):
    found = {trace.split(" in ")[0] for trace in ada.traces(tmp_path / "files")}

    assert found == {"number", "second", "attribute", "name"}


def test_after_it_no_canary_is_found_in_any_file_or_dump(ada, desk, engine, tmp_path):
    erase(desk, ada.id, "eve", forfeit=True)
    follow(ada.coalition)
    rewrite(engine)

    none_of(ada.traces(tmp_path))


def test_the_worker_clears_away_what_an_erasure_from_the_page_left(ada, desk, engine, tmp_path):
    context = Context(engine, ada.coalition.versions)
    for number in range(20):
        till = ada.coalition.till()
        till.post(till.event("member.updated", member=CANARIES["number"], reference=f"U{number}", attributes={
            "fond": f"{CANARIES['attribute']} {'x' * 20 * number}"}))
    follow(ada.coalition)
    assert ada.traces(tmp_path)

    erase(desk, ada.id, "the member", forfeit=True)
    follow(ada.coalition)
    clear_away(context)

    none_of(ada.traces(tmp_path))


def test_the_ledger_balances_and_the_chain_holds_after_it(ada, desk, engine):
    before = dump(engine)
    done = erase(desk, ada.id, "eve", forfeit=True)
    follow(ada.coalition)

    with reading(engine) as connection:
        none_of([*check(connection), *verify(connection)])
    after = dump(engine)
    assert done.lapsed == {"PTS": 553}
    for kept in ("event", "entry", "posting", "draw", "block", "consent"):
        assert set(before[kept]) <= set(after[kept])


def test_points_that_are_left_stand_in_the_way_until_somebody_says_they_may_lapse(ada, desk, engine):
    before = dump(engine)

    with pytest.raises(PointsLeft, match="the member still has 553 PTS"):
        erase(desk, ada.id, "eve")
    assert dump(engine) == before
    erase(desk, ada.id, "eve", forfeit=True)
    with Session(engine) as session:
        assert left(session, ada.id) == Left({}, {}, {}, {})


def test_points_that_are_set_aside_stand_in_the_way(ada, desk, engine):
    hold_points(desk, Request("H", ada.id, partner="SHOP"), "PTS", 10)

    with pytest.raises(PointsHeld, match="10 PTS"):
        erase(desk, ada.id, "eve", forfeit=True)


def test_the_number_can_enrol_anew_as_a_stranger(ada, desk, engine):
    erase(desk, ada.id, "eve", forfeit=True)
    till = ada.coalition.till()

    answer = till.post(till.purchase("10.00", member=CANARIES["number"], reference="NEW"))

    assert answer.json["balances"] == {"PTS": {"available": 10, "pending": 0}}
    with Session(engine) as session:
        assert session.get(Identity, ("SHOP", CANARIES["number"])).member_id != ada.id


def test_a_reference_of_before_is_never_used_again_and_tells_nothing(ada, desk):
    erase(desk, ada.id, "eve", forfeit=True)
    till = ada.coalition.till()

    answer = till.post(till.purchase("300.00", member=CANARIES["number"], reference="P1", lines=[coffee("300.00")]))

    assert (answer.status_code, answer.json["type"]) == (409, "/problems/reference_conflict")


def test_goods_that_come_back_later_are_refused_since_nobody_knows_whose_they_were(ada, desk):
    erase(desk, ada.id, "eve", forfeit=True)
    till = ada.coalition.till()

    answer = till.post(till.event("transaction.returned", member=CANARIES["number"], reference="R9", of="P1",
                                  amount="10.00"))

    assert answer.status_code == 422


def test_it_can_be_run_twice_and_is_written_down_without_the_person(ada, desk, engine):
    erase(desk, ada.id, "eve", forfeit=True)
    again = erase(desk, ada.id, "adam", forfeit=True)

    assert again.lapsed == {}
    with Session(engine) as session:
        rows = session.scalars(select(Audit)).all()
        assert [(row.person, row.action, row.subject) for row in rows] == [
            ("eve", "member.erased", f"member:{ada.id}"), ("adam", "member.erased", f"member:{ada.id}")]
        assert is_erased(session, ada.id)


@pytest.mark.parametrize("step", ["_lapse", "_forget"])
def test_a_crash_in_the_middle_leaves_all_or_nothing_and_the_next_run_goes_on(ada, desk, engine, monkeypatch, step):
    done = getattr(erasure, step)
    monkeypatch.setattr(erasure, step, lambda *given: (done(*given), 1 / 0))
    with pytest.raises(ZeroDivisionError):
        erase(desk, ada.id, "eve", forfeit=True)
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(ProfileField)) == 3
    monkeypatch.setattr(erasure, step, done)

    erase(desk, ada.id, "eve", forfeit=True)

    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(ProfileField)) == 0
        assert session.get(Member, ada.id).birthday is None


def test_points_that_come_while_it_runs_lapse_too(ada, desk, engine, monkeypatch):
    lapse, till = erasure._lapse, ada.coalition.till()
    late = [till.purchase("10.00", member=CANARIES["number"], reference="LATE")]
    monkeypatch.setattr(erasure, "_lapse", lambda *given: (lapse(*given), late and till.post(late.pop())))

    done = erase(desk, ada.id, "eve", forfeit=True)

    assert done.lapsed["PTS"] > 553
    with Session(engine) as session:
        assert session.scalar(select(func.sum(Balance.available)).where(Balance.member_id == ada.id)) == 0


def test_what_is_decided_is_repeated_before_it_and_passed_over_after_it(ada, desk, engine):
    assert not [found for found in replay(engine, ada.coalition.versions) if found]

    erase(desk, ada.id, "eve", forfeit=True)

    assert not [found for found in replay(engine, ada.coalition.versions) if found]


def test_nobody_else_is_touched(ada, desk, engine):
    def others():
        with Session(engine) as session:
            return [session.execute(select(table).where(table.member_id != ada.id).order_by(
                *table.__table__.primary_key.columns)).all() and session.scalar(
                    select(func.count()).where(table.member_id != ada.id)) for table in (Event, Posting, Identity)]
    before = others()

    erase(desk, ada.id, "eve", forfeit=True)

    assert others() == before


def test_nobody_is_erased_who_is_not_there(desk):
    with pytest.raises(PointsError, match="no member nobody"):
        erase(desk, "nobody", "eve", forfeit=True)


def test_messages_of_the_member_are_gone_and_those_of_others_stay(ada, desk, engine):
    with Session(engine) as session:
        before = {each.event_id for each in listed(session, Wanted(ALL))}
        own = set(session.scalars(select(Event.id).where(Event.member_id == ada.id)))
    erase(desk, ada.id, "eve", forfeit=True)

    with Session(engine) as session:
        after = {each.event_id for each in listed(session, Wanted(ALL))}
    assert (after, bool(before & own)) == (before - own, True)


def test_a_purge_that_others_hold_up_says_so_and_is_done_the_next_time_once(ada, desk, engine):
    erase(desk, ada.id, "eve", forfeit=True)
    if engine.dialect.name == "sqlite":
        with reading(engine) as connection:
            connection.rows("SELECT count(*) FROM event")
            with pytest.raises(NotPurged):
                purge(engine)

    assert [purge(engine), purge(engine)] == [True, False]
