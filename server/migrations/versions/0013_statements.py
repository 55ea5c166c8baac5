"""Settlements as they were made; like all that is recorded they are never changed.

Why: partners dispute a statement months later; what was sent to them must be what is shown.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013_statements"
down_revision = "0012_deliveries"

TABLES = ("statement",)
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.BigInteger()  # microseconds since 1970, UTC
POSTGRESQL_TRIGGERS = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
SQLITE_TRIGGER = """
CREATE TRIGGER {table}_no_{act} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""


def upgrade() -> None:
    op.create_table(
        "statement",
        sa.Column("number", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("period", TEXT, nullable=False),
        sa.Column("first_on", sa.String(10), nullable=False),
        sa.Column("until_on", sa.String(10), nullable=False),
        sa.Column("version", TEXT, nullable=False),
        sa.Column("event_id", TEXT, nullable=False),
        sa.Column("body", TEXT, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
    )
    op.create_index("statement_by_period", "statement", ["period"], unique=True)
    for table in TABLES:
        _guard(table)


def downgrade() -> None:
    op.drop_table("statement")


def _guard(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRESQL_TRIGGERS.format(table=table))
        return
    for act in ("update", "delete"):
        op.execute(SQLITE_TRIGGER.format(table=table, act=act))
