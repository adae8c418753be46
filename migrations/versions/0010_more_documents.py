"""More kinds of document, those of a fund too; the organisation that issues them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fundtracker.db import BIG_ID
from migrations import triggers

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_BEFORE = ("donor_report", "receipt_certificate", "year_statement", "traceability")
_NOW = (
    *_BEFORE, "payment_request", "statement_of_use", "oda_sheet", "fund_report", "project_sheet",
    "decision_record",
)  # fmt: skip


def _are(kinds: tuple[str, ...]) -> str:
    return f"kind IN ({', '.join(repr(kind) for kind in kinds)})"


def upgrade() -> None:
    """Admit the kinds, let documents be about projects and decisions, add the organisation."""
    triggers.drop(op.get_bind())
    with op.batch_alter_table("document_number") as table:
        table.drop_constraint(op.f("ck_document_number_kind"), type_="check")
        table.create_check_constraint(op.f("ck_document_number_kind"), _are(_NOW))
    with op.batch_alter_table("issued_document") as table:
        table.drop_constraint(op.f("ck_issued_document_kind"), type_="check")
        table.create_check_constraint(op.f("ck_issued_document_kind"), _are(_NOW))
        table.alter_column("collectivity_id", existing_type=BIG_ID, nullable=True)
        table.add_column(sa.Column("project_id", BIG_ID, nullable=True))
        table.add_column(sa.Column("decision_id", BIG_ID, nullable=True))
        table.create_foreign_key(
            op.f("fk_issued_document_project_id"), "project", ["project_id"], ["id"]
        )
        table.create_foreign_key(
            op.f("fk_issued_document_decision_id"), "decision", ["decision_id"], ["id"]
        )
    op.create_table(
        "organisation",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("legal_form", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("siret", sa.String(length=14), nullable=True),
        sa.Column("rna", sa.String(length=10), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("website", sa.Text(), nullable=False),
        sa.Column("signatory", sa.Text(), nullable=False),
        sa.Column("signatory_function", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_organisation_only_one")),
        sa.CheckConstraint(
            "siret IS NULL OR length(siret) = 14", name=op.f("ck_organisation_siret")
        ),
        sa.CheckConstraint("rna IS NULL OR length(rna) = 10", name=op.f("ck_organisation_rna")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    triggers.recreate(op.get_bind())


def downgrade() -> None:
    """Take it back: documents of the new kinds are forgotten, as no older version knows them."""
    triggers.drop(op.get_bind())
    op.drop_table("organisation")
    op.execute(
        "DELETE FROM document_withdrawal WHERE document_id IN "
        f"(SELECT id FROM issued_document WHERE NOT {_are(_BEFORE)})"
    )
    op.execute(f"DELETE FROM issued_document WHERE NOT {_are(_BEFORE)}")
    op.execute(f"DELETE FROM document_number WHERE NOT {_are(_BEFORE)}")
    with op.batch_alter_table("issued_document") as table:
        table.drop_constraint(op.f("fk_issued_document_decision_id"), type_="foreignkey")
        table.drop_constraint(op.f("fk_issued_document_project_id"), type_="foreignkey")
        table.drop_column("decision_id")
        table.drop_column("project_id")
        table.alter_column("collectivity_id", existing_type=BIG_ID, nullable=False)
        table.drop_constraint(op.f("ck_issued_document_kind"), type_="check")
        table.create_check_constraint(op.f("ck_issued_document_kind"), _are(_BEFORE))
    with op.batch_alter_table("document_number") as table:
        table.drop_constraint(op.f("ck_document_number_kind"), type_="check")
        table.create_check_constraint(op.f("ck_document_number_kind"), _are(_BEFORE))
    triggers.recreate(op.get_bind())
