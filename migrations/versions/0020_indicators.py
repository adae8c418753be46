"""Indicators of projects, and what was measured."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fundtracker.db import BIG_ID
from migrations import triggers

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "indicator",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("project_id", BIG_ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("baseline", BIG_ID, nullable=True),
        sa.Column("target", BIG_ID, nullable=True),
        sa.Column("act_id", BIG_ID, nullable=False),
        sa.Column("removed_act_id", BIG_ID, nullable=True),
        sa.CheckConstraint("baseline >= 0 AND target >= 0", name=op.f("ck_indicator_numbers")),
        _refers("indicator", "act_id", "act"),
        _refers("indicator", "project_id", "project"),
        _refers("indicator", "removed_act_id", "act"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
    )
    op.create_index(op.f("ix_indicator_project_id"), "indicator", ["project_id"])
    op.create_table(
        "measurement",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("indicator_id", BIG_ID, nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("value", BIG_ID, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("act_id", BIG_ID, nullable=False),
        sa.CheckConstraint("value >= 0", name=op.f("ck_measurement_value")),
        _refers("measurement", "act_id", "act"),
        _refers("measurement", "indicator_id", "indicator"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measurement")),
    )
    op.create_index("ix_measurement_indicator_id", "measurement", ["indicator_id", "measured_on"])
    triggers.recreate(op.get_bind())


def downgrade() -> None:
    """Drop both."""
    triggers.drop(op.get_bind())
    op.drop_table("measurement")
    op.drop_table("indicator")
    triggers.recreate(op.get_bind())
