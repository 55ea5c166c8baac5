"""What caps have counted, counters of campaigns, history rows, tier moves and grants.

Why: rules look only at what was gathered before; these are the figures they are gathered from.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006_counters"
down_revision = "0005_ledger"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.BigInteger()  # microseconds since 1970, UTC


def upgrade() -> None:
    _create_use_count()
    _create_progress()
    _create_past()
    _create_tier_move()
    _create_granted()
    _create_shared_use()


def downgrade() -> None:
    op.drop_table("shared_use")
    op.drop_table("granted")
    op.drop_table("tier_move")
    op.drop_table("past")
    op.drop_table("progress")
    op.drop_table("use_count")


def _create_use_count() -> None:
    op.create_table(
        "use_count",
        sa.Column("member_id", TEXT, primary_key=True),
        sa.Column("campaign", TEXT, primary_key=True),
        sa.Column("cap", sa.BigInteger(), primary_key=True),
        sa.Column("period", TEXT, primary_key=True),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("touched_at", INSTANT, nullable=False),
        sa.CheckConstraint("used >= 0", name="use_count_not_negative"),
        sqlite_with_rowid=False,
    )


def _create_progress() -> None:
    op.create_table(
        "progress",
        sa.Column("member_id", TEXT, primary_key=True),
        sa.Column("campaign", TEXT, primary_key=True),
        sa.Column("code", TEXT, primary_key=True),
        sa.Column("counter", TEXT, nullable=False),
        sqlite_with_rowid=False,
    )


def _create_past() -> None:
    op.create_table(
        "past",
        sa.Column("member_id", TEXT, primary_key=True),
        sa.Column("occurred_at", INSTANT, primary_key=True),
        sa.Column("event_id", TEXT, primary_key=True),
        sa.Column("record", TEXT, nullable=False),
        sqlite_with_rowid=False,
    )


def _create_tier_move() -> None:
    op.create_table(
        "tier_move",
        sa.Column("member_id", TEXT, primary_key=True),
        sa.Column("event_id", TEXT, primary_key=True),
        sa.Column("seq", sa.BigInteger(), primary_key=True),
        sa.Column("before", TEXT, nullable=False),
        sa.Column("after", TEXT, nullable=False),
        sa.Column("rose", sa.Boolean(), nullable=False),
        sa.Column("moved_at", INSTANT, nullable=False),
        sqlite_with_rowid=False,
    )


def _create_granted() -> None:
    op.create_table(
        "granted",
        sa.Column("member_id", TEXT, primary_key=True),
        sa.Column("event_id", TEXT, primary_key=True),
        sa.Column("seq", sa.BigInteger(), primary_key=True),
        sa.Column("rule", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("quantity", TEXT, nullable=False),
        sa.Column("granted_at", INSTANT, nullable=False),
        sqlite_with_rowid=False,
    )


def _create_shared_use() -> None:
    op.create_table(
        "shared_use",
        sa.Column("campaign", TEXT, primary_key=True),
        sa.Column("cap", sa.BigInteger(), primary_key=True),
        sa.Column("period", TEXT, primary_key=True),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("used >= 0", name="shared_use_not_negative"),
        postgresql_with={"fillfactor": 10},
    )
