"""Work that follows a commit, and periodic runs that happen once a period.

Why: work is written in the transaction that makes it due, so it exists if and only if its cause does.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008_jobs"
down_revision = "0007_budgets"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.BigInteger()  # microseconds since 1970, UTC


def upgrade() -> None:
    _create_outbox()
    _create_period_run()


def downgrade() -> None:
    op.drop_table("period_run")
    op.drop_table("outbox")


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("payload", TEXT, nullable=False),
        sa.Column("run_after", INSTANT, nullable=False),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("last_error", TEXT, nullable=False),
        sa.Column("dead_at", INSTANT, nullable=True),
    )
    op.create_index("outbox_by_run_after", "outbox", ["run_after"])


def _create_period_run() -> None:
    op.create_table(
        "period_run",
        sa.Column("task", TEXT, primary_key=True),
        sa.Column("period", TEXT, primary_key=True),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("cursor", TEXT, nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
    )
