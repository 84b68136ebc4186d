"""the movement book by orders: an order of one kind holds a line for each of its students

Every record that is stored becomes an order of one line under the same number. Going back, an
order falls apart into records; a line that enters a group becomes an enrolment, any other a
withdrawal, and counter-orders, which the older book does not know, are left out.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KINDS = (
    "enrolment",
    "transfer",
    "promotion",
    "repeat",
    "leave",
    "return",
    "withdrawal",
    "reinstatement",
    "graduation",
    "cancellation",
)
ENTERING = "'enrolment', 'transfer', 'promotion', 'repeat', 'return', 'reinstatement'"
STATES = ("prepared", "confirmed", "returned")


def _words(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=24)


def upgrade() -> None:
    op.create_table(
        "movement_orders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", _words("movementkind", KINDS), nullable=False),
        sa.Column("order_number", sa.String(length=40), nullable=False),
        sa.Column("order_date", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(length=250), nullable=True),
        sa.Column("state", _words("movementstate", STATES), nullable=False),
        sa.Column("book_number", sa.Integer(), nullable=True),
        sa.Column("cancels_id", sa.Integer(), nullable=True),
        sa.Column("prepared_by_id", sa.Integer(), nullable=True),
        sa.Column("prepared_at", sa.DateTime(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("remark", sa.String(length=250), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'prepared') = (decided_at IS NULL)",
            name=op.f("ck_movement_orders_decided_when_not_prepared"),
        ),
        sa.CheckConstraint(
            "state <> 'returned' OR remark IS NOT NULL",
            name=op.f("ck_movement_orders_returned_with_remark"),
        ),
        sa.CheckConstraint(
            "(state = 'confirmed') = (book_number IS NOT NULL)",
            name=op.f("ck_movement_orders_numbered_when_confirmed"),
        ),
        sa.CheckConstraint(
            "(kind = 'cancellation') = (cancels_id IS NOT NULL)",
            name=op.f("ck_movement_orders_cancellation_of_an_order"),
        ),
        sa.ForeignKeyConstraint(
            ["cancels_id"],
            ["movement_orders.id"],
            name=op.f("fk_movement_orders_cancels_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["accounts.id"],
            name=op.f("fk_movement_orders_decided_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["prepared_by_id"],
            ["accounts.id"],
            name=op.f("fk_movement_orders_prepared_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movement_orders")),
        sa.UniqueConstraint("book_number", name=op.f("uq_movement_orders_book_number")),
        sa.UniqueConstraint("cancels_id", name=op.f("uq_movement_orders_cancels_id")),
    )
    op.create_index(op.f("ix_movement_orders_order_date"), "movement_orders", ["order_date"])
    op.create_index(op.f("ix_movement_orders_state"), "movement_orders", ["state"])
    op.create_index(
        "ix_movement_orders_order_number_order_date",
        "movement_orders",
        ["order_number", "order_date"],
    )
    op.execute(
        "INSERT INTO movement_orders (id, kind, order_number, order_date, basis, state,"
        " prepared_by_id, prepared_at, decided_by_id, decided_at, remark, version, book_number)"
        " SELECT id, kind, order_number, order_date, reason, state, prepared_by_id, prepared_at,"
        " decided_by_id, decided_at, remark, 1, CASE WHEN state = 'confirmed' THEN"
        " row_number() OVER (ORDER BY CASE WHEN state = 'confirmed' THEN 0 ELSE 1 END,"
        " decided_at, id) END FROM movement_records"
    )
    _count_on("movement_orders")

    with op.batch_alter_table("movement_records") as batch:
        batch.add_column(sa.Column("order_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("to_group_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("destination", sa.String(length=250), nullable=True))
        batch.drop_index(batch.f("ix_movement_records_state"))
        batch.drop_constraint(
            batch.f("uq_movement_records_order_number_order_date_student_id_group_id_kind"),
            type_="unique",
        )
        batch.drop_constraint(
            batch.f("ck_movement_records_decided_when_not_prepared"), type_="check"
        )
        batch.drop_constraint(batch.f("ck_movement_records_returned_with_remark"), type_="check")
        batch.drop_constraint(batch.f("ck_movement_records_movementkind"), type_="check")
        batch.drop_constraint(batch.f("ck_movement_records_movementstate"), type_="check")
        batch.drop_constraint(batch.f("fk_movement_records_prepared_by_id"), type_="foreignkey")
        batch.drop_constraint(batch.f("fk_movement_records_decided_by_id"), type_="foreignkey")
        for name in OLD_COLUMNS:
            batch.drop_column(name)
    op.execute("UPDATE movement_records SET order_id = id")
    with op.batch_alter_table("movement_records") as batch:
        batch.alter_column("order_id", existing_type=sa.Integer(), nullable=False)
        batch.create_foreign_key(
            batch.f("fk_movement_records_order_id"),
            "movement_orders",
            ["order_id"],
            ["id"],
            ondelete="RESTRICT",
        )
        batch.create_foreign_key(
            batch.f("fk_movement_records_to_group_id"),
            "groups",
            ["to_group_id"],
            ["id"],
            ondelete="RESTRICT",
        )
        batch.create_unique_constraint(
            batch.f("uq_movement_records_order_id_student_id_group_id"), ["order_id", "student_id", "group_id"]
        )
        batch.create_check_constraint(
            batch.f("ck_movement_records_moves_to_another_group"), "to_group_id <> group_id"
        )
        batch.create_index(batch.f("ix_movement_records_to_group_id"), ["to_group_id"])
        batch.create_index("ix_movement_records_effective_on", ["effective_on"])


OLD_COLUMNS = (
    "kind",
    "order_number",
    "order_date",
    "reason",
    "state",
    "prepared_by_id",
    "prepared_at",
    "decided_by_id",
    "decided_at",
    "remark",
)


def downgrade() -> None:
    counter = "(SELECT id FROM movement_orders WHERE kind = 'cancellation')"
    op.execute(f"DELETE FROM movement_records WHERE order_id IN {counter}")  # noqa: S608 - our own words
    with op.batch_alter_table("movement_records") as batch:
        batch.add_column(sa.Column("kind", sa.String(length=24), nullable=True))
        batch.add_column(sa.Column("order_number", sa.String(length=40), nullable=True))
        batch.add_column(sa.Column("order_date", sa.Date(), nullable=True))
        batch.add_column(sa.Column("reason", sa.String(length=250), nullable=True))
        batch.add_column(sa.Column("state", sa.String(length=24), nullable=True))
        batch.add_column(sa.Column("prepared_by_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("prepared_at", sa.DateTime(), nullable=True))
        batch.add_column(sa.Column("decided_by_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("decided_at", sa.DateTime(), nullable=True))
        batch.add_column(sa.Column("remark", sa.String(length=250), nullable=True))
    of_order = "(SELECT {} FROM movement_orders WHERE movement_orders.id = order_id)"
    columns = {name: of_order.format(name) for name in OLD_COLUMNS}
    columns["reason"] = of_order.format("basis")
    columns["kind"] = of_order.format(
        f"CASE WHEN kind IN ({ENTERING}) THEN 'enrolment' ELSE 'withdrawal' END"
    )
    assignments = ", ".join(f"{name} = {value}" for name, value in columns.items())
    op.execute(
        f"UPDATE movement_records SET {assignments},"  # noqa: S608 - our own words
        " group_id = coalesce(to_group_id, group_id)"
    )
    with op.batch_alter_table("movement_records") as batch:
        batch.drop_index("ix_movement_records_effective_on")
        batch.drop_index(batch.f("ix_movement_records_to_group_id"))
        batch.drop_constraint(batch.f("ck_movement_records_moves_to_another_group"), type_="check")
        batch.drop_constraint(
            batch.f("uq_movement_records_order_id_student_id_group_id"), type_="unique"
        )
        batch.drop_constraint(batch.f("fk_movement_records_to_group_id"), type_="foreignkey")
        batch.drop_constraint(batch.f("fk_movement_records_order_id"), type_="foreignkey")
        for name in ("order_id", "to_group_id", "destination"):
            batch.drop_column(name)
        batch.alter_column(
            "kind",
            existing_type=sa.String(length=24),
            type_=_words("movementkind", ("enrolment", "withdrawal")),
            nullable=False,
        )
        batch.alter_column(
            "state",
            existing_type=sa.String(length=24),
            type_=_words("movementstate", STATES),
            nullable=False,
        )
        for name, kind in (
            ("order_number", sa.String(length=40)),
            ("order_date", sa.Date()),
            ("prepared_at", sa.DateTime()),
        ):
            batch.alter_column(name, existing_type=kind, nullable=False)
        for name in ("prepared_by_id", "decided_by_id"):
            batch.create_foreign_key(
                batch.f(f"fk_movement_records_{name}"),
                "accounts",
                [name],
                ["id"],
                ondelete="RESTRICT",
            )
        batch.create_unique_constraint(
            batch.f("uq_movement_records_order_number_order_date_student_id_group_id_kind"),
            ["order_number", "order_date", "student_id", "group_id", "kind"],
        )
        batch.create_check_constraint(
            batch.f("ck_movement_records_decided_when_not_prepared"),
            "(state = 'prepared') = (decided_at IS NULL)",
        )
        batch.create_check_constraint(
            batch.f("ck_movement_records_returned_with_remark"),
            "state <> 'returned' OR remark IS NOT NULL",
        )
        batch.create_index(batch.f("ix_movement_records_state"), ["state"])
    op.drop_table("movement_orders")


def _count_on(table: str) -> None:
    """PostgreSQL numbers new rows after those that were copied with their numbers."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"  # noqa: S608 - our own words
            f" coalesce(max(id), 1), max(id) IS NOT NULL) FROM {table}"
        )
