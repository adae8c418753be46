"""The texts of the appeal kit's papers, where staff write their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import triggers

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_KINDS = (
    "kind IN ('appeal', 'bank_details', 'deliberation', 'agreement', 'commitment', "
    "'republican_commitment')"
)


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "paper_text",
        sa.Column("kind", sa.String(length=21), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint(_KINDS, name=op.f("ck_paper_text_kind")),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_paper_text")),
    )
    triggers.recreate(op.get_bind())


def downgrade() -> None:
    """Drop it."""
    triggers.drop(op.get_bind())
    op.drop_table("paper_text")
    triggers.recreate(op.get_bind())
