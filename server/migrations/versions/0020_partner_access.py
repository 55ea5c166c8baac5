"""Bearer keys of partners, several live at a time, and one-time codes that prove that a member agrees.

Why: one hash beside the partner leaves no overlap for changing over; and a number alone must not be enough to bind
somebody else's member.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020_partner_access"
down_revision = "0019_profiles"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.BigInteger()  # microseconds since 1970, UTC


def upgrade() -> None:
    op.create_table(
        "bearer_key",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("partner", TEXT, sa.ForeignKey("partner.code", name="bearer_key_partner_known"), nullable=False),
        sa.Column("hash", TEXT, nullable=False),
        sa.Column("hint", TEXT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("valid_until", INSTANT, nullable=True),
    )
    op.create_index("bearer_key_by_hash", "bearer_key", ["hash"], unique=True)
    op.create_table(
        "member_code",
        sa.Column("hash", TEXT, primary_key=True),
        sa.Column("member_id", TEXT, nullable=False),
        sa.Column("issued_by", TEXT, nullable=False),
        sa.Column("issued_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
    )
    op.create_index("member_code_by_expires_at", "member_code", ["expires_at"])


def downgrade() -> None:
    op.drop_table("member_code")
    op.drop_table("bearer_key")
