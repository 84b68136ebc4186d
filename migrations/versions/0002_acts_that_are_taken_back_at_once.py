"""Acts that change many rows at once are known in the trail, and taken back at once.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.add_column(sa.Column("act_id", sa.String(length=32), nullable=True))
        batch_op.create_index(batch_op.f("ix_audit_events_act_id"), ["act_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_events_act_id"))
        batch_op.drop_column("act_id")
