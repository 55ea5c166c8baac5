"""Holds that are over are found by their time.

Why: the worker asks for them every minute; without an index it would look at every hold that ever was.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014_due_holds"
down_revision = "0013_statements"

OPEN = sa.text("status = 'open'")


def upgrade() -> None:
    op.create_index("hold_due", "hold", ["expires_at"], sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    op.drop_index("hold_due", table_name="hold")
