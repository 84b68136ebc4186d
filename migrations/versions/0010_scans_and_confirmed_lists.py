"""scans of orders, and the lists that curators have confirmed

Memberships lose their version: nobody edits them, and confirmations meet at the order's number.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "movement_scans",
        sa.Column("order_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("attached_by_id", sa.Integer(), nullable=False),
        sa.Column("attached_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_movement_scans_not_empty")),
        sa.ForeignKeyConstraint(
            ["attached_by_id"],
            ["accounts.id"],
            name=op.f("fk_movement_scans_attached_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["movement_orders.id"],
            name=op.f("fk_movement_scans_order_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_movement_scans")),
    )
    op.create_table(
        "group_list_confirmations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("remark", sa.String(length=250), nullable=True),
        sa.CheckConstraint(
            "members >= 0", name=op.f("ck_group_list_confirmations_members_counted")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"],
            ["accounts.id"],
            name=op.f("fk_group_list_confirmations_confirmed_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["groups.id"],
            name=op.f("fk_group_list_confirmations_group_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_list_confirmations")),
    )
    op.create_index(
        "ix_group_list_confirmations_group_id_confirmed_at",
        "group_list_confirmations",
        ["group_id", "confirmed_at"],
    )
    with op.batch_alter_table("memberships") as batch:
        batch.drop_column("version")


def downgrade() -> None:
    with op.batch_alter_table("memberships") as batch:
        batch.add_column(sa.Column("version", sa.Integer(), nullable=True))
    op.execute("UPDATE memberships SET version = 1")
    with op.batch_alter_table("memberships") as batch:
        batch.alter_column("version", existing_type=sa.Integer(), nullable=False)
    op.drop_table("group_list_confirmations")
    op.drop_table("movement_scans")
