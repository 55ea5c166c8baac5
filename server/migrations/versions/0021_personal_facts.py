"""What facts say of persons stands apart from the events.

Why: events are never changed and their blocks are sealed, yet a member can ask to be erased; so what tells who somebody
is never enters an event, but a row beside it that can go.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021_personal_facts"
down_revision = "0020_partner_access"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
SPEAKS = sa.text("referrer <> ''")


def upgrade() -> None:
    op.create_table(
        "personal_fact",
        *(sa.Column(name, TEXT, primary_key=True) for name in ("member_id", "event_id")),
        *(sa.Column(name, TEXT, nullable=False) for name in ("referrer", "words")),
    )
    op.create_index("personal_fact_by_referrer", "personal_fact", ["referrer"], sqlite_where=SPEAKS,
                    postgresql_where=SPEAKS)


def downgrade() -> None:
    op.drop_table("personal_fact")
