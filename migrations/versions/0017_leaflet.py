"""One more paper of the kit whose text staff may write: the leaflet."""

from __future__ import annotations

from alembic import op

from migrations import triggers

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_BEFORE = (
    "appeal", "bank_details", "deliberation", "agreement", "commitment", "republican_commitment",
)  # fmt: skip
_NOW = ("appeal", "leaflet", *_BEFORE[1:])


def _are(kinds: tuple[str, ...]) -> str:
    return f"kind IN ({', '.join(repr(kind) for kind in kinds)})"


def upgrade() -> None:
    """Admit the kind."""
    triggers.drop(op.get_bind())
    with op.batch_alter_table("paper_text") as table:
        table.drop_constraint(op.f("ck_paper_text_kind"), type_="check")
        table.create_check_constraint(op.f("ck_paper_text_kind"), _are(_NOW))
    triggers.recreate(op.get_bind())


def downgrade() -> None:
    """Take it back, and what was written for it."""
    triggers.drop(op.get_bind())
    op.execute("DELETE FROM paper_text WHERE kind = 'leaflet'")
    with op.batch_alter_table("paper_text") as table:
        table.drop_constraint(op.f("ck_paper_text_kind"), type_="check")
        table.create_check_constraint(op.f("ck_paper_text_kind"), _are(_BEFORE))
    triggers.recreate(op.get_bind())
