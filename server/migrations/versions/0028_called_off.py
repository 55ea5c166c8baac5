"""A publication that is planned can be called off before its time.

Why: publications are only ever added, so a mistake that was planned for next week could be taken back only by another
publication for the same instant.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028_called_off"
down_revision = "0027_lists"

INSTANT = sa.BigInteger()  # microseconds since 1970, UTC


def upgrade() -> None:
    op.create_table(
        "called_off",
        sa.Column("number", sa.BigInteger(), sa.ForeignKey("publication.number"), primary_key=True,
                  autoincrement=False),
        sa.Column("called_off_at", INSTANT, nullable=False),
        sa.Column("called_off_by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("called_off")
