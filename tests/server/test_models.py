"""Every table says where it lives and keeps to it; what is recorded cannot be changed."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from server import models
from server.columns import Day, Instant
from server.db import db
from server.models.placement import APPEND_ONLY, CONTROL, MEMBER_SHARDED, PLACEMENTS, REFERENCE
from tests.findings import none_of
from tests.server.ledger.kept import NOON, Kept, publish

TABLES = db.metadata.sorted_tables
RECORDED = [table for table in TABLES if table.info.get(APPEND_ONLY)]
LEADING = {"member": "id"}


def placed(where):
    return [table for table in TABLES if table.info["placement"] == where]


def test_every_table_declares_where_it_lives():
    none_of(table.name for table in TABLES if table.info.get("placement") not in PLACEMENTS)


def test_every_key_of_a_members_table_begins_with_the_member():
    keys = [(table, key.columns.keys()) for table in placed(MEMBER_SHARDED)
            for key in (table.primary_key, *(index for index in table.indexes if index.unique))]

    none_of(table.name for table, names in keys if names[0] != LEADING.get(table.name, "member_id"))


def test_no_table_of_members_or_of_control_points_at_another():
    hot = [*placed(MEMBER_SHARDED), *placed(CONTROL)]

    none_of(f"{table.name} → {key.target_fullname}" for table in hot for key in table.foreign_keys)


def test_reference_tables_hold_no_counters():
    none_of(f"{table.name}.{column.name}" for table in placed(REFERENCE) for column in table.columns
            if column.name in ("points_left", "used", "available"))


def test_no_id_comes_from_a_sequence():
    none_of(table.name for table in TABLES for column in table.primary_key.columns if column.autoincrement is True)


def test_instants_and_days_have_one_form_everywhere():
    named = [(f"{table.name}.{column.name}", column) for table in TABLES for column in table.columns]

    none_of(name for name, column in named if name.endswith("_at") and not isinstance(column.type, Instant))
    none_of(name for name, column in named if name.endswith("_on") and not isinstance(column.type, Day))


@pytest.fixture
def recorded(engine):
    """A database with at least one row in every table that is only ever added to."""
    publish(engine)
    kept = Kept(engine, "ada")
    kept.earn_and_burn()
    with Session(engine) as session:
        session.add(models.Publication(number=1, version="v1", effective_at=NOON, published_at=NOON))
        session.add(models.Audit(number=1, recorded_at=NOON, person="eve", action="publish", subject="v1",
                                 previous="", hash=""))
        session.add(models.Consent(member_id="ada", partner="air", seq=1, given=True, by="member", said_at=NOON))
        session.add(models.Statement(number=1, period="2026-10", first_on=date(2026, 10, 1), until_on=date(2026, 11, 1),
                                     version="v1", event_id="", body="{}", made_at=NOON))
        session.commit()
    kept.seal()
    return engine


@pytest.mark.parametrize("act", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}"], ids=["update", "delete"])
@pytest.mark.parametrize("table", RECORDED, ids=lambda table: table.name)
def test_what_is_recorded_cannot_be_changed_by_any_statement(recorded, table, act):
    column = next(iter(table.columns)).name
    with recorded.connect() as connection:
        assert connection.execute(db.select(table)).first()

        with pytest.raises(DBAPIError, match=f"{table.name} is append-only"):
            connection.execute(text(act.format(table.name, column)))


@pytest.mark.parametrize("change", [lambda entry, session: setattr(entry, "reason", "another"),
                                    lambda entry, session: session.delete(entry)], ids=["update", "delete"])
def test_what_is_recorded_cannot_be_changed_through_a_model(recorded, change):
    with Session(recorded) as session:
        change(session.scalars(db.select(models.Entry)).first(), session)

        with pytest.raises(DBAPIError, match="entry is append-only"):
            session.commit()
