"""A project's budget against what was spent under each heading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker.ledger.models import Entry, Transfer
from fundtracker.money import ZERO, Cents
from fundtracker.position.balances import summed
from fundtracker.projects.budget import budget_of
from fundtracker.spending.models import Expenditure, ExpenditureEntry
from fundtracker.spending.queries import stands

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingLine:
    """A heading: planned (None: not in the budget) and spent, in cents."""

    heading: str
    planned: Cents | None
    spent: Cents

    @property
    def left(self) -> Cents | None:
        """What the budget still allows; below zero where it was exceeded."""
        return None if self.planned is None else Cents(self.planned - self.spent)


def heading_lines(session: Session, project_id: int, as_of: date) -> list[HeadingLine]:
    """List the budget's lines in their order, then what was spent under other headings."""
    rows = session.execute(
        select(Expenditure.heading, summed(Transfer.amount))
        .join(ExpenditureEntry, ExpenditureEntry.expenditure_id == Expenditure.id)
        .join(
            Entry,
            (Entry.book_id == ExpenditureEntry.book_id) & (Entry.number == ExpenditureEntry.number),
        )
        .join(Transfer, (Transfer.book_id == Entry.book_id) & (Transfer.number == Entry.number))
        .where(
            Expenditure.project_id == project_id,
            Entry.effective_on <= as_of,
            stands(ExpenditureEntry.book_id, ExpenditureEntry.number),
        )
        .group_by(Expenditure.heading)
        .order_by(Expenditure.heading)
    )
    spent = {heading: Cents(amount) for heading, amount in rows}
    lines = [
        HeadingLine(heading=it.heading, planned=it.planned, spent=spent.pop(it.heading, ZERO))
        for it in budget_of(session, project_id)
    ]
    return lines + [
        HeadingLine(heading=heading, planned=None, spent=amount)
        for heading, amount in spent.items()
    ]
