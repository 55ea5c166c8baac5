"""Entries, postings, lots and what was drawn from them, and the balances they add up to.

Why: points are double entry; the checks refuse a lot below zero and a balance below what is owed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005_ledger"
down_revision = "0004_events"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.BigInteger()  # microseconds since 1970, UTC
DAY = sa.String(10)  # ISO text


def upgrade() -> None:
    _create_entry()
    _create_posting()
    _create_lot()
    _create_draw()
    _create_balance()


def downgrade() -> None:
    op.drop_table("balance")
    op.drop_table("draw")
    op.drop_table("lot")
    op.drop_table("posting")
    op.drop_table("entry")


def _create_entry() -> None:
    op.create_table(
        "entry",
        sa.Column("member_id", TEXT, primary_key=True),
        sa.Column("event_id", TEXT, primary_key=True),
        sa.Column("seq", sa.BigInteger(), primary_key=True),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("occurred_at", INSTANT, nullable=False),
        sa.Column("rule", TEXT, nullable=False),
        sa.Column("version", TEXT, nullable=False),
        sa.Column("about", TEXT, nullable=False),
        sa.Column("person", TEXT, nullable=False),
        sa.Column("second", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("negates", TEXT, nullable=False),
        sa.CheckConstraint(
            "kind IN ('accrual', 'adjustment', 'bonus', 'burn', 'capture', 'conversion', "
            "'expiry', 'hold', 'injection', 'refund', 'release', 'reversal', 'settlement', "
            "'transfer')",
            name="entry_kind_known"),
        sqlite_with_rowid=False,
    )


def _create_posting() -> None:
    op.create_table(
        "posting",
        sa.Column("member_id", TEXT, primary_key=True),
        sa.Column("event_id", TEXT, primary_key=True),
        sa.Column("entry_seq", sa.BigInteger(), primary_key=True),
        sa.Column("seq", sa.BigInteger(), primary_key=True),
        sa.Column("account", TEXT, nullable=False),
        sa.Column("currency", TEXT, nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )


def _create_lot() -> None:
    op.create_table(
        "lot",
        sa.Column("member_id", TEXT, primary_key=True),
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("currency", TEXT, nullable=False),
        sa.Column("points_accrued", sa.BigInteger(), nullable=False),
        sa.Column("points_left", sa.BigInteger(), nullable=False),
        sa.Column("expires_on", DAY, nullable=True),
        sa.Column("available_on", DAY, nullable=True),
        sa.Column("pending", sa.Boolean(), nullable=False),
        sa.Column("entry_id", TEXT, nullable=False),
        sa.Column("event_id", TEXT, nullable=False),
        sa.CheckConstraint("points_left BETWEEN 0 AND points_accrued", name="lot_within_bounds"),
        sqlite_with_rowid=False,
        postgresql_with={"fillfactor": 90},
    )
    op.create_index("lot_open", "lot", ["member_id", "expires_on"],
                    sqlite_where=sa.text("points_left > 0"), postgresql_where=sa.text("points_left > 0"))


def _create_draw() -> None:
    op.create_table(
        "draw",
        sa.Column("member_id", TEXT, primary_key=True),
        sa.Column("event_id", TEXT, primary_key=True),
        sa.Column("entry_seq", sa.BigInteger(), primary_key=True),
        sa.Column("seq", sa.BigInteger(), primary_key=True),
        sa.Column("lot_id", TEXT, nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )


def _create_balance() -> None:
    op.create_table(
        "balance",
        sa.Column("member_id", TEXT, primary_key=True),
        sa.Column("currency", TEXT, primary_key=True),
        sa.Column("available", sa.BigInteger(), nullable=False),
        sa.Column("pending", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.BigInteger(), nullable=False),
        sa.Column("owed", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("pending >= 0 AND held >= 0", name="balance_not_negative"),
        sa.CheckConstraint("owed >= 0 AND available + owed >= 0", name="balance_owes_what_it_lacks"),
        sqlite_with_rowid=False,
        postgresql_with={"fillfactor": 80},
    )
