"""Business keys, events with their decisions, what waits, and what is left of purchases.

Why: one key has one effect for ever, so the claim stands apart from the event and outlives every archive of it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004_events"
down_revision = "0003_programme_versions"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.BigInteger()  # microseconds since 1970, UTC


def upgrade() -> None:
    _create_claim()
    _create_event()
    _create_waiting()
    _create_purchase_remainder()


def downgrade() -> None:
    op.drop_table("purchase_remainder")
    op.drop_table("waiting")
    op.drop_table("event")
    op.drop_table("claim")


def _create_claim() -> None:
    op.create_table(
        "claim",
        sa.Column("partner", TEXT, primary_key=True),
        sa.Column("reference", TEXT, primary_key=True),
        sa.Column("body_hash", TEXT, nullable=False),
        sa.Column("member_id", TEXT, nullable=False),
        sa.Column("event_id", TEXT, nullable=False),
        sqlite_with_rowid=False,
    )


def _create_event() -> None:
    op.create_table(
        "event",
        sa.Column("member_id", TEXT, primary_key=True),
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("partner", TEXT, nullable=False),
        sa.Column("reference", TEXT, nullable=False),
        sa.Column("type", TEXT, nullable=False),
        sa.Column("occurred_at", INSTANT, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("version", TEXT, nullable=False),
        sa.Column("person", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("others", TEXT, nullable=False),
        sa.Column("facts", TEXT, nullable=False),
        sa.Column("outcome", TEXT, nullable=False),
        sa.Column("kept", TEXT, nullable=False),
        sa.Column("answer", TEXT, nullable=False),
    )
    op.create_index("event_by_recorded_at", "event", ["recorded_at"])


def _create_waiting() -> None:
    op.create_table(
        "waiting",
        sa.Column("partner", TEXT, primary_key=True),
        sa.Column("reference", TEXT, primary_key=True),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("why", TEXT, nullable=False),
        sa.Column("awaits", TEXT, nullable=False),
        sa.Column("number", TEXT, nullable=False),
        sa.Column("body", TEXT, nullable=False),
        sa.Column("answer", TEXT, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=True),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.CheckConstraint("status IN ('held', 'parked')", name="waiting_status_known"),
    )
    op.create_index("waiting_by_purchase", "waiting", ["partner", "awaits"],
                    sqlite_where=sa.text("settled_at IS NULL"), postgresql_where=sa.text("settled_at IS NULL"))


def _create_purchase_remainder() -> None:
    op.create_table(
        "purchase_remainder",
        sa.Column("member_id", TEXT, primary_key=True),
        sa.Column("event_id", TEXT, primary_key=True),
        sa.Column("kept", TEXT, nullable=False),
    )
