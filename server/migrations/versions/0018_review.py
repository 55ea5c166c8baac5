"""Submissions of a programme, and adjustments that wait for a second person.

Why: an approval binds the hash of what was seen, so what was seen is kept until it is decided; and a second person
confirms an adjustment on a day of their own, from a row rather than from memory.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018_review"
down_revision = "0017_staff"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.BigInteger()  # microseconds since 1970, UTC


def upgrade() -> None:
    _create_submission()
    _create_adjustment_request()


def downgrade() -> None:
    op.drop_table("adjustment_request")
    op.drop_table("submission")


def _create_submission() -> None:
    op.create_table(
        "submission",
        sa.Column("number", sa.BigInteger(), primary_key=True, autoincrement=False),
        *(sa.Column(name, TEXT, nullable=False) for name in ("version", "body", "origin", "status", "asked_by")),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("note", TEXT, nullable=False),
        sa.Column("effective_at", INSTANT, nullable=True),
        sa.Column("decided_by", TEXT, nullable=False),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decision_note", TEXT, nullable=False),
        sa.Column("publication", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("status IN ('open', 'approved', 'rejected', 'withdrawn', 'published')",
                           name="submission_status_known"),
        sa.CheckConstraint("origin IN ('draft', 'rollback')", name="submission_origin_known"),
        sa.CheckConstraint("status NOT IN ('approved', 'published') OR decided_by <> asked_by",
                           name="submission_approved_by_another"),
    )


def _create_adjustment_request() -> None:
    op.create_table(
        "adjustment_request",
        sa.Column("id", TEXT, primary_key=True),
        *(sa.Column(name, TEXT, nullable=False) for name in ("member_id", "number", "currency")),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("issuer", TEXT, nullable=False),
        sa.Column("expires_on", sa.String(10), nullable=True),
        *(sa.Column(name, TEXT, nullable=False) for name in ("reason", "status", "asked_by")),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("decided_by", TEXT, nullable=False),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decision_note", TEXT, nullable=False),
        sa.CheckConstraint("status IN ('open', 'confirmed', 'refused')", name="adjustment_request_status_known"),
        sa.CheckConstraint("status <> 'confirmed' OR decided_by <> asked_by",
                           name="adjustment_request_confirmed_by_another"),
    )
    op.create_index("adjustment_request_by_status", "adjustment_request", ["status", "id"])
