"""Budgets take effect when their publication does, and remember what was given beyond a cut.

Why: a version that comes into force next week must not change what may be given today; a budget that is cut below
what it gave and raised again must not give that twice. What was published so far has set its budgets already.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024_budgets_set"
down_revision = "0023_consent"

INSTANT = sa.BigInteger()  # microseconds since 1970, UTC


def upgrade() -> None:
    op.create_table(
        "budgets_set",
        sa.Column("number", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("set_at", INSTANT, nullable=False),
    )
    op.execute("INSERT INTO budgets_set (number, set_at) SELECT number, published_at FROM publication")
    op.add_column("budget", sa.Column("points_over", sa.BigInteger(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("budget", "points_over")
    op.drop_table("budgets_set")
