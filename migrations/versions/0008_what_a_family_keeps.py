"""what a family keeps

When an account last looked at a child's pages, so that what is new since then can be marked; and
the digests of secret addresses that give a timetable to a phone's calendar (clause 1.3f).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "diary_visits",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("new_since", sa.DateTime(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_diary_visits_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["students.id"],
            name=op.f("fk_diary_visits_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "student_id", name=op.f("pk_diary_visits")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_diary_visits_student_id"), "diary_visits", ["student_id"])
    op.create_table(
        "timetable_addresses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_timetable_addresses_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["students.id"],
            name=op.f("fk_timetable_addresses_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timetable_addresses")),
        sa.UniqueConstraint(
            "account_id", "student_id", name=op.f("uq_timetable_addresses_account_id_student_id")
        ),
        sa.UniqueConstraint("token_digest", name=op.f("uq_timetable_addresses_token_digest")),
    )
    op.create_index(
        op.f("ix_timetable_addresses_student_id"), "timetable_addresses", ["student_id"]
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_timetable_addresses_student_id"), table_name="timetable_addresses")
    op.drop_table("timetable_addresses")
    op.drop_index(op.f("ix_diary_visits_student_id"), table_name="diary_visits")
    op.drop_table("diary_visits")
