"""Partners, the secrets their webhooks are signed with, and where they want to be told.

Why: who may post must be known before anything can be posted. Several secrets of one partner are valid at once,
so that it can rotate them without a gap.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001_partners"
down_revision = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.BigInteger()  # microseconds since 1970, UTC


def upgrade() -> None:
    _create_partner()
    _create_partner_secret()
    _create_endpoint()


def downgrade() -> None:
    op.drop_table("endpoint")
    op.drop_table("partner_secret")
    op.drop_table("partner")


def _create_partner() -> None:
    op.create_table(
        "partner",
        sa.Column("code", TEXT, primary_key=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("api_key_hash", TEXT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
    )
    op.create_index("partner_by_api_key_hash", "partner", ["api_key_hash"])


def _create_partner_secret() -> None:
    op.create_table(
        "partner_secret",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("partner", TEXT, sa.ForeignKey("partner.code"), nullable=False),
        sa.Column("use", TEXT, nullable=False),
        sa.Column("secret", TEXT, nullable=False),
        sa.Column("valid_from", INSTANT, nullable=False),
        sa.Column("valid_until", INSTANT, nullable=True),
        sa.CheckConstraint("use IN ('incoming', 'outgoing')", name="partner_secret_use_known"),
    )
    op.create_index("partner_secret_by_partner", "partner_secret", ["partner"])


def _create_endpoint() -> None:
    op.create_table(
        "endpoint",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("partner", TEXT, sa.ForeignKey("partner.code"), nullable=False),
        sa.Column("url", TEXT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("failing_since", INSTANT, nullable=True),
        sa.Column("disabled_at", INSTANT, nullable=True),
        sa.Column("disabled_why", TEXT, nullable=False),
    )
    op.create_index("endpoint_by_partner", "endpoint", ["partner"])
