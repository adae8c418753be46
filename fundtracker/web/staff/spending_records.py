"""What the pages of spending find by their addresses: agreements, payments, expenditures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker.funds.models import Fund
from fundtracker.parties.models import Partner
from fundtracker.projects.models import Project
from fundtracker.spending.errors import NoSuchAgreement
from fundtracker.spending.models import AgreementProject, PartnerAgreement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

_LARGEST = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedAgreement:
    """An agreement with its fund, its partner and the projects that it covers."""

    agreement: PartnerAgreement
    fund: Fund
    partner: Partner
    projects: Sequence[Project]


def agreement(session: Session, code: str, agreement_id: int) -> NamedAgreement:
    """Return an agreement of a fund, in two statements; raise NoSuchAgreement."""
    row = session.execute(
        select(PartnerAgreement, Fund, Partner)
        .join(Fund, Fund.id == PartnerAgreement.fund_id)
        .join(Partner, Partner.id == PartnerAgreement.partner_id)
        .where(Fund.code == code, PartnerAgreement.id == min(agreement_id, _LARGEST))
    ).one_or_none()
    if row is None:
        raise NoSuchAgreement
    found, fund, partner = row
    projects = session.scalars(
        select(Project)
        .join(AgreementProject, AgreementProject.project_id == Project.id)
        .where(AgreementProject.agreement_id == found.id)
        .order_by(Project.id)
    ).all()
    return NamedAgreement(agreement=found, fund=fund, partner=partner, projects=projects)
