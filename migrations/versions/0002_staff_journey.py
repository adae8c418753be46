"""Histories of edits, attachments, phases, budgets, expectations and donors' last wishes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import triggers

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of the staff's journey."""
    op.create_table(
        "fund_phase",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fund_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_fund_phase_ends_on")),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("fk_fund_phase_fund_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_phase")),
    )
    op.create_index(op.f("ix_fund_phase_fund_id"), "fund_phase", ["fund_id"], unique=False)
    op.create_table(
        "budget_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("rank", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("planned", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("planned > 0", name=op.f("ck_budget_line_planned")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_budget_line_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_line")),
    )
    op.create_index("uq_budget_line_heading", "budget_line", ["project_id", "heading"], unique=True)
    op.create_index("uq_budget_line_rank", "budget_line", ["project_id", "rank"], unique=True)
    op.create_table(
        "project_partner",
        sa.Column(
            "project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_project_partner_partner_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_project_partner_project_id")
        ),
        sa.PrimaryKeyConstraint("project_id", "partner_id", name=op.f("pk_project_partner")),
    )
    op.create_index(
        "ix_project_partner_partner_id", "project_partner", ["partner_id"], unique=False
    )
    op.create_table(
        "attachment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("act_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "removed_act_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_attachment_act_id")),
        sa.ForeignKeyConstraint(
            ["removed_act_id"], ["act.id"], name=op.f("fk_attachment_removed_act_id")
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["stored_file.sha256"], name=op.f("fk_attachment_sha256")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index("ix_attachment_record", "attachment", ["kind", "record_id"], unique=False)
    op.create_table(
        "donation_expectation",
        sa.Column(
            "donation_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "vote",
                "agreement",
                "call",
                "payment",
                name="kind",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("act_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["act_id"], ["act.id"], name=op.f("fk_donation_expectation_act_id")
        ),
        sa.ForeignKeyConstraint(
            ["donation_id"], ["donation.id"], name=op.f("fk_donation_expectation_donation_id")
        ),
        sa.PrimaryKeyConstraint("donation_id", name=op.f("pk_donation_expectation")),
    )
    op.create_index(
        op.f("ix_donation_expectation_due_on"), "donation_expectation", ["due_on"], unique=False
    )
    op.create_table(
        "leftover_choice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "donation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "choice",
            sa.Enum(
                "refund",
                "carry_over",
                "same_project",
                name="choice",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "to_fund_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=True),
        sa.Column("act_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(choice = 'carry_over') = (to_fund_id IS NOT NULL)",
            name=op.f("ck_leftover_choice_to_fund"),
        ),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_leftover_choice_act_id")),
        sa.ForeignKeyConstraint(
            ["donation_id"], ["donation.id"], name=op.f("fk_leftover_choice_donation_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_sha256"], ["stored_file.sha256"], name=op.f("fk_leftover_choice_file_sha256")
        ),
        sa.ForeignKeyConstraint(
            ["to_fund_id"], ["fund.id"], name=op.f("fk_leftover_choice_to_fund_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leftover_choice")),
    )
    op.create_index(
        op.f("ix_leftover_choice_donation_id"), "leftover_choice", ["donation_id"], unique=False
    )
    op.create_table(
        "published_total",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("act_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_published_total_amount")),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_published_total_act_id")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_published_total_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_total")),
    )
    op.create_index(
        op.f("ix_published_total_project_id"), "published_total", ["project_id"], unique=False
    )
    op.create_table(
        "revision",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "record_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "version",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("act_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_revision_act_id")),
        sa.PrimaryKeyConstraint("kind", "record_id", "version", name=op.f("pk_revision")),
    )
    triggers.recreate(op.get_bind())


def downgrade() -> None:
    """Drop them."""
    triggers.drop(op.get_bind())
    op.drop_table("revision")
    op.drop_index(op.f("ix_published_total_project_id"), table_name="published_total")
    op.drop_table("published_total")
    op.drop_index(op.f("ix_leftover_choice_donation_id"), table_name="leftover_choice")
    op.drop_table("leftover_choice")
    op.drop_index(op.f("ix_donation_expectation_due_on"), table_name="donation_expectation")
    op.drop_table("donation_expectation")
    op.drop_index("ix_attachment_record", table_name="attachment")
    op.drop_table("attachment")
    op.drop_index("ix_project_partner_partner_id", table_name="project_partner")
    op.drop_table("project_partner")
    op.drop_index("uq_budget_line_rank", table_name="budget_line")
    op.drop_index("uq_budget_line_heading", table_name="budget_line")
    op.drop_table("budget_line")
    op.drop_index(op.f("ix_fund_phase_fund_id"), table_name="fund_phase")
    op.drop_table("fund_phase")
    triggers.recreate(op.get_bind())
