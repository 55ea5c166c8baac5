"""One-use links, sessions of members, and mails on their way.

Why: a member comes in by a link that must not work twice, in whichever process; and a mail that was promised must
survive a crash, sealed, because its link lets its reader in.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016_sessions"
down_revision = "0015_redemptions"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.BigInteger()  # microseconds since 1970, UTC
OPEN = sa.text("dead_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "member_link",
        sa.Column("hash", TEXT, primary_key=True),
        *(sa.Column(name, TEXT, nullable=False) for name in ("member_id", "issued_by")),
        *(sa.Column(name, INSTANT, nullable=False) for name in ("issued_at", "expires_at")),
        sa.Column("used_at", INSTANT, nullable=True),
    )
    op.create_index("member_link_by_member", "member_link", ["member_id"])
    op.create_table(
        "member_session",
        sa.Column("hash", TEXT, primary_key=True),
        *(sa.Column(name, TEXT, nullable=False) for name in ("id", "member_id", "device")),
        *(sa.Column(name, INSTANT, nullable=False) for name in ("created_at", "seen_at", "expires_at")),
    )
    op.create_index("member_session_by_member", "member_session", ["member_id"])
    op.create_table(
        "mail",
        sa.Column("id", TEXT, primary_key=True),
        *(sa.Column(name, TEXT, nullable=False) for name in ("member_id", "sealed")),
        sa.Column("run_after", INSTANT, nullable=False),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("last_error", TEXT, nullable=False),
        sa.Column("dead_at", INSTANT, nullable=True),
    )
    op.create_index("mail_by_run_after", "mail", ["run_after"], sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    op.drop_table("mail")
    op.drop_table("member_session")
    op.drop_table("member_link")
