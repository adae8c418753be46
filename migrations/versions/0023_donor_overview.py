"""The report to a donor over all funds."""

from __future__ import annotations

from alembic import op

from migrations import triggers

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_BEFORE = (
    "donor_report", "receipt_certificate", "year_statement", "traceability", "payment_request",
    "statement_of_use", "oda_sheet", "fund_report", "project_sheet", "convening", "decision_record",
)  # fmt: skip
_NOW = (_BEFORE[0], "donor_overview", *_BEFORE[1:])
_TABLES = ("document_number", "issued_document", "document_batch")


def _admit(kinds: tuple[str, ...]) -> None:
    said = f"kind IN ({', '.join(repr(kind) for kind in kinds)})"
    for name in _TABLES:
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"ck_{name}_kind"), type_="check")
            table.create_check_constraint(op.f(f"ck_{name}_kind"), said)


def upgrade() -> None:
    """Admit the kind."""
    triggers.drop(op.get_bind())
    _admit(_NOW)
    triggers.recreate(op.get_bind())


def downgrade() -> None:
    """Take it back: what was issued of it is forgotten, as no older version knows it."""
    triggers.drop(op.get_bind())
    ids = "(SELECT id FROM issued_document WHERE kind = 'donor_overview')"
    batches = "(SELECT id FROM document_batch WHERE kind = 'donor_overview')"
    op.execute(
        f"DELETE FROM document_batch_item WHERE batch_id IN {batches} OR document_id IN {ids}"
    )
    for name in ("document_withdrawal", "document_sending"):
        op.execute(f"DELETE FROM {name} WHERE document_id IN {ids}")
    for name in ("document_batch", "issued_document", "document_number"):
        op.execute(f"DELETE FROM {name} WHERE kind = 'donor_overview'")
    _admit(_BEFORE)
    triggers.recreate(op.get_bind())
