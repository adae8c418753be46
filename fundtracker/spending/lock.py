"""Holding the book of an agreement's fund, and what a payment under it stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundtracker.funds.lock import lock_fund
from fundtracker.projects.queries import get_project
from fundtracker.spending.queries import check_covered, get_agreement

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fundtracker.funds.models import Fund
    from fundtracker.ledger.models import Book
    from fundtracker.projects.models import Project
    from fundtracker.spending.models import PartnerAgreement


def lock_agreement(session: Session, agreement_id: int) -> tuple[PartnerAgreement, Fund, Book]:
    """Hold the book of an agreement's fund until the transaction ends; raise NoSuchAgreement."""
    agreement = get_agreement(session, agreement_id)
    fund, book = lock_fund(session, agreement.fund_id)
    return agreement, fund, book


def covered_project(session: Session, agreement: PartnerAgreement, project_id: int) -> Project:
    """Return a project of the agreement, read afresh; raise NoSuchProject or ProjectNotCovered."""
    project = get_project(session, project_id, fund_id=agreement.fund_id)
    session.refresh(project)
    check_covered(session, agreement, project)
    return project
