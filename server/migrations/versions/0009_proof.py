"""Sealed blocks over the ledger, and the chain of what people did.

Why: whoever can drop a trigger can change a row; the chains show it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009_proof"
down_revision = "0008_jobs"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.BigInteger()  # microseconds since 1970, UTC


def upgrade() -> None:
    _create_block()
    _create_audit()


def downgrade() -> None:
    op.drop_table("audit")
    op.drop_table("block")


def _create_block() -> None:
    op.create_table(
        "block",
        sa.Column("number", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("previous", TEXT, nullable=False),
        sa.Column("hash", TEXT, nullable=False),
        sa.Column("events", TEXT, nullable=False),
        sa.Column("sealed_until", INSTANT, nullable=False),
        sa.Column("sealed_at", INSTANT, nullable=False),
    )


def _create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("number", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("person", TEXT, nullable=False),
        sa.Column("action", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("before", TEXT, nullable=False),
        sa.Column("after", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("request_id", TEXT, nullable=False),
        sa.Column("previous", TEXT, nullable=False),
        sa.Column("hash", TEXT, nullable=False),
    )
