"""Messages to partners' endpoints, kept after they arrived.

Why: a partner asks weeks later whether it was told, and one that lost its own data asks to be told again; an outbox row
that is deleted when done can answer neither.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012_deliveries"
down_revision = "0011_statistics"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.BigInteger()  # microseconds since 1970, UTC
OPEN = sa.text("done_at IS NULL AND dead_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("endpoint_id", TEXT, nullable=False),
        sa.Column("partner", TEXT, nullable=False),
        sa.Column("event_id", TEXT, nullable=False),
        sa.Column("type", TEXT, nullable=False),
        sa.Column("body", TEXT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("run_after", INSTANT, nullable=False),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("last_status", sa.BigInteger(), nullable=True),
        sa.Column("last_error", TEXT, nullable=False),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.Column("dead_at", INSTANT, nullable=True),
        postgresql_with={"fillfactor": 70},
    )
    op.create_index("delivery_due", "delivery", ["endpoint_id", "run_after"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index("delivery_by_created_at", "delivery", ["created_at"])


def downgrade() -> None:
    op.drop_table("delivery")
