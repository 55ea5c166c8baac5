"""A code of the second factor is good once.

Why: whoever sees a code being typed could use it again while it lasts.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026_codes_once"
down_revision = "0025_suspicions"


def upgrade() -> None:
    op.add_column("staff", sa.Column("tf_last_counter", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("staff") as staff:
        staff.drop_column("tf_last_counter")
