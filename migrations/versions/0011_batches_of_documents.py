"""Batches of documents, what was sent of them, and the files that go with letters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fundtracker.db import BIG_ID, UtcDateTime
from migrations import triggers

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_KINDS = (
    "kind IN ('donor_report', 'receipt_certificate', 'year_statement', 'traceability', "
    "'payment_request', 'statement_of_use', 'oda_sheet', 'fund_report', 'project_sheet', "
    "'decision_record')"
)
_UNDER_WAY = sa.text("finished_at IS NULL")


def _refers(table: str, column: str, other: str, key: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.{key}"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "mail_attachment",
        sa.Column("mail_id", BIG_ID, nullable=False),
        sa.Column("rank", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        _refers("mail_attachment", "mail_id", "mail"),
        _refers("mail_attachment", "sha256", "stored_file", "sha256"),
        sa.PrimaryKeyConstraint("mail_id", "rank", name=op.f("pk_mail_attachment")),
    )
    op.create_table(
        "document_batch",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(length=19), nullable=True),
        sa.Column("fund_id", BIG_ID, nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("requested_by_id", BIG_ID, nullable=True),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.Column("act_id", BIG_ID, nullable=False),
        sa.CheckConstraint(_KINDS, name=op.f("ck_document_batch_kind")),
        _refers("document_batch", "act_id", "act"),
        _refers("document_batch", "fund_id", "fund"),
        _refers("document_batch", "requested_by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_batch")),
    )
    op.create_index(op.f("ix_document_batch_fund_id"), "document_batch", ["fund_id"])
    op.create_index(
        "ix_document_batch_under_way",
        "document_batch",
        ["due_at"],
        sqlite_where=_UNDER_WAY,
        postgresql_where=_UNDER_WAY,
    )
    op.create_table(
        "document_batch_item",
        sa.Column("batch_id", BIG_ID, nullable=False),
        sa.Column("rank", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("document_id", BIG_ID, nullable=True),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "document_id IS NULL OR refusal = ''", name=op.f("ck_document_batch_item_one_end")
        ),
        _refers("document_batch_item", "batch_id", "document_batch"),
        _refers("document_batch_item", "document_id", "issued_document"),
        sa.PrimaryKeyConstraint("batch_id", "rank", name=op.f("pk_document_batch_item")),
    )
    op.create_index("ix_document_batch_item_document_id", "document_batch_item", ["document_id"])
    op.create_table(
        "document_sending",
        sa.Column("document_id", BIG_ID, nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("mail_id", BIG_ID, nullable=False),
        sa.Column("act_id", BIG_ID, nullable=False),
        _refers("document_sending", "act_id", "act"),
        _refers("document_sending", "document_id", "issued_document"),
        _refers("document_sending", "mail_id", "mail"),
        sa.PrimaryKeyConstraint("document_id", "recipient", name=op.f("pk_document_sending")),
    )
    triggers.recreate(op.get_bind())


def downgrade() -> None:
    """Drop them."""
    triggers.drop(op.get_bind())
    op.drop_table("document_sending")
    op.drop_table("document_batch_item")
    op.drop_table("document_batch")
    op.drop_table("mail_attachment")
    triggers.recreate(op.get_bind())
