"""the plan of control, its remarks, and the daily letters

Revision 0015.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=24)


def upgrade() -> None:
    op.create_table(
        "control_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("aim", sa.String(length=250), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("checker_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("looked_at", sa.String(length=1000), nullable=True),
        sa.Column("findings", sa.String(length=1000), nullable=True),
        sa.Column("called_off", sa.String(length=250), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(CASE WHEN page_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN group_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN staff_id IS NULL THEN 0 ELSE 1 END) <= 1",
            name=op.f("ck_control_checks_one_thing"),
        ),
        sa.CheckConstraint(
            "held_on IS NULL OR (looked_at IS NOT NULL AND findings IS NOT NULL)",
            name=op.f("ck_control_checks_held_in_words"),
        ),
        sa.CheckConstraint(
            "held_on IS NULL OR called_off IS NULL",
            name=op.f("ck_control_checks_held_or_called_off"),
        ),
        sa.ForeignKeyConstraint(
            ["page_id"],
            ["journal_pages.id"],
            name=op.f("fk_control_checks_page_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_control_checks_group_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_control_checks_staff_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["checker_id"],
            ["staff.id"],
            name=op.f("fk_control_checks_checker_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_control_checks")),
    )
    for column in ("planned_on", "page_id", "group_id", "staff_id", "checker_id"):
        op.create_index(op.f(f"ix_control_checks_{column}"), "control_checks", [column])
    op.create_table(
        "control_remarks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("check_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("mend_by", sa.Date(), nullable=False),
        sa.Column("state", _words("remarkstate", "open", "mended", "accepted"), nullable=False),
        sa.Column("answer", sa.String(length=1000), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("second_look", sa.String(length=1000), nullable=True),
        sa.Column("looked_again_on", sa.Date(), nullable=True),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("rounds >= 0", name=op.f("ck_control_remarks_counted_rounds")),
        sa.ForeignKeyConstraint(
            ["check_id"],
            ["control_checks.id"],
            name=op.f("fk_control_remarks_check_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_control_remarks_staff_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_control_remarks")),
    )
    for column in ("check_id", "staff_id", "state"):
        op.create_index(op.f(f"ix_control_remarks_{column}"), "control_remarks", [column])
    op.create_table(
        "digest_wishes",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_digest_wishes_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_digest_wishes")),
    )
    op.create_table(
        "digest_sendings",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "state",
            _words("sendingstate", "sending", "sent", "failed", "uncertain"),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_digest_sendings_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "day", name=op.f("pk_digest_sendings")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("digest_sendings")
    op.drop_table("digest_wishes")
    op.drop_table("control_remarks")
    op.drop_table("control_checks")
