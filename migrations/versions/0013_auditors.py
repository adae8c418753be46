"""Auditors, who read the funds that are named, until a day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fundtracker.db import BIG_ID
from migrations import triggers

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_BEFORE = ("admin", "manager", "accountant", "reader", "lead", "agent")
_NOW = ("admin", "manager", "accountant", "reader", "auditor", "lead", "agent")


def _are(roles: tuple[str, ...]) -> str:
    return f"role IN ({', '.join(repr(role) for role in roles)})"


def upgrade() -> None:
    """Admit the role, its last day, and its funds."""
    triggers.drop(op.get_bind())
    with op.batch_alter_table("user") as table:
        table.add_column(sa.Column("expires_on", sa.Date(), nullable=True))
        table.drop_constraint(op.f("ck_user_role"), type_="check")
        table.create_check_constraint(op.f("ck_user_role"), _are(_NOW))
        table.create_check_constraint(
            op.f("ck_user_auditor_expires"), "(role = 'auditor') = (expires_on IS NOT NULL)"
        )
    op.create_table(
        "audited_fund",
        sa.Column("user_id", BIG_ID, nullable=False),
        sa.Column("fund_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("fk_audited_fund_fund_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_audited_fund_user_id")),
        sa.PrimaryKeyConstraint("user_id", "fund_id", name=op.f("pk_audited_fund")),
    )
    triggers.recreate(op.get_bind())


def downgrade() -> None:
    """Take it back; auditors, whom no older version knows, become disabled readers."""
    triggers.drop(op.get_bind())
    op.drop_table("audited_fund")
    with op.batch_alter_table("user") as table:
        table.drop_constraint(op.f("ck_user_auditor_expires"), type_="check")
    op.execute("""UPDATE "user" SET active = false, role = 'reader' WHERE role = 'auditor'""")
    with op.batch_alter_table("user") as table:
        table.drop_column("expires_on")
        table.drop_constraint(op.f("ck_user_role"), type_="check")
        table.create_check_constraint(op.f("ck_user_role"), _are(_BEFORE))
    triggers.recreate(op.get_bind())
