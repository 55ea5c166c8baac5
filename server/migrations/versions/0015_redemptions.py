"""Redemptions with what became of them, and voucher codes.

Why: a burn says that points were spent, not whether the goods were approved, sent or lost; and a code that a partner
honours once needs a row that only one till can change.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015_redemptions"
down_revision = "0014_due_holds"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.BigInteger()  # microseconds since 1970, UTC
UNSETTLED = sa.text("status IN ('waiting', 'approved')")
LAPSES = sa.text("status = 'open' AND lapses_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "redemption",
        sa.Column("member_id", TEXT, primary_key=True),
        sa.Column("id", TEXT, primary_key=True),
        *(sa.Column(name, TEXT, nullable=False) for name in ("partner", "asked_by", "reward", "kind")),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("quantity_back", sa.BigInteger(), nullable=False),
        sa.Column("currency", TEXT, nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        *(sa.Column(name, TEXT, nullable=False)
          for name in ("entry_id", "version", "uses", "status", "tracking", "why")),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.CheckConstraint("status IN ('waiting', 'approved', 'fulfilled', 'refused', 'failed', 'cancelled')",
                           name="redemption_status_known"),
        sa.CheckConstraint("quantity_back BETWEEN 0 AND quantity", name="redemption_within_bounds"),
        postgresql_with={"fillfactor": 80},
    )
    op.create_index("redemption_by_id", "redemption", ["id"])
    op.create_index("redemption_to_do", "redemption", ["partner", "id"],
                    sqlite_where=UNSETTLED, postgresql_where=UNSETTLED)
    op.create_table(
        "voucher",
        sa.Column("code", TEXT, primary_key=True),
        *(sa.Column(name, TEXT, nullable=False)
          for name in ("member_id", "redemption_id", "partner", "reward", "status")),
        sa.Column("valid_until_on", sa.String(10), nullable=True),
        sa.Column("lapses_at", INSTANT, nullable=True),
        sa.Column("refund", sa.Boolean(), nullable=False),
        sa.Column("issued_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.CheckConstraint("status IN ('open', 'used', 'lapsed', 'cancelled')", name="voucher_status_known"),
        postgresql_with={"fillfactor": 80},
    )
    op.create_index("voucher_by_redemption", "voucher", ["member_id", "redemption_id"])
    op.create_index("voucher_due", "voucher", ["lapses_at"], sqlite_where=LAPSES, postgresql_where=LAPSES)


def downgrade() -> None:
    op.drop_table("voucher")
    op.drop_table("redemption")
