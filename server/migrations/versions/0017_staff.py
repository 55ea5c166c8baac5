"""Staff have accounts for the console.

Why: every change of a programme and every adjustment names a person, and a name is worth what its sign-in is worth.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017_staff"
down_revision = "0016_sessions"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.BigInteger()  # microseconds since 1970, UTC


def upgrade() -> None:
    op.create_table(
        "staff",
        sa.Column("id", TEXT, primary_key=True),
        *(sa.Column(name, TEXT, nullable=False) for name in ("email", "name", "role_names", "partner", "password")),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("failed_tries", sa.BigInteger(), nullable=False),
        sa.Column("locked_until", INSTANT, nullable=True),
        sa.Column("last_seen_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("fs_uniquifier", TEXT, nullable=False),
        sa.Column("tf_primary_method", TEXT, nullable=True),
        sa.Column("tf_totp_secret", TEXT, nullable=True),
        sa.UniqueConstraint("email", name="staff_email_unique"),
        sa.UniqueConstraint("fs_uniquifier", name="staff_fs_uniquifier_unique"),
        sa.CheckConstraint("role_names NOT LIKE '%partner_operator%' OR partner <> ''",
                           name="staff_operator_of_a_partner"),
    )


def downgrade() -> None:
    op.drop_table("staff")
