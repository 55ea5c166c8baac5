"""What is recorded is never changed or removed: triggers refuse UPDATE and DELETE.

Why: a correction is a new entry that names the old one. The database itself refuses anything else, whoever asks;
PostgreSQL refuses TRUNCATE as well (SQLite has none).
"""

from alembic import op

revision = "0010_append_only"
down_revision = "0009_proof"

TABLES = ("event", "entry", "posting", "draw", "programme_version", "publication", "block", "audit")

POSTGRESQL_REFUSAL = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
"""
POSTGRESQL_TRIGGERS = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
SQLITE_TRIGGER = """
CREATE TRIGGER {table}_no_{act} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""


def upgrade() -> None:
    if _is_sqlite():
        for table in TABLES:
            for act in ("update", "delete"):
                op.execute(SQLITE_TRIGGER.format(table=table, act=act))
        return
    op.execute(POSTGRESQL_REFUSAL)
    for table in TABLES:
        op.execute(POSTGRESQL_TRIGGERS.format(table=table))


def downgrade() -> None:
    if _is_sqlite():
        for table in TABLES:
            for act in ("update", "delete"):
                op.execute(f"DROP TRIGGER {table}_no_{act}")
        return
    for table in TABLES:
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}; DROP TRIGGER {table}_not_emptied ON {table}")
    op.execute("DROP FUNCTION refuse_change()")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
