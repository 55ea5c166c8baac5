"""Who members are, sealed, with blind indexes to find them by.

Why: name, e-mail, phone and address are told by partners and must never stand in a database in clear, nor beside what
rules see; a row of its own for each word of each partner says who told it, and can be erased alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019_profiles"
down_revision = "0018_review"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.BigInteger()  # microseconds since 1970, UTC
FOUND = sa.text("blind_index <> ''")


def upgrade() -> None:
    op.create_table(
        "profile",
        *(sa.Column(name, TEXT, primary_key=True) for name in ("member_id", "partner", "field")),
        sa.Column("value", TEXT, nullable=False),
        sa.Column("blind_index", TEXT, nullable=False),
        sa.Column("told_at", INSTANT, nullable=False),
    )
    op.create_index("profile_by_blind_index", "profile", ["blind_index"], sqlite_where=FOUND, postgresql_where=FOUND)


def downgrade() -> None:
    op.drop_table("profile")
