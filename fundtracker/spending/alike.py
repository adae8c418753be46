"""Expenditures that look like one about to be recorded: warned of, never refused."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, or_, select

from fundtracker.projects.models import Project
from fundtracker.spending.models import Expenditure, ExpenditureWithdrawal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.money import Cents

_NEAR = timedelta(days=15)
_SHOWN = 5


def alike(
    session: Session,
    fund_id: int,
    *,
    supplier: str,
    piece_reference: str,
    document_total: Cents,
    incurred_on: date,
) -> Sequence[Expenditure]:
    """List a fund's expenditures of the same document, or of the same total within 15 days."""
    same_document = and_(
        Expenditure.supplier == supplier, Expenditure.piece_reference == piece_reference
    )
    same_total = and_(
        or_(
            Expenditure.document_total == document_total,
            Expenditure.local_total == document_total,
        ),
        Expenditure.incurred_on.between(incurred_on - _NEAR, incurred_on + _NEAR),
    )
    return session.scalars(
        select(Expenditure)
        .join(Project, Project.id == Expenditure.project_id)
        .where(
            Project.fund_id == fund_id,
            or_(same_document, same_total),
            ~exists().where(ExpenditureWithdrawal.expenditure_id == Expenditure.id),
        )
        .order_by(Expenditure.id.desc())
        .limit(_SHOWN)
    ).all()
