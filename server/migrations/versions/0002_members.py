"""Members and the numbers they have at partners.

Why: a member is one person with several identities; the row of the member is the lock of all its books.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002_members"
down_revision = "0001_partners"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.BigInteger()  # microseconds since 1970, UTC
DAY = sa.String(10)  # ISO text


def upgrade() -> None:
    _create_member()
    _create_identity()
    _create_member_tag()


def downgrade() -> None:
    op.drop_table("member_tag")
    op.drop_table("identity")
    op.drop_table("member")


def _create_member() -> None:
    op.create_table(
        "member",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("joined_at", INSTANT, nullable=True),
        sa.Column("birthday", DAY, nullable=True),
        sa.Column("phone", TEXT, nullable=False),
        sa.Column("referrer", TEXT, nullable=False),
        sa.Column("attributes", TEXT, nullable=False),
        sa.Column("convert_to", TEXT, nullable=False),
        sa.Column("growth", sa.BigInteger(), nullable=False),
        sa.Column("tier", TEXT, nullable=False),
        sa.Column("tier_since_on", DAY, nullable=True),
        sa.Column("tier_until_on", DAY, nullable=True),
        postgresql_with={"fillfactor": 80},
    )


def _create_identity() -> None:
    op.create_table(
        "identity",
        sa.Column("partner", TEXT, primary_key=True),
        sa.Column("number", TEXT, primary_key=True),
        sa.Column("member_id", TEXT, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("identity_by_member", "identity", ["member_id"])


def _create_member_tag() -> None:
    op.create_table(
        "member_tag",
        sa.Column("member_id", TEXT, primary_key=True),
        sa.Column("tag", TEXT, primary_key=True),
        sqlite_with_rowid=False,
    )
