"""Members say what they want to be written about, and each occasion is written of once.

Why: points that are about to lapse, tiers and birthdays are told by e-mail to whoever asked for it, and to nobody else;
a row for each occasion keeps a second worker, or a second run, from telling it again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029_notices"
down_revision = "0028_called_off"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.BigInteger()  # microseconds since 1970, UTC


def upgrade() -> None:
    op.create_table(
        "notice_wish",
        *(sa.Column(name, TEXT, primary_key=True) for name in ("member_id", "kind")),
        sa.Column("locale", TEXT, nullable=False),
        sa.Column("said_at", INSTANT, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "notice",
        *(sa.Column(name, TEXT, primary_key=True) for name in ("member_id", "kind", "occasion")),
        sa.Column("made_at", INSTANT, nullable=False),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("notice")
    op.drop_table("notice_wish")
