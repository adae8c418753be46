"""Milestones of projects."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fundtracker.db import BIG_ID
from migrations import triggers

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "milestone",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("project_id", BIG_ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reached_on", sa.Date(), nullable=True),
        sa.Column("act_id", BIG_ID, nullable=False),
        sa.Column("removed_act_id", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_milestone_act_id")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_milestone_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["removed_act_id"], ["act.id"], name=op.f("fk_milestone_removed_act_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
    )
    op.create_index(op.f("ix_milestone_project_id"), "milestone", ["project_id"])
    triggers.recreate(op.get_bind())


def downgrade() -> None:
    """Drop it."""
    triggers.drop(op.get_bind())
    op.drop_table("milestone")
    triggers.recreate(op.get_bind())
