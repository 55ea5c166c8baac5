"""The programme as it is edited, its immutable versions, and when each comes into force.

Why: a decision names the version it was made under for ever; a rollback publishes an old version again, so versions and
publications are apart.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003_programme_versions"
down_revision = "0002_members"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.BigInteger()  # microseconds since 1970, UTC


def upgrade() -> None:
    _create_draft_piece()
    _create_programme_version()
    _create_publication()


def downgrade() -> None:
    op.drop_table("publication")
    op.drop_table("programme_version")
    op.drop_table("draft_piece")


def _create_draft_piece() -> None:
    op.create_table(
        "draft_piece",
        sa.Column("kind", TEXT, primary_key=True),
        sa.Column("code", TEXT, primary_key=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("body", TEXT, nullable=False),
        sa.Column("row_version", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("updated_by", TEXT, nullable=False),
    )


def _create_programme_version() -> None:
    op.create_table(
        "programme_version",
        sa.Column("hash", TEXT, primary_key=True),
        sa.Column("body", TEXT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
    )


def _create_publication() -> None:
    op.create_table(
        "publication",
        sa.Column("number", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("version", TEXT, sa.ForeignKey("programme_version.hash"), nullable=False),
        sa.Column("effective_at", INSTANT, nullable=False),
        sa.Column("published_at", INSTANT, nullable=False),
        sa.Column("published_by", TEXT, nullable=False),
        sa.Column("approved_by", TEXT, nullable=False),
        sa.Column("note", TEXT, nullable=False),
        sa.CheckConstraint("approved_by <> published_by OR approved_by = ''", name="publication_approved_by_another"),
    )
