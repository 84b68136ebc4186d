"""the days of timetable rows, under unique indexes

Revision 0003. A timetable that holds a clash from before keeps its rows: the first of two gets the
day, and the other is refused when it is saved next.
"""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SLOTS = ("staff", "room", "group")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def upgrade() -> None:
    op.create_table(
        "timetable_dates",
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("bell_number", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["bell_number"],
            ["bell_times.number"],
            name=op.f("fk_timetable_dates_bell_number"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_timetable_dates_group_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["rooms.id"], name=op.f("fk_timetable_dates_room_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["row_id"],
            ["timetable_rows.id"],
            name=op.f("fk_timetable_dates_row_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_timetable_dates_staff_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("row_id", "day", name=op.f("pk_timetable_dates")),
    )
    for what in SLOTS:
        op.create_index(
            f"uq_timetable_dates_{what}_slot",
            "timetable_dates",
            [f"{what}_id", "day", "bell_number"],
            unique=True,
        )
    _fill_days()


def downgrade() -> None:
    for what in reversed(SLOTS):
        op.drop_index(f"uq_timetable_dates_{what}_slot", table_name="timetable_dates")
    op.drop_table("timetable_dates")


def _fill_days() -> None:
    connection = op.get_bind()
    names = sa.MetaData()
    names.reflect(
        connection, only=("timetable_rows", "journal_pages", "groups", "timetable_dates")
    )
    rows, pages, groups, days = (
        names.tables[name]
        for name in ("timetable_rows", "journal_pages", "groups", "timetable_dates")
    )
    stored = connection.execute(
        sa.select(rows, pages.c.group_id, groups.c.starts_on, groups.c.ends_on)
        .join(pages, pages.c.id == rows.c.page_id)
        .join(groups, groups.c.id == pages.c.group_id)
        .order_by(rows.c.id)
    ).all()
    taken: set[tuple[object, ...]] = set()
    found: list[dict[str, object]] = []
    for row in stored:
        day = max(row.valid_from, row.starts_on)
        day += timedelta(days=(WEEKDAYS.index(row.weekday) + 1 - day.isoweekday()) % 7)
        last = min(row.valid_to or row.ends_on, row.ends_on)
        while day <= last:
            claims = {
                (what, key, day, row.bell_number)
                for what, key in zip(SLOTS, (row.staff_id, row.room_id, row.group_id), strict=True)
                if key is not None
            }
            if not claims & taken:
                taken |= claims
                found.append(
                    {
                        "row_id": row.id,
                        "day": day,
                        "bell_number": row.bell_number,
                        "staff_id": row.staff_id,
                        "group_id": row.group_id,
                        "room_id": row.room_id,
                    }
                )
            day += timedelta(days=7)
    if found:
        connection.execute(days.insert(), found)
