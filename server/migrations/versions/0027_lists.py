"""Long lists are read a page at a time, whoever's they are.

Why: a partner with few members, events, redemptions or messages waited until everybody else's had been looked
through, and the sealing job read every block that was ever sealed, every few seconds.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027_lists"
down_revision = "0026_codes_once"

DEAD = sa.text("dead_at IS NOT NULL")
INDEXES = {
    "event_by_partner": ("event", ["partner", "recorded_at", "id"]),
    "block_by_sealed_until": ("block", ["sealed_until"]),
    "identity_by_partner": ("identity", ["partner", "member_id"]),
    "redemption_by_partner": ("redemption", ["partner", "status", "id"]),
    "redemption_by_asker": ("redemption", ["asked_by", "status", "id"]),
    "delivery_by_partner": ("delivery", ["partner", "created_at", "id"]),
}


def upgrade() -> None:
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns)
    op.create_index("delivery_given_up", "delivery", ["partner", "created_at", "id"], sqlite_where=DEAD,
                    postgresql_where=DEAD)


def downgrade() -> None:
    op.drop_index("delivery_given_up", table_name="delivery")
    for name, (table, _) in INDEXES.items():
        op.drop_index(name, table_name=table)
