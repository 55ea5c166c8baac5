"""What happened, added up by day, partner and rule.

Why: a dashboard must not add up the ledger each time somebody looks. The worker adds each event once; everything can
be computed anew from events and entries.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011_statistics"
down_revision = "0010_append_only"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "daily_statistic",
        sa.Column("happened_on", sa.String(10), primary_key=True),
        sa.Column("partner", TEXT, primary_key=True),
        sa.Column("subject", TEXT, primary_key=True),
        sa.Column("currency", TEXT, primary_key=True),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.Column("points_in", sa.BigInteger(), nullable=False),
        sa.Column("points_out", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False, postgresql_with={"fillfactor": 50},
    )


def downgrade() -> None:
    op.drop_table("daily_statistic")
