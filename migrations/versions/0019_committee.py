"""Meetings of committees, and the document that convenes them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fundtracker.db import BIG_ID
from migrations import triggers

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_BEFORE = (
    "donor_report", "receipt_certificate", "year_statement", "traceability", "payment_request",
    "statement_of_use", "oda_sheet", "fund_report", "project_sheet", "decision_record",
)  # fmt: skip
_NOW = (*_BEFORE[:-1], "convening", "decision_record")
_TABLES = ("document_number", "issued_document", "document_batch")


def _are(kinds: tuple[str, ...]) -> str:
    return f"kind IN ({', '.join(repr(kind) for kind in kinds)})"


def _admit(kinds: tuple[str, ...]) -> None:
    for name in _TABLES:
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"ck_{name}_kind"), type_="check")
            table.create_check_constraint(op.f(f"ck_{name}_kind"), _are(kinds))


def upgrade() -> None:
    """Create the table, admit the kind, let documents be about meetings."""
    triggers.drop(op.get_bind())
    op.create_table(
        "meeting",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("fund_id", BIG_ID, nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.String(length=5), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("agenda", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("act_id", BIG_ID, nullable=False),
        sa.Column("cancelled_act_id", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_meeting_act_id")),
        sa.ForeignKeyConstraint(
            ["cancelled_act_id"], ["act.id"], name=op.f("fk_meeting_cancelled_act_id")
        ),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("fk_meeting_fund_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    op.create_index("ix_meeting_fund_id", "meeting", ["fund_id", "held_on"])
    _admit(_NOW)
    with op.batch_alter_table("issued_document") as table:
        table.add_column(sa.Column("meeting_id", BIG_ID, nullable=True))
        table.create_foreign_key(
            op.f("fk_issued_document_meeting_id"), "meeting", ["meeting_id"], ["id"]
        )
    triggers.recreate(op.get_bind())


def downgrade() -> None:
    """Take it back: what was convened is forgotten, as no older version knows it."""
    triggers.drop(op.get_bind())
    ids = "(SELECT id FROM issued_document WHERE kind = 'convening')"
    for name in ("document_withdrawal", "document_sending"):
        op.execute(f"DELETE FROM {name} WHERE document_id IN {ids}")
    op.execute("DELETE FROM issued_document WHERE kind = 'convening'")
    op.execute("DELETE FROM document_number WHERE kind = 'convening'")
    with op.batch_alter_table("issued_document") as table:
        table.drop_constraint(op.f("fk_issued_document_meeting_id"), type_="foreignkey")
        table.drop_column("meeting_id")
    _admit(_BEFORE)
    op.drop_table("meeting")
    triggers.recreate(op.get_bind())
