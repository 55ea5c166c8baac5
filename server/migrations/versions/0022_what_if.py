"""Runs of what-ifs: the draft over the decisions of the last days.

Why: a run takes longer than a page may, and must survive that the page is loaded again; so its progress and its
result are a row.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022_what_if"
down_revision = "0021_personal_facts"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.BigInteger()  # microseconds since 1970, UTC


def upgrade() -> None:
    op.create_table(
        "what_if",
        sa.Column("id", TEXT, primary_key=True),
        *(sa.Column(name, TEXT, nullable=False) for name in ("campaign", "version", "programme")),
        *(sa.Column(name, INSTANT, nullable=False) for name in ("since", "until")),
        sa.Column("asked_by", TEXT, nullable=False),
        *(sa.Column(name, INSTANT, nullable=False) for name in ("asked_at", "beat_at")),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("done", "total")),
        sa.Column("finished_at", INSTANT, nullable=True),
        *(sa.Column(name, TEXT, nullable=False) for name in ("failed", "result")),
        sa.CheckConstraint("done >= 0 AND total >= 0", name="what_if_counts"),
    )
    op.create_index("what_if_by_campaign", "what_if", ["campaign"])


def downgrade() -> None:
    op.drop_table("what_if")
