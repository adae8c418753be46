"""Holding the book of an agreement's fund, and what a payment under it stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundtracker.funds.lock import locking
from fundtracker.projects.queries import get_project
from fundtracker.spending.errors import NoSuchAgreement
from fundtracker.spending.models import PartnerAgreement
from fundtracker.spending.queries import check_covered

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fundtracker.projects.models import Project


lock_agreement = locking(PartnerAgreement, NoSuchAgreement)


def covered_project(session: Session, agreement: PartnerAgreement, project_id: int) -> Project:
    """Return a project of the agreement, read afresh; raise NoSuchProject or ProjectNotCovered."""
    project = get_project(session, project_id, fund_id=agreement.fund_id)
    session.refresh(project)
    check_covered(session, agreement, project)
    return project
