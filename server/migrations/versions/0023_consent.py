"""Whether a partner may be told more of a member than it reported: every yes and no, and what holds without either.

Why: in a coalition every partner is somebody else; giving a member's data to one needs the member's own word, which can
be taken back and must be provable later. So words are only added.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023_consent"
down_revision = "0022_what_if"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
TABLES = ("consent",)
POSTGRESQL_TRIGGERS = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
SQLITE_TRIGGER = """
CREATE TRIGGER {table}_no_{act} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""


def upgrade() -> None:
    op.create_table(
        "consent",
        *(sa.Column(name, TEXT, primary_key=True) for name in ("member_id", "partner")),
        sa.Column("seq", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        *(sa.Column(name, TEXT, nullable=False) for name in ("by", "terms")),
        sa.Column("said_at", sa.BigInteger(), nullable=False),
    )
    op.add_column("partner", sa.Column("shares_by_default", sa.Boolean(), nullable=False, server_default=sa.false()))
    for table in TABLES:
        if op.get_bind().dialect.name == "sqlite":
            for act in ("update", "delete"):
                op.execute(SQLITE_TRIGGER.format(table=table, act=act))
        else:
            op.execute(POSTGRESQL_TRIGGERS.format(table=table))


def downgrade() -> None:
    op.drop_column("partner", "shares_by_default")
    op.drop_table("consent")
