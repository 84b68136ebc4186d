"""the register of issued sign-in details

Revision 0006. Accounts that were opened before get one line each, of the day of their last issue;
by whom is not known any more.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_issues",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "first",
                "again",
                name="issuekind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_account_issues_account_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["issued_by_id"],
            ["accounts.id"],
            name=op.f("fk_account_issues_issued_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_issues")),
    )
    for column in ("account_id", "issued_at"):
        op.create_index(op.f(f"ix_account_issues_{column}"), "account_issues", [column])
    op.execute(
        "INSERT INTO account_issues (account_id, kind, issued_at)"
        " SELECT id, 'first', issued_at FROM accounts"
    )


def downgrade() -> None:
    op.drop_table("account_issues")
