"""What donors declare their gifts as in the yearly ODA return: a setting of the organisation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import triggers

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    triggers.drop(op.get_bind())
    with op.batch_alter_table("organisation") as table:
        table.add_column(sa.Column("aid_type", sa.String(length=3), nullable=True))
        table.create_check_constraint(
            op.f("ck_organisation_aid_type"), "aid_type IN ('B03', 'C01')"
        )
    triggers.recreate(op.get_bind())


def downgrade() -> None:
    """Take it back."""
    triggers.drop(op.get_bind())
    with op.batch_alter_table("organisation") as table:
        table.drop_constraint(op.f("ck_organisation_aid_type"), type_="check")
        table.drop_column("aid_type")
    triggers.recreate(op.get_bind())
