"""What a collectivity says of itself: its address and its logo."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import triggers

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both columns."""
    triggers.drop(op.get_bind())
    with op.batch_alter_table("collectivity") as table:
        table.add_column(sa.Column("address", sa.Text(), nullable=True))
        table.add_column(sa.Column("logo_sha256", sa.String(length=64), nullable=True))
        table.create_foreign_key(
            op.f("fk_collectivity_logo_sha256"), "photo", ["logo_sha256"], ["sha256"]
        )
    triggers.recreate(op.get_bind())


def downgrade() -> None:
    """Take them back."""
    triggers.drop(op.get_bind())
    with op.batch_alter_table("collectivity") as table:
        table.drop_constraint(op.f("fk_collectivity_logo_sha256"), type_="foreignkey")
        table.drop_column("logo_sha256")
        table.drop_column("address")
    triggers.recreate(op.get_bind())
