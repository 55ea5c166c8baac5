"""What the watch finds stands in one list until a person has looked at it.

Why: caps, stock and one-use codes stop what can be stopped; what is only odd – very fast earning, split receipts,
goods returned after their points were spent – needs somebody to look, once.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025_suspicions"
down_revision = "0024_budgets_set"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.BigInteger()  # microseconds since 1970, UTC
OPEN = sa.text("settled_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "suspicion",
        *(sa.Column(name, TEXT, primary_key=True) for name in ("member_id", "id")),
        *(sa.Column(name, TEXT, nullable=False) for name in ("rule", "about")),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("figure", "threshold")),
        sa.Column("found_at", INSTANT, nullable=False),
        sa.Column("settled_at", INSTANT, nullable=True),
        *(sa.Column(name, TEXT, nullable=False) for name in ("settled_by", "verdict")),
    )
    op.create_index("suspicion_open", "suspicion", ["found_at"], sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    op.drop_table("suspicion")
