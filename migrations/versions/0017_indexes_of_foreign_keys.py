"""indexes for the foreign keys that led none

A parent that is deleted or changes its number asks every child by its key. The partial indexes of
the lessons' slots answer no such question: they leave the cancelled lessons out.

Revision 0017.
"""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

COLUMNS = (
    ("groups", "room_id"),
    ("import_runs", "account_id"),
    ("lessons", "bell_number"),
    ("lessons", "group_id"),
    ("lessons", "regular_staff_id"),
    ("lessons", "room_id"),
    ("sign_ins", "seeing_as_id"),
    ("term_marks", "term_id"),
    ("timetable_rows", "bell_number"),
    ("timetable_rows", "room_id"),
    ("timetable_rows", "staff_id"),
)


def upgrade() -> None:
    for table, column in COLUMNS:
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    for table, column in reversed(COLUMNS):
        op.drop_index(f"ix_{table}_{column}", table_name=table)
