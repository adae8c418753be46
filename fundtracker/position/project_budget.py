"""A project's budget against what was spent under each heading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import literal, null, select, union_all

from fundtracker.ledger.models import Entry, Transfer
from fundtracker.money import ZERO, Cents
from fundtracker.position.balances import summed
from fundtracker.projects.models import BudgetLine
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
    """List the budget's lines in their order, then what was spent under other headings.

    One statement: the lines of the budget, and the sums of what was spent.
    """
    spending = (
        select(Expenditure.heading, null(), null(), summed(Transfer.amount))
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
    )
    budget = select(
        BudgetLine.heading, BudgetLine.rank, BudgetLine.planned, literal(0).label("spent")
    ).where(BudgetLine.project_id == project_id)
    planned: dict[str, Cents | None] = {}
    spent: dict[str, Cents] = {}
    rows: Any = session.execute(union_all(budget, spending)).all()
    # In Python, as databases disagree on accents: the budget by rank, then headings by name.
    for heading, _rank, amount, posted in sorted(
        rows, key=lambda it: (it.rank is None, it.rank or 0, it.heading)
    ):
        if amount is not None:
            planned[heading] = Cents(amount)
        else:
            planned.setdefault(heading, None)
            spent[heading] = Cents(posted)
    return [
        HeadingLine(heading=heading, planned=amount, spent=spent.get(heading, ZERO))
        for heading, amount in planned.items()
    ]
