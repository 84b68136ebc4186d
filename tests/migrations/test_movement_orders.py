"""Records of the movement book become orders of one line, and orders fall apart into records."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from alembic import command

from sgo.models import Base
from tests.migrations.schema import alembic_config, fill, opened

OLD = (
    "SELECT id, kind, order_number, order_date, state, reason, group_id, effective_on"
    " FROM movement_records ORDER BY id"
)
RECORD = (
    "INSERT INTO movement_records (id, kind, order_number, order_date, student_id, group_id,"
    " effective_on, reason, state, prepared_at, decided_at, remark, version) VALUES (:id, :kind,"
    " :number, '2026-09-01', :student, :group, '2026-09-02', 'заявление', :state,"
    " '2026-09-01 08:00:00', :decided, 'что исправить', 3)"
)
MEMBERSHIP = (
    "INSERT INTO memberships (id, student_id, group_id, starts_on, ends_on, enrolled_by_id,"
    " withdrawn_by_id, version)"
    " VALUES (7, :student, :group, '2026-09-02', '2026-10-01', 12, 11, 2)"
)
COUNTER_ORDER = (
    "INSERT INTO movement_orders (kind, order_number, order_date, state, prepared_at, version,"
    " cancels_id) VALUES ('cancellation', '6-о', '2026-10-05', 'prepared',"
    " '2026-10-05 08:00:00', 1, 11)"
)
COUNTER_LINE = (
    "INSERT INTO movement_records (order_id, student_id, group_id, effective_on, version)"
    " VALUES (:made, :student, :group, '2026-09-02', 1)"
)


def rows(engine: sa.Engine, statement: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(statement))]


def test_each_record_becomes_an_order_of_one_line_and_comes_back(fresh_url: str) -> None:
    with opened(fresh_url) as engine:
        config = alembic_config(engine)
        command.upgrade(config, "head")
        fill(engine, Base.metadata)
        command.downgrade(config, "0003")
        with engine.begin() as connection:
            connection.execute(sa.text("DELETE FROM memberships"))
            student, group = connection.execute(
                sa.text("SELECT student_id, group_id FROM movement_records")
            ).one()
            connection.execute(sa.text("DELETE FROM movement_records"))
            place = {"student": student, "group": group}
            for key, kind, number, state, decided in (
                (11, "withdrawal", "3-о", "confirmed", dt.datetime(2026, 10, 2, tzinfo=dt.UTC)),
                (12, "enrolment", "1-у", "confirmed", dt.datetime(2026, 9, 1, tzinfo=dt.UTC)),
                (13, "enrolment", "4-у", "prepared", None),
                (14, "enrolment", "5-у", "returned", dt.datetime(2026, 10, 3, tzinfo=dt.UTC)),
            ):
                record = {"id": key, "kind": kind, "number": number, "state": state, **place}
                connection.execute(sa.text(RECORD), {**record, "decided": decided})
            connection.execute(sa.text(MEMBERSHIP), place)
        before = rows(engine, OLD)
        command.upgrade(config, "head")
        orders = rows(
            engine,
            "SELECT id, kind, order_number, state, book_number, basis FROM movement_orders"
            " ORDER BY id",
        )
        assert orders == [
            (11, "withdrawal", "3-о", "confirmed", 2, "заявление"),
            (12, "enrolment", "1-у", "confirmed", 1, "заявление"),
            (13, "enrolment", "4-у", "prepared", None, "заявление"),
            (14, "enrolment", "5-у", "returned", None, "заявление"),
        ]
        assert rows(
            engine, "SELECT id, order_id, to_group_id FROM movement_records ORDER BY id"
        ) == [(key, key, None) for key in (11, 12, 13, 14)]
        assert rows(engine, "SELECT id, enrolled_by_id, withdrawn_by_id FROM memberships") == [
            (7, 12, 11)
        ]
        with engine.begin() as connection:  # the next number is free
            connection.execute(sa.text(COUNTER_ORDER))
            made = connection.scalar(sa.text("SELECT max(id) FROM movement_orders"))
            connection.execute(sa.text(COUNTER_LINE), {"made": made, **place})
        assert made == 15
        command.downgrade(config, "0003")
        assert rows(engine, OLD) == before
