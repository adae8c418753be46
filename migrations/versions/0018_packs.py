"""Packs of all donors of a fund, made off the requests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fundtracker.db import BIG_ID, UtcDateTime
from migrations import triggers

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_UNCLEARED = sa.text("cleared_at IS NULL")


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "pack_batch",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("fund_id", BIG_ID, nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("requested_by_id", BIG_ID, nullable=True),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.Column("cleared_at", UtcDateTime(), nullable=True),
        sa.Column("act_id", BIG_ID, nullable=False),
        _refers("pack_batch", "act_id", "act"),
        _refers("pack_batch", "fund_id", "fund"),
        _refers("pack_batch", "requested_by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_batch")),
    )
    op.create_index(op.f("ix_pack_batch_fund_id"), "pack_batch", ["fund_id"])
    op.create_index(
        "ix_pack_batch_uncleared",
        "pack_batch",
        ["id"],
        sqlite_where=_UNCLEARED,
        postgresql_where=_UNCLEARED,
    )
    op.create_table(
        "pack_batch_item",
        sa.Column("batch_id", BIG_ID, nullable=False),
        sa.Column("rank", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("collectivity_id", BIG_ID, nullable=True),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("size", BIG_ID, nullable=True),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.CheckConstraint("size IS NULL OR refusal = ''", name=op.f("ck_pack_batch_item_one_end")),
        _refers("pack_batch_item", "batch_id", "pack_batch"),
        _refers("pack_batch_item", "collectivity_id", "collectivity"),
        sa.PrimaryKeyConstraint("batch_id", "rank", name=op.f("pk_pack_batch_item")),
    )
    op.create_index("ix_pack_batch_item_collectivity_id", "pack_batch_item", ["collectivity_id"])
    triggers.recreate(op.get_bind())


def downgrade() -> None:
    """Drop both."""
    triggers.drop(op.get_bind())
    op.drop_table("pack_batch_item")
    op.drop_table("pack_batch")
    triggers.recreate(op.get_bind())
