"""The first schema: acts, the ledger, and the nouns that stand on it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fundtracker.db import UtcDateTime
from migrations import triggers

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create everything."""
    op.create_table(
        "book",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column(
            "last_number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("last_hash", sa.String(length=64), nullable=False),
        sa.Column("locked_until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_book")),
        sa.UniqueConstraint("code", name=op.f("uq_book_code")),
    )
    op.create_table(
        "collectivity",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "commune",
                "epci",
                "metropole",
                "departement",
                "region",
                "overseas_collectivity",
                "syndicat",
                "ccas",
                "public_agency",
                "foreign_authority",
                "network",
                "foundation",
                name="kind",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "sort_key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("siren", sa.String(length=9), nullable=True),
        sa.Column("siret", sa.String(length=14), nullable=True),
        sa.Column("register_code", sa.String(length=9), nullable=True),
        sa.Column("department", sa.String(length=3), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("is_adherent", sa.Boolean(), nullable=False),
        sa.Column("publishes_amounts", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "siren IS NULL OR length(siren) = 9", name=op.f("ck_collectivity_siren")
        ),
        sa.CheckConstraint(
            "siret IS NULL OR length(siret) = 14", name=op.f("ck_collectivity_siret")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collectivity")),
    )
    op.create_index(op.f("ix_collectivity_sort_key"), "collectivity", ["sort_key"], unique=False)
    op.create_index(
        "uq_collectivity_register",
        "collectivity",
        ["kind", "register_code"],
        unique=True,
        sqlite_where=sa.text("register_code IS NOT NULL"),
        postgresql_where=sa.text("register_code IS NOT NULL"),
    )
    op.create_index(
        "uq_collectivity_siren",
        "collectivity",
        ["siren"],
        unique=True,
        sqlite_where=sa.text("siren IS NOT NULL"),
        postgresql_where=sa.text("siren IS NOT NULL"),
    )
    op.create_table(
        "crisis",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("happened_text", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crisis")),
    )
    op.create_table(
        "partner",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "beneficiary_authority",
                "implementing_partner",
                "cofunder",
                name="kind",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "sort_key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
    )
    op.create_index(op.f("ix_partner_sort_key"), "partner", ["sort_key"], unique=False)
    op.create_table(
        "register_edition",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("year", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_register_edition")),
    )
    op.create_table(
        "register_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "commune",
                "epci",
                "metropole",
                "departement",
                "region",
                "overseas_collectivity",
                "syndicat",
                "ccas",
                "public_agency",
                "foreign_authority",
                "network",
                "foundation",
                name="kind",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("other_names", sa.Text(), nullable=False),
        sa.Column(
            "sort_key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column(
            "search_key",
            sa.Text().with_variant(sa.Text(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "search_text",
            sa.Text().with_variant(sa.Text(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("siren", sa.Text(), nullable=True),
        sa.Column("department_code", sa.Text(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column(
            "population", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("year", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_entry")),
        sa.UniqueConstraint("code", "kind", name=op.f("uq_register_entry_code_kind")),
    )
    op.create_index(
        op.f("ix_register_entry_search_key"), "register_entry", ["search_key"], unique=False
    )
    op.create_index(op.f("ix_register_entry_siren"), "register_entry", ["siren"], unique=False)
    op.create_index(
        op.f("ix_register_entry_sort_key"), "register_entry", ["sort_key"], unique=False
    )
    op.create_table(
        "stored_file",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stored_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_stored_file_size")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_stored_file")),
    )
    op.create_table(
        "user",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "admin",
                "manager",
                "accountant",
                "reader",
                name="role",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_user_email_lower")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("email", name=op.f("uq_user_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_user_fs_uniquifier")),
    )
    op.create_table(
        "alias",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "sort_key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["collectivity_id"], ["collectivity.id"], name=op.f("fk_alias_collectivity_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alias")),
    )
    op.create_index(op.f("ix_alias_collectivity_id"), "alias", ["collectivity_id"], unique=False)
    op.create_index(op.f("ix_alias_sort_key"), "alias", ["sort_key"], unique=False)
    op.create_table(
        "contact",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("function", sa.Text(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=30), nullable=True),
        sa.CheckConstraint(
            "(collectivity_id IS NULL) <> (partner_id IS NULL)", name=op.f("ck_contact_one_party")
        ),
        sa.ForeignKeyConstraint(
            ["collectivity_id"], ["collectivity.id"], name=op.f("fk_contact_collectivity_id")
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_contact_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index(
        op.f("ix_contact_collectivity_id"), "contact", ["collectivity_id"], unique=False
    )
    op.create_index(op.f("ix_contact_partner_id"), "contact", ["partner_id"], unique=False)
    op.create_table(
        "donor_month",
        sa.Column("book_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "collectivity_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "place",
            sa.Enum(
                "donor",
                "returned",
                "carried",
                "fees",
                "fees_withdrawn",
                "unallocated",
                "held",
                "advanced",
                "justified",
                "spent",
                "lost",
                name="place",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("debits", sa.BigInteger(), nullable=False),
        sa.Column("credits", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name=op.f("fk_donor_month_book_id")),
        sa.PrimaryKeyConstraint(
            "book_id", "collectivity_id", "place", "month", name=op.f("pk_donor_month")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "donor_total",
        sa.Column("book_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "collectivity_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "place",
            sa.Enum(
                "donor",
                "returned",
                "carried",
                "fees",
                "fees_withdrawn",
                "unallocated",
                "held",
                "advanced",
                "justified",
                "spent",
                "lost",
                name="place",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("debits", sa.BigInteger(), nullable=False),
        sa.Column("credits", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name=op.f("fk_donor_total_book_id")),
        sa.PrimaryKeyConstraint("book_id", "collectivity_id", "place", name=op.f("pk_donor_total")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_donor_total_collectivity_id", "donor_total", ["collectivity_id"], unique=False
    )
    op.create_table(
        "fund",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("book_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "crisis_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("territory", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "preparing",
                "collecting",
                "collected",
                "programming",
                "implementing",
                "closing",
                "closed",
                "suspended",
                name="state",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("iban", sa.String(length=34), nullable=True),
        sa.Column("bic", sa.String(length=11), nullable=True),
        sa.Column("chair", sa.Text(), nullable=True),
        sa.Column("target", sa.BigInteger(), nullable=True),
        sa.Column("leftover_rule", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.CheckConstraint("code = lower(code)", name=op.f("ck_fund_code_lower")),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name=op.f("fk_fund_book_id")),
        sa.ForeignKeyConstraint(["crisis_id"], ["crisis.id"], name=op.f("fk_fund_crisis_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund")),
        sa.UniqueConstraint("book_id", name=op.f("uq_fund_book_id")),
        sa.UniqueConstraint("code", name=op.f("uq_fund_code")),
    )
    op.create_index(op.f("ix_fund_crisis_id"), "fund", ["crisis_id"], unique=False)
    op.create_table(
        "project_total",
        sa.Column("book_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "project_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "place",
            sa.Enum(
                "donor",
                "returned",
                "carried",
                "fees",
                "fees_withdrawn",
                "unallocated",
                "held",
                "advanced",
                "justified",
                "spent",
                "lost",
                name="place",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("debits", sa.BigInteger(), nullable=False),
        sa.Column("credits", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name=op.f("fk_project_total_book_id")),
        sa.PrimaryKeyConstraint(
            "book_id", "project_id", "place", "month", name=op.f("pk_project_total")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "register_word",
        sa.Column(
            "word", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["register_entry.id"], name=op.f("fk_register_word_entry_id")
        ),
        sa.PrimaryKeyConstraint("word", "entry_id", name=op.f("pk_register_word")),
    )
    op.create_table(
        "appeal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fund_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("launched_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("fk_appeal_fund_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
    )
    op.create_index(op.f("ix_appeal_fund_id"), "appeal", ["fund_id"], unique=False)
    op.create_table(
        "decision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fund_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "body",
            sa.Enum(
                "committee",
                "bureau",
                "chair",
                "donor",
                name="body",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("approved", sa.BigInteger(), nullable=True),
        sa.Column("file_sha256", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["file_sha256"], ["stored_file.sha256"], name=op.f("fk_decision_file_sha256")
        ),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("fk_decision_fund_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index("ix_decision_fund_id", "decision", ["fund_id", "decided_on"], unique=False)
    op.create_table(
        "fund_request",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fund_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("fk_fund_request_fund_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_request")),
    )
    op.create_index(op.f("ix_fund_request_fund_id"), "fund_request", ["fund_id"], unique=False)
    op.create_table(
        "project",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fund_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("action", "fund_costs", name="kind", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column(
            "action_type",
            sa.Enum(
                "crisis_response",
                "risk_reduction",
                "capacity_building",
                name="action_type",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=True,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column(
            "theme",
            sa.Enum(
                "general",
                "water",
                "sanitation",
                "waste",
                "energy",
                name="theme",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "identified",
                "approved",
                "agreed",
                "under_way",
                "slowed",
                "suspended",
                "completed",
                "closed",
                "cancelled",
                name="status",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("status_reason", sa.Text(), nullable=False),
        sa.Column("purpose_code", sa.String(length=5), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("results", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("planned", sa.BigInteger(), nullable=True),
        sa.Column(
            "beneficiary_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.CheckConstraint(
            "(kind = 'action') = (action_type IS NOT NULL)", name=op.f("ck_project_action_has_type")
        ),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name=op.f("ck_project_latitude")),
        sa.CheckConstraint("longitude BETWEEN -180 AND 180", name=op.f("ck_project_longitude")),
        sa.CheckConstraint("planned > 0", name=op.f("ck_project_planned")),
        sa.ForeignKeyConstraint(
            ["beneficiary_id"], ["partner.id"], name=op.f("fk_project_beneficiary_id")
        ),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("fk_project_fund_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_project_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
    )
    op.create_index(op.f("ix_project_fund_id"), "project", ["fund_id"], unique=False)
    op.create_index(
        "uq_project_fund_costs",
        "project",
        ["fund_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'fund_costs'"),
        postgresql_where=sa.text("kind = 'fund_costs'"),
    )
    op.create_table(
        "published_figure",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fund_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("as_of", sa.Text(), nullable=False),
        sa.Column("donors", sa.Text(), nullable=False),
        sa.Column("collected", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("fk_published_figure_fund_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_figure")),
    )
    op.create_index(
        op.f("ix_published_figure_fund_id"), "published_figure", ["fund_id"], unique=False
    )
    op.create_table(
        "act",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "confirmed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("confirmed_by_id <> actor_id", name=op.f("ck_act_two_pairs_of_eyes")),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_act_actor_id")),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["user.id"], name=op.f("fk_act_confirmed_by_id")
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_act_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act")),
        sa.UniqueConstraint("key", name=op.f("uq_act_key")),
    )
    op.create_index(op.f("ix_act_decision_id"), "act", ["decision_id"], unique=False)
    op.create_table(
        "donation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fund_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "gift",
                "carried_in",
                "income",
                "to_identify",
                "own",
                name="kind",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column(
            "budget",
            sa.Enum(
                "general",
                "water",
                "sanitation",
                "waste",
                "energy",
                name="budget",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "earmark_action_type",
            sa.Enum(
                "crisis_response",
                "risk_reduction",
                "capacity_building",
                name="earmark_action_type",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=True,
        ),
        sa.Column(
            "earmark_project_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column(
            "fee_rate_bp", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("fee_cap", sa.BigInteger(), nullable=True),
        sa.Column("frozen_reason", sa.Text(), nullable=True),
        sa.Column(
            "carried_from_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(kind IN ('gift', 'carried_in')) = (collectivity_id IS NOT NULL)",
            name=op.f("ck_donation_gift_has_collectivity"),
        ),
        sa.CheckConstraint("fee_cap >= 0", name=op.f("ck_donation_fee_cap")),
        sa.CheckConstraint("fee_rate_bp BETWEEN 0 AND 10000", name=op.f("ck_donation_fee_rate")),
        sa.ForeignKeyConstraint(
            ["carried_from_id"], ["donation.id"], name=op.f("fk_donation_carried_from_id")
        ),
        sa.ForeignKeyConstraint(
            ["collectivity_id"], ["collectivity.id"], name=op.f("fk_donation_collectivity_id")
        ),
        sa.ForeignKeyConstraint(
            ["earmark_project_id"], ["project.id"], name=op.f("fk_donation_earmark_project_id")
        ),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("fk_donation_fund_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_donation")),
        sa.UniqueConstraint("reference", name=op.f("uq_donation_reference")),
    )
    op.create_index(
        "ix_donation_collectivity_id", "donation", ["collectivity_id", "fund_id"], unique=False
    )
    op.create_index("ix_donation_fund_id", "donation", ["fund_id", "id"], unique=False)
    op.create_index("uq_donation_number", "donation", ["fund_id", "number"], unique=True)
    op.create_table(
        "act_subject",
        sa.Column("act_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "line",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_act_subject_act_id")),
        sa.PrimaryKeyConstraint("act_id", "line", name=op.f("pk_act_subject")),
    )
    op.create_index(
        "ix_act_subject_record", "act_subject", ["kind", "record_id", "act_id"], unique=False
    )
    op.create_table(
        "cofunding",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("cofunder", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "announced",
                "agreed",
                "paid",
                name="stage",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column(
            "origin",
            sa.Enum(
                "published", "fictitious", name="origin", native_enum=False, create_constraint=True
            ),
            nullable=True,
        ),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("act_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_cofunding_amount")),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_cofunding_act_id")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_cofunding_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cofunding")),
    )
    op.create_index(op.f("ix_cofunding_project_id"), "cofunding", ["project_id"], unique=False)
    op.create_table(
        "donation_freeze",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "donation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("is_frozen", sa.Boolean(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("act_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_donation_freeze_act_id")),
        sa.ForeignKeyConstraint(
            ["donation_id"], ["donation.id"], name=op.f("fk_donation_freeze_donation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_donation_freeze")),
    )
    op.create_index(
        op.f("ix_donation_freeze_donation_id"), "donation_freeze", ["donation_id"], unique=False
    )
    op.create_table(
        "donation_stage",
        sa.Column(
            "donation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("promised", sa.BigInteger(), nullable=False),
        sa.Column("voted", sa.BigInteger(), nullable=False),
        sa.Column("agreed", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "promised >= 0 AND voted >= 0 AND agreed >= 0", name=op.f("ck_donation_stage_amounts")
        ),
        sa.CheckConstraint("until > since", name=op.f("ck_donation_stage_until")),
        sa.ForeignKeyConstraint(
            ["donation_id"], ["donation.id"], name=op.f("fk_donation_stage_donation_id")
        ),
        sa.PrimaryKeyConstraint("donation_id", "since", name=op.f("pk_donation_stage")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "donation_step",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "donation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "promised",
                "voted",
                "agreed",
                "called",
                "reduced",
                "cancelled",
                name="kind",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column(
            "replaces_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("file_sha256", sa.String(length=64), nullable=True),
        sa.Column(
            "origin",
            sa.Enum(
                "published", "fictitious", name="origin", native_enum=False, create_constraint=True
            ),
            nullable=True,
        ),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("act_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_donation_step_amount")),
        sa.CheckConstraint("replaces_id < id", name=op.f("ck_donation_step_replaces_earlier")),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_donation_step_act_id")),
        sa.ForeignKeyConstraint(
            ["donation_id"], ["donation.id"], name=op.f("fk_donation_step_donation_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_sha256"], ["stored_file.sha256"], name=op.f("fk_donation_step_file_sha256")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["donation_step.id"], name=op.f("fk_donation_step_replaces_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_donation_step")),
    )
    op.create_index(
        "ix_donation_step_donation_id",
        "donation_step",
        ["donation_id", "dated_on", "id"],
        unique=False,
    )
    op.create_index("uq_donation_step_replaces_id", "donation_step", ["replaces_id"], unique=True)
    op.create_table(
        "entry",
        sa.Column("book_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "purpose",
            sa.Enum(
                "receipt",
                "management_fee",
                "fee_return",
                "fee_withdrawal",
                "allocation",
                "release",
                "disbursement",
                "partner_refund",
                "expenditure",
                "direct_expenditure",
                "write_off",
                "refund",
                "carry_over",
                "substitution",
                name="purpose",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("act_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("piece_reference", sa.Text(), nullable=True),
        sa.Column("piece_on", sa.Date(), nullable=True),
        sa.Column("memo_hash", sa.String(length=64), nullable=True),
        sa.Column(
            "reverses_number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_entry_number")),
        sa.CheckConstraint("reverses_number < number", name=op.f("ck_entry_reverses_earlier")),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_entry_act_id")),
        sa.ForeignKeyConstraint(
            ["book_id", "reverses_number"],
            ["entry.book_id", "entry.number"],
            name=op.f("fk_entry_book_id_reverses_number"),
        ),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name=op.f("fk_entry_book_id")),
        sa.PrimaryKeyConstraint("book_id", "number", name=op.f("pk_entry")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_entry_act_id"), "entry", ["act_id"], unique=False)
    op.create_index(
        "ix_entry_effective_on", "entry", ["book_id", "effective_on", "number"], unique=False
    )
    op.create_index(
        "uq_entry_reverses",
        "entry",
        ["book_id", "reverses_number"],
        unique=True,
        sqlite_where=sa.text("reverses_number IS NOT NULL"),
        postgresql_where=sa.text("reverses_number IS NOT NULL"),
    )
    op.create_table(
        "fee_rule",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fund_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("rate_bp", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cap", sa.BigInteger(), nullable=True),
        sa.Column("applies_to_carried", sa.Boolean(), nullable=False),
        sa.Column(
            "decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("act_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("cap >= 0", name=op.f("ck_fee_rule_cap")),
        sa.CheckConstraint("rate_bp BETWEEN 0 AND 10000", name=op.f("ck_fee_rule_rate")),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_fee_rule_act_id")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_fee_rule_decision_id")
        ),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("fk_fee_rule_fund_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_rule")),
    )
    op.create_index(op.f("ix_fee_rule_fund_id"), "fee_rule", ["fund_id"], unique=False)
    op.create_table(
        "fund_state_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fund_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "preparing",
                "collecting",
                "collected",
                "programming",
                "implementing",
                "closing",
                "closed",
                "suspended",
                name="state",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("act_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_fund_state_change_act_id")),
        sa.ForeignKeyConstraint(
            ["fund_id"], ["fund.id"], name=op.f("fk_fund_state_change_fund_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_state_change")),
    )
    op.create_index(
        op.f("ix_fund_state_change_fund_id"), "fund_state_change", ["fund_id"], unique=False
    )
    op.create_table(
        "partner_agreement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fund_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=True),
        sa.Column("act_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_partner_agreement_amount")),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_partner_agreement_act_id")),
        sa.ForeignKeyConstraint(
            ["file_sha256"], ["stored_file.sha256"], name=op.f("fk_partner_agreement_file_sha256")
        ),
        sa.ForeignKeyConstraint(
            ["fund_id"], ["fund.id"], name=op.f("fk_partner_agreement_fund_id")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_partner_agreement_partner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_agreement")),
    )
    op.create_index(
        op.f("ix_partner_agreement_fund_id"), "partner_agreement", ["fund_id"], unique=False
    )
    op.create_index(
        op.f("ix_partner_agreement_partner_id"), "partner_agreement", ["partner_id"], unique=False
    )
    op.create_table(
        "project_status_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "status",
            sa.Enum(
                "identified",
                "approved",
                "agreed",
                "under_way",
                "slowed",
                "suspended",
                "completed",
                "closed",
                "cancelled",
                name="status",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("act_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["act_id"], ["act.id"], name=op.f("fk_project_status_change_act_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_project_status_change_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_status_change")),
    )
    op.create_index(
        op.f("ix_project_status_change_project_id"),
        "project_status_change",
        ["project_id"],
        unique=False,
    )
    op.create_table(
        "succession",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "merger",
                "split",
                "renaming",
                name="kind",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "predecessor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "successor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("act_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "predecessor_id <> successor_id", name=op.f("ck_succession_two_parties")
        ),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_succession_act_id")),
        sa.ForeignKeyConstraint(
            ["predecessor_id"], ["collectivity.id"], name=op.f("fk_succession_predecessor_id")
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["collectivity.id"], name=op.f("fk_succession_successor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_succession")),
    )
    op.create_index(
        op.f("ix_succession_predecessor_id"), "succession", ["predecessor_id"], unique=False
    )
    op.create_index(
        op.f("ix_succession_successor_id"), "succession", ["successor_id"], unique=False
    )
    op.create_table(
        "account",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("book_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "place",
            sa.Enum(
                "donor",
                "returned",
                "carried",
                "fees",
                "fees_withdrawn",
                "unallocated",
                "held",
                "advanced",
                "justified",
                "spent",
                "lost",
                name="place",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "donation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "agreement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "collectivity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("debits_posted", sa.BigInteger(), nullable=False),
        sa.Column("credits_posted", sa.BigInteger(), nullable=False),
        sa.Column("last_moved_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(place IN ('advanced', 'justified')) = (agreement_id IS NOT NULL)",
            name=op.f("ck_account_has_agreement"),
        ),
        sa.CheckConstraint(
            "(place IN ('held', 'advanced', 'justified', 'spent', 'lost')) = (project_id IS NOT NULL)",
            name=op.f("ck_account_has_project"),
        ),
        sa.CheckConstraint(
            "place = 'carried' OR (place = 'donor' AND credits_posted >= debits_posted) OR (place <> 'donor' AND debits_posted >= credits_posted)",
            name=op.f("ck_account_within_bounds"),
        ),
        sa.CheckConstraint(
            "debits_posted >= 0 AND credits_posted >= 0", name=op.f("ck_account_counters")
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["partner_agreement.id"], name=op.f("fk_account_agreement_id")
        ),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name=op.f("fk_account_book_id")),
        sa.ForeignKeyConstraint(
            ["collectivity_id"], ["collectivity.id"], name=op.f("fk_account_collectivity_id")
        ),
        sa.ForeignKeyConstraint(
            ["donation_id"], ["donation.id"], name=op.f("fk_account_donation_id")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_account_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
    )
    op.create_index("ix_account_book", "account", ["book_id", "place"], unique=False)
    op.create_index("ix_account_project_place", "account", ["project_id", "place"], unique=False)
    op.create_index(
        "uq_account_agreement",
        "account",
        ["donation_id", "project_id", "agreement_id", "place"],
        unique=True,
        sqlite_where=sa.text("agreement_id IS NOT NULL"),
        postgresql_where=sa.text("agreement_id IS NOT NULL"),
    )
    op.create_index(
        "uq_account_donation",
        "account",
        ["donation_id", "place"],
        unique=True,
        sqlite_where=sa.text("project_id IS NULL"),
        postgresql_where=sa.text("project_id IS NULL"),
    )
    op.create_index(
        "uq_account_project",
        "account",
        ["donation_id", "project_id", "place"],
        unique=True,
        sqlite_where=sa.text("project_id IS NOT NULL AND agreement_id IS NULL"),
        postgresql_where=sa.text("project_id IS NOT NULL AND agreement_id IS NULL"),
    )
    op.create_table(
        "agreement_project",
        sa.Column(
            "agreement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["partner_agreement.id"],
            name=op.f("fk_agreement_project_agreement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_agreement_project_project_id")
        ),
        sa.PrimaryKeyConstraint("agreement_id", "project_id", name=op.f("pk_agreement_project")),
    )
    op.create_index(
        "ix_agreement_project_project_id", "agreement_project", ["project_id"], unique=False
    )
    op.create_table(
        "carry_over",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "from_donation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "to_donation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "from_book_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "from_number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "to_book_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "to_number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("consent", sa.Text(), nullable=False),
        sa.Column("act_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("from_book_id <> to_book_id", name=op.f("ck_carry_over_two_books")),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_carry_over_act_id")),
        sa.ForeignKeyConstraint(
            ["from_book_id", "from_number"],
            ["entry.book_id", "entry.number"],
            name="fk_carry_over_from_entry",
        ),
        sa.ForeignKeyConstraint(
            ["from_donation_id"], ["donation.id"], name=op.f("fk_carry_over_from_donation_id")
        ),
        sa.ForeignKeyConstraint(
            ["to_book_id", "to_number"],
            ["entry.book_id", "entry.number"],
            name="fk_carry_over_to_entry",
        ),
        sa.ForeignKeyConstraint(
            ["to_donation_id"], ["donation.id"], name=op.f("fk_carry_over_to_donation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carry_over")),
    )
    op.create_index(
        op.f("ix_carry_over_from_donation_id"), "carry_over", ["from_donation_id"], unique=False
    )
    op.create_index(
        op.f("ix_carry_over_to_donation_id"), "carry_over", ["to_donation_id"], unique=False
    )
    op.create_table(
        "entry_file",
        sa.Column("book_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["book_id", "number"],
            ["entry.book_id", "entry.number"],
            name=op.f("fk_entry_file_book_id_number"),
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["stored_file.sha256"], name=op.f("fk_entry_file_sha256")
        ),
        sa.PrimaryKeyConstraint("book_id", "number", "sha256", name=op.f("pk_entry_file")),
    )
    op.create_table(
        "entry_memo",
        sa.Column("book_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("memo", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["book_id", "number"],
            ["entry.book_id", "entry.number"],
            name=op.f("fk_entry_memo_book_id_number"),
        ),
        sa.PrimaryKeyConstraint("book_id", "number", name=op.f("pk_entry_memo")),
    )
    op.create_table(
        "expenditure",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "agreement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("piece_reference", sa.Text(), nullable=False),
        sa.Column("incurred_on", sa.Date(), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("document_total", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("local_amount", sa.BigInteger(), nullable=True),
        sa.Column("local_total", sa.BigInteger(), nullable=True),
        sa.Column("rate", sa.String(length=30), nullable=True),
        sa.Column("act_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(currency IS NULL) = (local_amount IS NULL)", name=op.f("ck_expenditure_local_amount")
        ),
        sa.CheckConstraint(
            "accepted_on >= incurred_on", name=op.f("ck_expenditure_accepted_after")
        ),
        sa.CheckConstraint("(currency IS NULL) = (rate IS NULL)", name=op.f("ck_expenditure_rate")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_expenditure_amount")),
        sa.CheckConstraint("document_total >= amount", name=op.f("ck_expenditure_within_document")),
        sa.CheckConstraint("local_amount > 0", name=op.f("ck_expenditure_local_amount_positive")),
        sa.CheckConstraint(
            "local_total >= local_amount", name=op.f("ck_expenditure_within_local_document")
        ),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_expenditure_act_id")),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["partner_agreement.id"], name=op.f("fk_expenditure_agreement_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_expenditure_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expenditure")),
    )
    op.create_index(
        op.f("ix_expenditure_agreement_id"), "expenditure", ["agreement_id"], unique=False
    )
    op.create_index(op.f("ix_expenditure_project_id"), "expenditure", ["project_id"], unique=False)
    op.create_table(
        "instalment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "agreement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("rank", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_instalment_amount")),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["partner_agreement.id"], name=op.f("fk_instalment_agreement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instalment")),
    )
    op.create_index("uq_instalment_rank", "instalment", ["agreement_id", "rank"], unique=True)
    op.create_table(
        "receipt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "donation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("book_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("payer", sa.Text(), nullable=False),
        sa.Column("bank_reference", sa.Text(), nullable=False),
        sa.Column(
            "origin",
            sa.Enum(
                "published", "fictitious", name="origin", native_enum=False, create_constraint=True
            ),
            nullable=True,
        ),
        sa.Column("act_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_receipt_act_id")),
        sa.ForeignKeyConstraint(
            ["book_id", "number"],
            ["entry.book_id", "entry.number"],
            name=op.f("fk_receipt_book_id_number"),
        ),
        sa.ForeignKeyConstraint(
            ["donation_id"], ["donation.id"], name=op.f("fk_receipt_donation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
    )
    op.create_index(op.f("ix_receipt_donation_id"), "receipt", ["donation_id"], unique=False)
    op.create_index("uq_receipt_entry", "receipt", ["book_id", "number"], unique=True)
    op.create_table(
        "disbursement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "agreement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "instalment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("book_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("bank_reference", sa.Text(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("local_amount", sa.BigInteger(), nullable=True),
        sa.Column("act_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(currency IS NULL) = (local_amount IS NULL)", name=op.f("ck_disbursement_local_amount")
        ),
        sa.CheckConstraint("local_amount > 0", name=op.f("ck_disbursement_local_amount_positive")),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_disbursement_act_id")),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["partner_agreement.id"], name=op.f("fk_disbursement_agreement_id")
        ),
        sa.ForeignKeyConstraint(
            ["book_id", "number"],
            ["entry.book_id", "entry.number"],
            name=op.f("fk_disbursement_book_id_number"),
        ),
        sa.ForeignKeyConstraint(
            ["instalment_id"], ["instalment.id"], name=op.f("fk_disbursement_instalment_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_disbursement_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disbursement")),
    )
    op.create_index(
        op.f("ix_disbursement_agreement_id"), "disbursement", ["agreement_id"], unique=False
    )
    op.create_index(
        op.f("ix_disbursement_project_id"), "disbursement", ["project_id"], unique=False
    )
    op.create_index("uq_disbursement_entry", "disbursement", ["book_id", "number"], unique=True)
    op.create_table(
        "expenditure_entry",
        sa.Column("book_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "expenditure_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["book_id", "number"],
            ["entry.book_id", "entry.number"],
            name=op.f("fk_expenditure_entry_book_id_number"),
        ),
        sa.ForeignKeyConstraint(
            ["expenditure_id"], ["expenditure.id"], name=op.f("fk_expenditure_entry_expenditure_id")
        ),
        sa.PrimaryKeyConstraint("book_id", "number", name=op.f("pk_expenditure_entry")),
    )
    op.create_index(
        op.f("ix_expenditure_entry_expenditure_id"),
        "expenditure_entry",
        ["expenditure_id"],
        unique=False,
    )
    op.create_table(
        "expenditure_withdrawal",
        sa.Column(
            "expenditure_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("act_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["act_id"], ["act.id"], name=op.f("fk_expenditure_withdrawal_act_id")
        ),
        sa.ForeignKeyConstraint(
            ["expenditure_id"],
            ["expenditure.id"],
            name=op.f("fk_expenditure_withdrawal_expenditure_id"),
        ),
        sa.PrimaryKeyConstraint("expenditure_id", name=op.f("pk_expenditure_withdrawal")),
    )
    op.create_table(
        "supporting_document",
        sa.Column(
            "expenditure_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["expenditure_id"],
            ["expenditure.id"],
            name=op.f("fk_supporting_document_expenditure_id"),
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["stored_file.sha256"], name=op.f("fk_supporting_document_sha256")
        ),
        sa.PrimaryKeyConstraint("expenditure_id", "sha256", name=op.f("pk_supporting_document")),
    )
    op.create_table(
        "transfer",
        sa.Column("book_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "line",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "debit_account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "credit_account_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_transfer_amount")),
        sa.CheckConstraint(
            "debit_account_id <> credit_account_id", name=op.f("ck_transfer_two_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["book_id", "number"],
            ["entry.book_id", "entry.number"],
            name=op.f("fk_transfer_book_id_number"),
        ),
        sa.ForeignKeyConstraint(
            ["credit_account_id"], ["account.id"], name=op.f("fk_transfer_credit_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["debit_account_id"], ["account.id"], name=op.f("fk_transfer_debit_account_id")
        ),
        sa.PrimaryKeyConstraint("book_id", "number", "line", name=op.f("pk_transfer")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_transfer_credit",
        "transfer",
        ["credit_account_id", "effective_on", "amount"],
        unique=False,
    )
    op.create_index(
        "ix_transfer_debit",
        "transfer",
        ["debit_account_id", "effective_on", "amount"],
        unique=False,
    )
    op.create_index(
        "ix_transfer_effective_on", "transfer", ["book_id", "effective_on"], unique=False
    )
    triggers.recreate(op.get_bind())


def downgrade() -> None:
    """Drop everything."""
    triggers.drop(op.get_bind())
    op.drop_index("ix_transfer_effective_on", table_name="transfer")
    op.drop_index("ix_transfer_debit", table_name="transfer")
    op.drop_index("ix_transfer_credit", table_name="transfer")
    op.drop_table("transfer")
    op.drop_table("supporting_document")
    op.drop_table("expenditure_withdrawal")
    op.drop_index(op.f("ix_expenditure_entry_expenditure_id"), table_name="expenditure_entry")
    op.drop_table("expenditure_entry")
    op.drop_index("uq_disbursement_entry", table_name="disbursement")
    op.drop_index(op.f("ix_disbursement_project_id"), table_name="disbursement")
    op.drop_index(op.f("ix_disbursement_agreement_id"), table_name="disbursement")
    op.drop_table("disbursement")
    op.drop_index("uq_receipt_entry", table_name="receipt")
    op.drop_index(op.f("ix_receipt_donation_id"), table_name="receipt")
    op.drop_table("receipt")
    op.drop_index("uq_instalment_rank", table_name="instalment")
    op.drop_table("instalment")
    op.drop_index(op.f("ix_expenditure_project_id"), table_name="expenditure")
    op.drop_index(op.f("ix_expenditure_agreement_id"), table_name="expenditure")
    op.drop_table("expenditure")
    op.drop_table("entry_memo")
    op.drop_table("entry_file")
    op.drop_index(op.f("ix_carry_over_to_donation_id"), table_name="carry_over")
    op.drop_index(op.f("ix_carry_over_from_donation_id"), table_name="carry_over")
    op.drop_table("carry_over")
    op.drop_index("ix_agreement_project_project_id", table_name="agreement_project")
    op.drop_table("agreement_project")
    op.drop_index(
        "uq_account_project",
        table_name="account",
        sqlite_where=sa.text("project_id IS NOT NULL AND agreement_id IS NULL"),
        postgresql_where=sa.text("project_id IS NOT NULL AND agreement_id IS NULL"),
    )
    op.drop_index(
        "uq_account_donation",
        table_name="account",
        sqlite_where=sa.text("project_id IS NULL"),
        postgresql_where=sa.text("project_id IS NULL"),
    )
    op.drop_index(
        "uq_account_agreement",
        table_name="account",
        sqlite_where=sa.text("agreement_id IS NOT NULL"),
        postgresql_where=sa.text("agreement_id IS NOT NULL"),
    )
    op.drop_index("ix_account_project_place", table_name="account")
    op.drop_index("ix_account_book", table_name="account")
    op.drop_table("account")
    op.drop_index(op.f("ix_succession_successor_id"), table_name="succession")
    op.drop_index(op.f("ix_succession_predecessor_id"), table_name="succession")
    op.drop_table("succession")
    op.drop_index(op.f("ix_project_status_change_project_id"), table_name="project_status_change")
    op.drop_table("project_status_change")
    op.drop_index(op.f("ix_partner_agreement_partner_id"), table_name="partner_agreement")
    op.drop_index(op.f("ix_partner_agreement_fund_id"), table_name="partner_agreement")
    op.drop_table("partner_agreement")
    op.drop_index(op.f("ix_fund_state_change_fund_id"), table_name="fund_state_change")
    op.drop_table("fund_state_change")
    op.drop_index(op.f("ix_fee_rule_fund_id"), table_name="fee_rule")
    op.drop_table("fee_rule")
    op.drop_index(
        "uq_entry_reverses",
        table_name="entry",
        sqlite_where=sa.text("reverses_number IS NOT NULL"),
        postgresql_where=sa.text("reverses_number IS NOT NULL"),
    )
    op.drop_index("ix_entry_effective_on", table_name="entry")
    op.drop_index(op.f("ix_entry_act_id"), table_name="entry")
    op.drop_table("entry")
    op.drop_index("uq_donation_step_replaces_id", table_name="donation_step")
    op.drop_index("ix_donation_step_donation_id", table_name="donation_step")
    op.drop_table("donation_step")
    op.drop_table("donation_stage")
    op.drop_index(op.f("ix_donation_freeze_donation_id"), table_name="donation_freeze")
    op.drop_table("donation_freeze")
    op.drop_index(op.f("ix_cofunding_project_id"), table_name="cofunding")
    op.drop_table("cofunding")
    op.drop_index("ix_act_subject_record", table_name="act_subject")
    op.drop_table("act_subject")
    op.drop_index("uq_donation_number", table_name="donation")
    op.drop_index("ix_donation_fund_id", table_name="donation")
    op.drop_index("ix_donation_collectivity_id", table_name="donation")
    op.drop_table("donation")
    op.drop_index(op.f("ix_act_decision_id"), table_name="act")
    op.drop_table("act")
    op.drop_index(op.f("ix_published_figure_fund_id"), table_name="published_figure")
    op.drop_table("published_figure")
    op.drop_index(
        "uq_project_fund_costs",
        table_name="project",
        sqlite_where=sa.text("kind = 'fund_costs'"),
        postgresql_where=sa.text("kind = 'fund_costs'"),
    )
    op.drop_index(op.f("ix_project_fund_id"), table_name="project")
    op.drop_table("project")
    op.drop_index(op.f("ix_fund_request_fund_id"), table_name="fund_request")
    op.drop_table("fund_request")
    op.drop_index("ix_decision_fund_id", table_name="decision")
    op.drop_table("decision")
    op.drop_index(op.f("ix_appeal_fund_id"), table_name="appeal")
    op.drop_table("appeal")
    op.drop_table("register_word")
    op.drop_table("project_total")
    op.drop_index(op.f("ix_fund_crisis_id"), table_name="fund")
    op.drop_table("fund")
    op.drop_index("ix_donor_total_collectivity_id", table_name="donor_total")
    op.drop_table("donor_total")
    op.drop_table("donor_month")
    op.drop_index(op.f("ix_contact_partner_id"), table_name="contact")
    op.drop_index(op.f("ix_contact_collectivity_id"), table_name="contact")
    op.drop_table("contact")
    op.drop_index(op.f("ix_alias_sort_key"), table_name="alias")
    op.drop_index(op.f("ix_alias_collectivity_id"), table_name="alias")
    op.drop_table("alias")
    op.drop_table("user")
    op.drop_table("stored_file")
    op.drop_index(op.f("ix_register_entry_sort_key"), table_name="register_entry")
    op.drop_index(op.f("ix_register_entry_siren"), table_name="register_entry")
    op.drop_index(op.f("ix_register_entry_search_key"), table_name="register_entry")
    op.drop_table("register_entry")
    op.drop_table("register_edition")
    op.drop_index(op.f("ix_partner_sort_key"), table_name="partner")
    op.drop_table("partner")
    op.drop_table("crisis")
    op.drop_index(
        "uq_collectivity_siren",
        table_name="collectivity",
        sqlite_where=sa.text("siren IS NOT NULL"),
        postgresql_where=sa.text("siren IS NOT NULL"),
    )
    op.drop_index(
        "uq_collectivity_register",
        table_name="collectivity",
        sqlite_where=sa.text("register_code IS NOT NULL"),
        postgresql_where=sa.text("register_code IS NOT NULL"),
    )
    op.drop_index(op.f("ix_collectivity_sort_key"), table_name="collectivity")
    op.drop_table("collectivity")
    op.drop_table("book")
