"""How meetings went: minutes, who was there, the voices of decisions; the document that says so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fundtracker.db import BIG_ID
from migrations import triggers

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_BEFORE = (
    "donor_report", "donor_overview", "receipt_certificate", "year_statement", "traceability",
    "payment_request", "statement_of_use", "oda_sheet", "fund_report", "project_sheet", "convening",
    "decision_record",
)  # fmt: skip
_NOW = (*_BEFORE[:-1], "minutes", _BEFORE[-1])
_KINDS = ("document_number", "issued_document", "document_batch")
_PRESENCES = ("present", "represented", "excused", "absent")


def _among(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(it) for it in values)})"


def _admit(kinds: tuple[str, ...]) -> None:
    for name in _KINDS:
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"ck_{name}_kind"), type_="check")
            table.create_check_constraint(op.f(f"ck_{name}_kind"), _among("kind", kinds))


def upgrade() -> None:
    """Create the tables, admit the kind."""
    triggers.drop(op.get_bind())
    op.create_table(
        "minutes",
        sa.Column("meeting_id", BIG_ID, nullable=False),
        sa.Column("guests", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("act_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_minutes_act_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_minutes_meeting_id")),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_minutes")),
    )
    op.create_table(
        "attendance",
        sa.Column("meeting_id", BIG_ID, nullable=False),
        sa.Column("collectivity_id", BIG_ID, nullable=False),
        sa.Column("presence", sa.String(length=11), nullable=False),
        sa.CheckConstraint(_among("presence", _PRESENCES), name=op.f("ck_attendance_presence")),
        sa.ForeignKeyConstraint(
            ["collectivity_id"], ["collectivity.id"], name=op.f("fk_attendance_collectivity_id")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_attendance_meeting_id")
        ),
        sa.PrimaryKeyConstraint("meeting_id", "collectivity_id", name=op.f("pk_attendance")),
    )
    op.create_table(
        "decision_vote",
        sa.Column("decision_id", BIG_ID, nullable=False),
        sa.Column("meeting_id", BIG_ID, nullable=False),
        sa.Column("n_for", BIG_ID, nullable=False),
        sa.Column("n_against", BIG_ID, nullable=False),
        sa.Column("n_abstained", BIG_ID, nullable=False),
        sa.CheckConstraint(
            "n_for >= 0 AND n_against >= 0 AND n_abstained >= 0",
            name=op.f("ck_decision_vote_voices"),
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_decision_vote_decision_id")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_decision_vote_meeting_id")
        ),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_decision_vote")),
    )
    op.create_index(op.f("ix_decision_vote_meeting_id"), "decision_vote", ["meeting_id"])
    _admit(_NOW)
    triggers.recreate(op.get_bind())


def downgrade() -> None:
    """Take it back: what was written down of meetings is forgotten, as no older version knows it."""
    triggers.drop(op.get_bind())
    ids = "(SELECT id FROM issued_document WHERE kind = 'minutes')"
    batches = "(SELECT id FROM document_batch WHERE kind = 'minutes')"
    op.execute(
        f"DELETE FROM document_batch_item WHERE batch_id IN {batches} OR document_id IN {ids}"
    )
    for name in ("document_withdrawal", "document_sending"):
        op.execute(f"DELETE FROM {name} WHERE document_id IN {ids}")
    for name in ("document_batch", "issued_document", "document_number"):
        op.execute(f"DELETE FROM {name} WHERE kind = 'minutes'")
    _admit(_BEFORE)
    for name in ("decision_vote", "attendance", "minutes"):
        op.drop_table(name)
    triggers.recreate(op.get_bind())
