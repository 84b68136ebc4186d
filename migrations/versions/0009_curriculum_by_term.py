"""the hours of the curriculum divided among terms

Revision 0009.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "curriculum_term_hours",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("term_number", sa.Integer(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.CheckConstraint("hours >= 0", name=op.f("ck_curriculum_term_hours_not_negative")),
        sa.CheckConstraint(
            "term_number > 0", name=op.f("ck_curriculum_term_hours_number_from_one")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["curriculum_items.id"],
            name=op.f("fk_curriculum_term_hours_item_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("item_id", "term_number", name=op.f("pk_curriculum_term_hours")),
    )


def downgrade() -> None:
    op.drop_table("curriculum_term_hours")
