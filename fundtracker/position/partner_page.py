"""The page of a partner: its agreements and its projects over the funds, and the list of all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from fundtracker.funds.models import Fund
from fundtracker.ledger.places import Place
from fundtracker.money import ZERO, Cents
from fundtracker.parties.models import Partner
from fundtracker.position.agreements_page import lost_of, places_of
from fundtracker.position.balances import summed
from fundtracker.projects.models import Project, ProjectPartner
from fundtracker.spending.models import PartnerAgreement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerRow:
    """A partner of the list: how many projects it has a part in, and what was agreed, in cents."""

    partner: Partner
    n_projects: int
    n_agreements: int
    agreed: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerAgreementRow:
    """An agreement of a partner, in cents; what it gave back counts as not paid."""

    agreement: PartnerAgreement
    fund_code: str
    fund_name: str
    paid: Cents
    justified: Cents
    advanced: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerProjectRow:
    """A project that a partner carries out, benefits from, or takes part in."""

    project: Project
    fund_code: str
    fund_name: str


def partner_rows(session: Session, words: Sequence[str] = ()) -> list[PartnerRow]:
    """List the partners by name, those whose name holds each of ``words``, in one statement."""
    agreed = (
        select(
            PartnerAgreement.partner_id,
            func.count().label("number"),
            summed(PartnerAgreement.amount).label("amount"),
        )
        .group_by(PartnerAgreement.partner_id)
        .subquery()
    )
    parts = (
        select(Project.id, Project.partner_id.label("partner_id"))
        .where(Project.partner_id.is_not(None))
        .union(
            select(Project.id, Project.beneficiary_id).where(Project.beneficiary_id.is_not(None)),
            select(ProjectPartner.project_id, ProjectPartner.partner_id),
        )
        .subquery()
    )
    projects = (
        select(parts.c.partner_id, func.count().label("number"))
        .group_by(parts.c.partner_id)
        .subquery()
    )
    query = (
        select(Partner, projects.c.number, agreed.c.number, agreed.c.amount)
        .outerjoin(projects, projects.c.partner_id == Partner.id)
        .outerjoin(agreed, agreed.c.partner_id == Partner.id)
        .where(*(Partner.sort_key.contains(word) for word in words))
        .order_by(Partner.sort_key, Partner.id)
    )
    return [
        PartnerRow(
            partner=partner,
            n_projects=n_projects or 0,
            n_agreements=n_agreements or 0,
            agreed=Cents(amount or 0),
        )
        for partner, n_projects, n_agreements, amount in session.execute(query)
    ]


def partner_agreements(session: Session, partner_id: int) -> list[PartnerAgreementRow]:
    """List the agreements of a partner over the funds, the latest first, in three statements."""
    found = session.execute(
        select(PartnerAgreement, Fund.code, Fund.name)
        .join(Fund, Fund.id == PartnerAgreement.fund_id)
        .where(PartnerAgreement.partner_id == partner_id)
        .order_by(PartnerAgreement.signed_on.desc(), PartnerAgreement.id.desc())
    ).all()
    ids = [agreement.id for agreement, _code, _name in found]
    if not ids:
        return []
    places, lost = places_of(session, ids), lost_of(session, ids)
    rows = []
    for agreement, code, name in found:
        advanced = places.get((agreement.id, Place.ADVANCED), ZERO)
        justified = places.get((agreement.id, Place.JUSTIFIED), ZERO)
        rows.append(
            PartnerAgreementRow(
                agreement=agreement,
                fund_code=code,
                fund_name=name,
                paid=Cents(advanced + justified + lost.get(agreement.id, ZERO)),
                justified=justified,
                advanced=advanced,
            )
        )
    return rows


def partner_projects(session: Session, partner_id: int) -> list[PartnerProjectRow]:
    """List the projects that a partner has a part in, the latest fund first."""
    further = select(ProjectPartner.project_id).where(ProjectPartner.partner_id == partner_id)
    rows = session.execute(
        select(Project, Fund.code, Fund.name)
        .join(Fund, Fund.id == Project.fund_id)
        .where(
            or_(
                Project.partner_id == partner_id,
                Project.beneficiary_id == partner_id,
                Project.id.in_(further),
            )
        )
        .order_by(Fund.opened_on.desc(), Project.id)
    )
    return [
        PartnerProjectRow(project=project, fund_code=code, fund_name=name)
        for project, code, name in rows
    ]
