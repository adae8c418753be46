"""The papers of the kit have texts in both languages."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations import triggers

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_KINDS = (
    "kind IN ('appeal', 'leaflet', 'bank_details', 'deliberation', 'agreement', 'commitment', "
    "'republican_commitment')"
)
_OLD = sa.table("paper_text", sa.column("kind"), sa.column("text"))
_NEW = sa.table("paper_text", sa.column("kind"), sa.column("locale"), sa.column("text"))


def upgrade() -> None:
    """Say of each text that it is French."""
    connection = op.get_bind()
    triggers.drop(connection)
    kept = _read(sa.select(_OLD.c.kind, _OLD.c.text))
    _make(sa.Column("locale", sa.String(2), nullable=False), key=("kind", "locale"))
    _fill(_NEW, [{"kind": kind, "locale": "fr", "text": text} for kind, text in kept])
    triggers.recreate(connection)


def downgrade() -> None:
    """Keep the French texts, which alone there were."""
    connection = op.get_bind()
    triggers.drop(connection)
    kept = _read(sa.select(_NEW.c.kind, _NEW.c.text).where(_NEW.c.locale == "fr"))
    _make(key=("kind",))
    _fill(_OLD, [{"kind": kind, "text": text} for kind, text in kept])
    triggers.recreate(connection)


def _read(query: sa.Select[Any, Any]) -> list[tuple[str, str]]:
    return [(kind, text) for kind, text in op.get_bind().execute(query)]


def _make(*more: sa.Column[str], key: tuple[str, ...]) -> None:
    op.drop_table("paper_text")
    op.create_table(
        "paper_text",
        sa.Column("kind", sa.String(21), nullable=False),
        *more,
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint(_KINDS, name=op.f("ck_paper_text_kind")),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_paper_text")),
    )


def _fill(table: sa.TableClause, rows: list[dict[str, str]]) -> None:
    if rows:
        op.get_bind().execute(sa.insert(table), rows)
