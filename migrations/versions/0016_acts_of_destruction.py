"""acts of destruction of personal data, and the system act that blanks the trail

Revision 0016.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ACTS_BEFORE = ("lesson_forming", "opening_import", "demo_load", "command_line", "sign_in")
ROLES = ("technical_admin", "coordinator", "director", "teacher", "guardian", "student")


def _allow(acts: Sequence[str]) -> None:
    listed = ", ".join(f"'{act}'" for act in acts)
    with op.batch_alter_table("audit_events") as batch:
        batch.drop_constraint(batch.f("ck_audit_events_systemact"), type_="check")
        batch.create_check_constraint(
            batch.f("ck_audit_events_systemact"), f"system_act IN ({listed})"
        )


def upgrade() -> None:
    op.create_table(
        "destruction_acts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("done_by_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(*ROLES, name="role", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("card_kind", sa.String(length=40), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("destroyed", sa.JSON(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_destruction_acts_numbered_from_one")),
        sa.ForeignKeyConstraint(
            ["done_by_id"],
            ["accounts.id"],
            name=op.f("fk_destruction_acts_done_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destruction_acts")),
        sa.UniqueConstraint("number", name=op.f("uq_destruction_acts_number")),
    )
    op.create_index(
        "ix_destruction_acts_card_kind_card_id", "destruction_acts", ["card_kind", "card_id"]
    )
    _allow((*ACTS_BEFORE, "personal_destruction"))


def downgrade() -> None:
    op.execute(
        "UPDATE audit_events SET system_act = 'command_line'"
        " WHERE system_act = 'personal_destruction'"
    )
    _allow(ACTS_BEFORE)
    op.drop_table("destruction_acts")
