"""Two pairs of eyes: a fund's threshold, and what waits for the second one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fundtracker.db import BIG_ID, UtcDateTime
from migrations import triggers

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the threshold, the table of proposals, and the guard that compares acts with it."""
    op.add_column("fund", sa.Column("confirm_above", sa.BigInteger(), nullable=True))
    op.create_table(
        "proposal",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("fund_id", BIG_ID, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("proposed_by_id", BIG_ID, nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by_id", BIG_ID, nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("is_confirmed", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "decided_by_id <> proposed_by_id OR NOT is_confirmed",
            name=op.f("ck_proposal_two_pairs_of_eyes"),
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (is_confirmed IS NULL)", name=op.f("ck_proposal_decided")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_proposal_decided_by_id")
        ),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("fk_proposal_fund_id")),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["user.id"], name=op.f("fk_proposal_proposed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("key", name=op.f("uq_proposal_key")),
    )
    op.create_index(op.f("ix_proposal_fund_id"), "proposal", ["fund_id"])
    triggers.recreate(op.get_bind())


def downgrade() -> None:
    """Take it back."""
    triggers.drop(op.get_bind())
    op.drop_index(op.f("ix_proposal_fund_id"), table_name="proposal")
    op.drop_table("proposal")
    with op.batch_alter_table("fund") as table:
        table.drop_column("confirm_above")
    triggers.recreate(op.get_bind())
