"""Everything of a member is in one archive, found by the schema: a table that nobody thought of fails here."""

import csv
import io
import json
import zipfile

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.db import db
from server.fields import Sealed, Unsealable
from server.models import Member, MemberTag, ProfileField
from server.models.placement import MEMBER_SHARDED
from server.services.personal.export import export
from server.services.personal.tables import HOLDINGS, NOBODYS, by_member, named_tables
from server.services.points.desk import UnknownMember
from tests.findings import none_of
from tests.server.services.person import CANARIES, KEYRING, ada_in

LINKS = ("member_id", "member", "number", "phone", "email", "referrer", "payload", "event_id")
"""Columns by which a row may lead to a member."""
LEAD_NOWHERE = {"statement.event_id", "staff.email"}
"""The programme's own event, and the accounts of staff; numbers that count lead nowhere either."""


@pytest.fixture
def ada(engine, tmp_path):
    return ada_in(engine, tmp_path)


@pytest.fixture
def archive(ada, engine):
    """The archive of Ada."""
    target = io.BytesIO()
    export(engine, KEYRING, ada.id, target)
    return zipfile.ZipFile(target)


def rows(archive, table):
    return json.loads(archive.read(f"json/{table}.json"))


def test_every_table_is_either_somebodys_or_nobodys():
    assert HOLDINGS.keys() | NOBODYS == db.metadata.tables.keys()
    assert not HOLDINGS.keys() & NOBODYS


def test_every_table_of_members_and_every_column_that_leads_to_one_is_covered():
    linked = [table for table in db.metadata.tables.values() if table.info["placement"] == MEMBER_SHARDED
              or "member_id" in table.columns]

    none_of(table.name for table in linked if table.name not in HOLDINGS)
    none_of(f"{table.name}.{name}" for table in db.metadata.tables.values() if table.name in NOBODYS
            for name in LINKS if name in table.columns and f"{table.name}.{name}" not in LEAD_NOWHERE
            and table.columns[name].type.python_type is str)


def test_what_an_erasure_keeps_says_why_and_what_it_blanks_is_there():
    none_of(name for name, each in HOLDINGS.items() if (each.erasure == "kept") != bool(each.why))
    none_of(f"{name}.{column}" for name, each in HOLDINGS.items() for column in (*(each.blanks or ()), *each.hidden)
            if column not in db.metadata.tables[name].columns)


def test_every_row_of_the_member_is_in_it_and_nobody_elses(ada, engine, archive):
    with Session(engine) as session:
        for table, holding in named_tables().items():
            found = select(func.count()).select_from(table).where(holding.find(table, ada.id))
            assert len(rows(archive, table.name)) == session.scalar(found), table.name
            if holding.find is by_member:
                assert {row.get("member_id", ada.id) for row in rows(archive, table.name)} <= {ada.id}
    assert {len(rows(archive, name)) > 0 for name in ("profile", "identity", "event", "posting", "waiting",
                                                     "delivery", "personal_fact", "consent")} == {True}


def test_every_canary_is_in_it_in_clear(archive):
    everything = "".join(archive.read(name).decode() for name in archive.namelist() if name.startswith("json/"))

    none_of(name for name, canary in CANARIES.items() if canary not in everything)
    none_of(mark for mark in ("sealed:", "t1.") if mark in everything)


def test_both_forms_have_the_same_rows_and_each_table_is_explained(archive):
    readme = archive.read("README.txt").decode()
    for table in named_tables():
        text = archive.read(f"csv/{table.name}.csv").decode("utf-8-sig")
        assert len(list(csv.DictReader(io.StringIO(text)))) == len(rows(archive, table.name))
        assert f"{table.name} ({len(rows(archive, table.name))} rows): " in readme


def test_no_secret_and_nobody_else_is_in_it(ada, engine, archive):
    with Session(engine) as session:
        others = set(session.scalars(select(Member.id).where(Member.id != ada.id)))
    own = "".join(archive.read(name).decode() for name in archive.namelist() if "personal_fact" not in name)

    assert len(others) == 2
    none_of(other for other in others if other in own)
    none_of(row for name in ("member_link", "member_session") for row in rows(archive, name) if "hash" in row)


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(ada, engine):
    with Session(engine) as session:
        session.add(MemberTag(member_id=ada.id, tag="=HYPERLINK(1)"))
        session.commit()
    target = io.BytesIO()
    export(engine, KEYRING, ada.id, target)

    text = zipfile.ZipFile(target).read("csv/member_tag.csv").decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text


def test_a_tampered_word_and_an_unknown_member_are_refused(ada, engine):
    with pytest.raises(UnknownMember):
        export(engine, KEYRING, "nobody", io.BytesIO())
    with Session(engine) as session:
        session.get(ProfileField, (ada.id, "SHOP", "name")).value = Sealed("t1.00000000.AAAA")
        session.commit()

    with pytest.raises(Unsealable):
        export(engine, KEYRING, ada.id, io.BytesIO())


def test_a_large_member_is_read_in_parts(ada, engine, monkeypatch):
    with Session(engine) as session:
        session.add_all(MemberTag(member_id=ada.id, tag=f"tag-{number:04}") for number in range(1_200))
        session.commit()
    target = io.BytesIO()

    assert export(engine, KEYRING, ada.id, target).rows["member_tag"] == 1_201
    assert len(rows(zipfile.ZipFile(target), "member_tag")) == 1_201
