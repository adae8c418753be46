"""How often a pack was taken to be made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fundtracker.db import BIG_ID
from migrations import triggers

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Count from nothing: what is under way is tried as often again."""
    triggers.drop(op.get_bind())
    with op.batch_alter_table("pack_batch_item") as table:
        table.add_column(sa.Column("n_tries", BIG_ID, nullable=False, server_default="0"))
    with op.batch_alter_table("pack_batch_item") as table:
        table.alter_column("n_tries", server_default=None)
    triggers.recreate(op.get_bind())


def downgrade() -> None:
    """Forget it."""
    triggers.drop(op.get_bind())
    with op.batch_alter_table("pack_batch_item") as table:
        table.drop_column("n_tries")
    triggers.recreate(op.get_bind())
