"""The tables of every release can be reached from every other, with what they hold, on both databases."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import MetaData, inspect, select

from server import migrate as migrations
from server.db import db, open_engine
from server.migrate import EMPTY, NEWEST, migrate, revision_of, revisions
from server.models.placement import APPEND_ONLY
from server.settings import Settings
from tests.databases import KINDS
from tests.findings import none_of
from tests.server.ledger.kept import Kept, publish

FILES = sorted(migrations.FOLDER.glob("versions/[0-9]*.py"))
BOOKKEEPING = "alembic_version"


@pytest.fixture
def fresh(database_url):
    engine = open_engine(Settings(database_url=database_url))
    yield engine
    engine.dispose()


@pytest.fixture
def used(engine):
    """A database of the newest release that has been used."""
    publish(engine)
    kept = Kept(engine, "ada")
    kept.earn_and_burn()
    kept.seal()
    return engine


def rows_of(engine):
    """Every row of every table there is, as the database tells of them."""
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        return {table.name: sorted(map(repr, connection.execute(select(table))))
                for table in tables.sorted_tables if table.name != BOOKKEEPING}


def test_the_newest_revision_has_exactly_the_tables_of_the_models(fresh):
    migrate(fresh)

    with fresh.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def checks_of(engine):
    return {table: sorted((each["name"], each["sqltext"]) for each in inspect(engine).get_check_constraints(table))
            for table in db.metadata.tables}


@pytest.mark.parametrize("kind", KINDS)
def test_the_newest_revision_has_exactly_the_checks_of_the_models(kind, new_database):
    migrated, made = (open_engine(Settings(database_url=new_database(kind))) for _ in range(2))
    migrate(migrated)
    db.metadata.create_all(made)

    assert checks_of(migrated) == checks_of(made)

    migrated.dispose()
    made.dispose()


def test_each_step_down_keeps_what_the_remaining_tables_hold_and_the_way_up_again_too(used):
    for revision in [*revisions()[-2::-1], EMPTY]:
        before = rows_of(used)
        migrate(used, revision)
        after = rows_of(used)
        assert after == {name: before[name] for name in after}

    assert rows_of(used) == {}
    migrate(used, NEWEST)
    assert rows_of(used).keys() == db.metadata.tables.keys()


def test_a_step_down_and_up_changes_nothing_in_the_tables_it_does_not_touch(used):
    migrate(used, "0008_jobs")
    before = rows_of(used)
    migrate(used)

    after = rows_of(used)
    assert {name: after[name] for name in before} == before


def test_a_second_migration_finds_nothing_to_do(fresh):
    assert migrate(fresh) == revisions()
    assert (migrate(fresh), revision_of(fresh)) == ([], revisions()[-1])


def test_a_revision_that_does_not_exist_is_refused_and_nothing_is_changed(fresh):
    with pytest.raises(ValueError, match="there is no revision 9999; the newest is"):
        migrate(fresh, "9999")

    assert rows_of(fresh) == {}


def test_a_migration_that_fails_leaves_the_database_as_it_was(fresh, monkeypatch):
    monkeypatch.setattr("alembic.op.create_index", lambda *args, **more: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        migrate(fresh)

    assert rows_of(fresh) == {}


def test_two_processes_that_migrate_at_once_do_it_once(fresh, settings_of):
    program = "from server.migrate import migrate; from server.db import open_engine; " \
              "from server.settings import read_settings; print(len(migrate(open_engine(read_settings()))))"
    both = [subprocess.Popen([sys.executable, "-c", program], env=settings_of(fresh), stdout=subprocess.PIPE, text=True)
            for _ in range(2)]

    assert sorted(each.communicate()[0].strip() for each in both) == ["0", str(len(revisions()))]


@pytest.fixture
def settings_of():
    """The environment of a process that uses the database of an engine."""
    return lambda engine: {**os.environ, "TANDEM_DATABASE_URL": engine.url.render_as_string(hide_password=False)}


def test_migrations_are_numbered_without_a_gap_and_say_why():
    texts = {path.name: path.read_text() for path in FILES}

    assert [name[:4] for name in texts] == [f"{number:04d}" for number in range(1, len(FILES) + 1)]
    none_of(name for name, text in texts.items() if not re.search(r"\n\nWhy: \w", ast.get_docstring(ast.parse(text))))
    none_of(name for name, text in texts.items() if "def downgrade() -> None:" not in text)


def test_the_guarded_tables_are_those_that_say_they_are_only_added_to():
    sources = [ast.parse(path.read_text()) for path in FILES]
    named = {table for source in sources for node in source.body if isinstance(node, ast.Assign)
             if node.targets[0].id == "TABLES" for table in ast.literal_eval(node.value)}

    assert named == {table.name for table in db.metadata.sorted_tables if table.info[APPEND_ONLY]}


def test_the_folder_of_migrations_is_found():
    assert Path(migrations.FOLDER, "env.py").exists()
