"""News of funds and projects, and their photographs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fundtracker.db import BIG_ID, UtcDateTime
from migrations import triggers

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "photo",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("width", BIG_ID, nullable=False),
        sa.Column("height", BIG_ID, nullable=False),
        sa.Column("stored_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("width > 0 AND height > 0", name=op.f("ck_photo_size")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_photo")),
    )
    op.create_table(
        "news",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("fund_id", BIG_ID, nullable=False),
        sa.Column("project_id", BIG_ID, nullable=True),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(length=9), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=True),
        sa.Column("photo_sha256", sa.String(length=64), nullable=True),
        sa.Column("caption", sa.Text(), nullable=False),
        sa.Column("act_id", BIG_ID, nullable=False),
        sa.Column("removed_act_id", BIG_ID, nullable=True),
        sa.CheckConstraint("audience IN ('donors', 'everybody')", name=op.f("ck_news_audience")),
        sa.CheckConstraint("photo_sha256 IS NULL OR caption <> ''", name=op.f("ck_news_caption")),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_news_act_id")),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("fk_news_fund_id")),
        sa.ForeignKeyConstraint(
            ["photo_sha256"], ["photo.sha256"], name=op.f("fk_news_photo_sha256")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_news_project_id")),
        sa.ForeignKeyConstraint(
            ["removed_act_id"], ["act.id"], name=op.f("fk_news_removed_act_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news")),
    )
    op.create_index("ix_news_latest", "news", ["fund_id", "dated_on", "id"])
    op.create_index(op.f("ix_news_project_id"), "news", ["project_id"], unique=False)
    triggers.recreate(op.get_bind())


def downgrade() -> None:
    """Drop both."""
    triggers.drop(op.get_bind())
    op.drop_table("news")
    op.drop_table("photo")
    triggers.recreate(op.get_bind())
