"""Budgets and stock with the tranches writers reserve, and holds on points.

Why: a budget is one row that everybody wants; tranches keep writers from queueing for it and never exceed it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007_budgets"
down_revision = "0006_counters"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.BigInteger()  # microseconds since 1970, UTC


def upgrade() -> None:
    _create_budget()
    _create_tranche()
    _create_hold()


def downgrade() -> None:
    op.drop_table("hold")
    op.drop_table("tranche")
    op.drop_table("budget")


def _create_budget() -> None:
    op.create_table(
        "budget",
        sa.Column("code", TEXT, primary_key=True),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("points_total", sa.BigInteger(), nullable=False),
        sa.Column("points_left", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("points_left BETWEEN 0 AND points_total", name="budget_within_bounds"),
        postgresql_with={"fillfactor": 10},
    )


def _create_tranche() -> None:
    op.create_table(
        "tranche",
        sa.Column("code", TEXT, primary_key=True),
        sa.Column("owner", TEXT, primary_key=True),
        sa.Column("points_left", sa.BigInteger(), nullable=False),
        sa.Column("lease_until", INSTANT, nullable=False),
        sa.CheckConstraint("points_left >= 0", name="tranche_not_negative"),
        postgresql_with={"fillfactor": 10},
    )


def _create_hold() -> None:
    op.create_table(
        "hold",
        sa.Column("member_id", TEXT, primary_key=True),
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("currency", TEXT, nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("entry_id", TEXT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.CheckConstraint("status IN ('open', 'captured', 'released', 'lapsed')", name="hold_status_known"),
    )
