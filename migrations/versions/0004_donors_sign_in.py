"""Collectivities sign in: two roles of theirs, and the links by which they share a page."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fundtracker.db import BIG_ID, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_BEFORE = ("admin", "manager", "accountant", "reader")
_DONORS = ("lead", "agent")


def _are(roles: tuple[str, ...]) -> str:
    return f"role IN ({', '.join(repr(role) for role in roles)})"


def upgrade() -> None:
    """Admit the roles of donors, and create the table of links."""
    with op.batch_alter_table("user") as table:
        table.add_column(sa.Column("collectivity_id", BIG_ID, nullable=True))
        table.drop_constraint(op.f("ck_user_role"), type_="check")
        table.create_check_constraint(op.f("ck_user_role"), _are((*_BEFORE, *_DONORS)))
        table.create_check_constraint(
            op.f("ck_user_donor_role"), f"({_are(_DONORS)}) = (collectivity_id IS NOT NULL)"
        )
        table.create_foreign_key(
            op.f("fk_user_collectivity_id"), "collectivity", ["collectivity_id"], ["id"]
        )
    op.create_index(op.f("ix_user_collectivity_id"), "user", ["collectivity_id"], unique=False)
    op.create_table(
        "share_link",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("collectivity_id", BIG_ID, nullable=False),
        sa.Column("fund_id", BIG_ID, nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("made_by_id", BIG_ID, nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["collectivity_id"], ["collectivity.id"], name=op.f("fk_share_link_collectivity_id")
        ),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("fk_share_link_fund_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_share_link_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_link")),
    )
    op.create_index(
        op.f("ix_share_link_collectivity_id"), "share_link", ["collectivity_id"], unique=False
    )


def downgrade() -> None:
    """Take it back; users of donors, whom no older version knows, become disabled readers."""
    op.drop_index(op.f("ix_share_link_collectivity_id"), table_name="share_link")
    op.drop_table("share_link")
    op.drop_index(op.f("ix_user_collectivity_id"), table_name="user")
    with op.batch_alter_table("user") as table:
        table.drop_constraint(op.f("ck_user_donor_role"), type_="check")
    op.execute(
        f"""UPDATE "user" SET active = false, role = 'reader', collectivity_id = NULL
        WHERE {_are(_DONORS)}"""
    )
    with op.batch_alter_table("user") as table:
        table.drop_constraint(op.f("fk_user_collectivity_id"), type_="foreignkey")
        table.drop_column("collectivity_id")
        table.drop_constraint(op.f("ck_user_role"), type_="check")
        table.create_check_constraint(op.f("ck_user_role"), _are(_BEFORE))
