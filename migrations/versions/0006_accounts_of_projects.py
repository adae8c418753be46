"""Accounts found by project: those of no project are found otherwise."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_NAME, _TABLE, _COLUMNS = "ix_account_project_place", "account", ["project_id", "place"]


def upgrade() -> None:
    """Make the index partial."""
    op.drop_index(_NAME, table_name=_TABLE)
    where = sa.text("project_id IS NOT NULL")
    op.create_index(_NAME, _TABLE, _COLUMNS, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    """Make it whole again."""
    op.drop_index(_NAME, table_name=_TABLE)
    op.create_index(_NAME, _TABLE, _COLUMNS)
