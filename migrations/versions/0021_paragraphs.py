"""What staff wrote at the beginning and the end of documents, in both languages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import triggers

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_KINDS = (
    "donor_report_opening", "donor_report_closing", "fund_report_opening",
    "fund_report_closing", "receipts_closing", "payment_request_opening",
    "payment_request_closing", "statement_of_use_closing",
    "convening_opening", "convening_closing", "letter_opening", "letter_closing",
)  # fmt: skip


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "paragraph_text",
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint(
            f"kind IN ({', '.join(repr(kind) for kind in _KINDS)})",
            name=op.f("ck_paragraph_text_kind"),
        ),
        sa.PrimaryKeyConstraint("kind", "locale", name=op.f("pk_paragraph_text")),
    )
    triggers.recreate(op.get_bind())


def downgrade() -> None:
    """Drop it."""
    triggers.drop(op.get_bind())
    op.drop_table("paragraph_text")
    triggers.recreate(op.get_bind())
