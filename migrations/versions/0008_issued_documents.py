"""Issued documents: numbered, kept as they were handed out, withdrawn with a reason."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fundtracker.db import BIG_ID, UtcDateTime
from migrations import triggers

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_KINDS = "kind IN ('donor_report', 'receipt_certificate', 'year_statement', 'traceability')"


def upgrade() -> None:
    """Create the tables, with the triggers that keep them."""
    op.create_table(
        "document_number",
        sa.Column("kind", sa.String(length=19), nullable=False),
        sa.Column("year", BIG_ID, nullable=False),
        sa.Column("last", BIG_ID, nullable=False),
        sa.CheckConstraint(_KINDS, name=op.f("ck_document_number_kind")),
        sa.PrimaryKeyConstraint("kind", "year", name=op.f("pk_document_number")),
    )
    op.create_table(
        "issued_document",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(length=19), nullable=False),
        sa.Column("year", BIG_ID, nullable=False),
        sa.Column("number", BIG_ID, nullable=False),
        sa.Column("version", BIG_ID, nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("collectivity_id", BIG_ID, nullable=False),
        sa.Column("fund_id", BIG_ID, nullable=True),
        sa.Column("donation_id", BIG_ID, nullable=True),
        sa.Column("receipt_id", BIG_ID, nullable=True),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("act_id", BIG_ID, nullable=False),
        sa.CheckConstraint("number > 0 AND version > 0", name=op.f("ck_issued_document_numbers")),
        sa.CheckConstraint(_KINDS, name=op.f("ck_issued_document_kind")),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_issued_document_act_id")),
        sa.ForeignKeyConstraint(
            ["collectivity_id"],
            ["collectivity.id"],
            name=op.f("fk_issued_document_collectivity_id"),
        ),
        sa.ForeignKeyConstraint(
            ["donation_id"], ["donation.id"], name=op.f("fk_issued_document_donation_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_sha256"], ["stored_file.sha256"], name=op.f("fk_issued_document_file_sha256")
        ),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("fk_issued_document_fund_id")),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["receipt.id"], name=op.f("fk_issued_document_receipt_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_document")),
        sa.UniqueConstraint("code", name=op.f("uq_issued_document_code")),
    )
    for column in ("collectivity_id", "fund_id", "file_sha256"):
        op.create_index(op.f(f"ix_issued_document_{column}"), "issued_document", [column])
    op.create_index("ix_issued_document_subject", "issued_document", ["subject"])
    op.create_index(
        "uq_issued_document_number",
        "issued_document",
        ["kind", "year", "number", "version"],
        unique=True,
    )
    op.create_table(
        "document_withdrawal",
        sa.Column("document_id", BIG_ID, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=False),
        sa.Column("act_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_document_withdrawal_act_id")),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["issued_document.id"],
            name=op.f("fk_document_withdrawal_document_id"),
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_document_withdrawal")),
    )
    triggers.recreate(op.get_bind())


def downgrade() -> None:
    """Drop them."""
    triggers.drop(op.get_bind())
    op.drop_table("document_withdrawal")
    op.drop_table("issued_document")
    op.drop_table("document_number")
    triggers.recreate(op.get_bind())
