"""whose screens a session looks at

Revision 0013.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

CHECK = "seeing_has_a_beginning"


def upgrade() -> None:
    with op.batch_alter_table("sign_ins") as batch:
        batch.add_column(sa.Column("seeing_as_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("seeing_since", sa.DateTime(), nullable=True))
        batch.create_foreign_key(
            batch.f("fk_sign_ins_seeing_as_id"),
            "accounts",
            ["seeing_as_id"],
            ["id"],
            ondelete="CASCADE",
        )
        batch.create_check_constraint(
            batch.f(f"ck_sign_ins_{CHECK}"),
            "(seeing_as_id IS NULL) = (seeing_since IS NULL)",
        )


def downgrade() -> None:
    with op.batch_alter_table("sign_ins") as batch:
        batch.drop_constraint(batch.f(f"ck_sign_ins_{CHECK}"), type_="check")
        batch.drop_constraint(batch.f("fk_sign_ins_seeing_as_id"), type_="foreignkey")
        batch.drop_column("seeing_since")
        batch.drop_column("seeing_as_id")
