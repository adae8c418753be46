"""Attempts to sign in, so that passwords cannot be tried out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fundtracker.db import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table of attempts."""
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_hash", sa.String(length=64), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    for column in ("account_hash", "address_hash", "at"):
        op.create_index(
            op.f(f"ix_sign_in_attempt_{column}"), "sign_in_attempt", [column], unique=False
        )


def downgrade() -> None:
    """Drop it."""
    for column in ("at", "address_hash", "account_hash"):
        op.drop_index(op.f(f"ix_sign_in_attempt_{column}"), table_name="sign_in_attempt")
    op.drop_table("sign_in_attempt")
