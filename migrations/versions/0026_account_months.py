"""Accounts' counters as months ended, instead of donors' totals by month."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fundtracker.db import BIG_ID
from migrations import triggers

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


_PLACES = (
    "donor", "returned", "carried", "fees", "fees_withdrawn", "unallocated", "held", "advanced",
    "justified", "spent", "lost",
)  # fmt: skip


def _month(connection: sa.Connection) -> str:
    if connection.dialect.name == "sqlite":
        return "(substr(effective_on, 1, 8) || '01')"
    return "(effective_on - (extract(day FROM effective_on)::int - 1))"


def upgrade() -> None:
    """Add the table, filled from the transfers; drop the other."""
    connection = op.get_bind()
    triggers.drop(connection)
    op.create_table(
        "account_month",
        sa.Column("account_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("debits", sa.BigInteger(), nullable=False),
        sa.Column("credits", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_month_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "month", name=op.f("pk_account_month")),
        sqlite_with_rowid=False,
    )
    month = _month(connection)
    op.execute(f"""
        INSERT INTO account_month (account_id, month, debits, credits)
        SELECT account_id, month,
            sum(sum(debits)) OVER (PARTITION BY account_id ORDER BY month),
            sum(sum(credits)) OVER (PARTITION BY account_id ORDER BY month)
        FROM (
            SELECT debit_account_id AS account_id, {month} AS month, amount AS debits, 0 AS credits
            FROM transfer
            UNION ALL
            SELECT credit_account_id, {month}, 0, amount FROM transfer
        ) AS sides
        GROUP BY account_id, month
        """)
    op.create_index("ix_account_collectivity", "account", ["collectivity_id", "book_id"])
    op.drop_table("donor_month")
    triggers.recreate(connection)


def downgrade() -> None:
    """Take it back: donors' totals by month are summed from the transfers."""
    connection = op.get_bind()
    triggers.drop(connection)
    op.create_table(
        "donor_month",
        sa.Column("book_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("collectivity_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column(
            "place",
            sa.Enum(*_PLACES, name="place", native_enum=False, create_constraint=True),
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
    month = _month(connection)
    op.execute(f"""
        INSERT INTO donor_month (book_id, collectivity_id, place, month, debits, credits)
        SELECT account.book_id, coalesce(collectivity_id, 0), place, month,
            sum(debits), sum(credits)
        FROM (
            SELECT debit_account_id AS account_id, {month} AS month, amount AS debits, 0 AS credits
            FROM transfer
            UNION ALL
            SELECT credit_account_id, {month}, 0, amount FROM transfer
        ) AS sides JOIN account ON account.id = account_id
        GROUP BY account.book_id, coalesce(collectivity_id, 0), place, month
        """)
    op.drop_index("ix_account_collectivity", "account")
    op.drop_table("account_month")
    triggers.recreate(connection)
