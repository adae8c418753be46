"""Gathers what a report on a fund says from the books."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import aliased

from fundtracker.documents.donor_report.content import DecisionReference
from fundtracker.documents.fund_report.content import (
    DecisionPart,
    DonorLine,
    FundReport,
    PhaseLine,
    ProjectPart,
    RequestLine,
)
from fundtracker.documents.gathered import cofunding_of, n_donors_of, statuses_on
from fundtracker.documents.indicators import indicators_of
from fundtracker.documents.milestones import milestones_of
from fundtracker.documents.news import told
from fundtracker.funds.models import Crisis, FundRequest
from fundtracker.funds.phases import phases_of
from fundtracker.funds.queries import get_fund_by_id
from fundtracker.parties.models import Collectivity, Partner
from fundtracker.position import balances
from fundtracker.position.amounts import Amounts
from fundtracker.position.decision_page import decision_lines
from fundtracker.position.donors import donors, n_giving
from fundtracker.position.moments import Moment
from fundtracker.position.over_time import over_time
from fundtracker.position.queries import position
from fundtracker.position.scopes import FundScope
from fundtracker.projects.kinds import ProjectKind
from fundtracker.projects.models import Project

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.documents.marks import Marks
    from fundtracker.documents.requests import Wanted
    from fundtracker.funds.models import Fund

_partner = aliased(Partner)
_host = aliased(Partner)

_ALL = 1_000_000


def gather(session: Session, wanted: Wanted, marks: Marks) -> FundReport:
    """Return the report of a fund as of a day."""
    fund = get_fund_by_id(session, wanted.fund)
    crisis = session.get_one(Crisis, fund.crisis_id)
    requests = session.scalars(
        select(FundRequest).where(FundRequest.fund_id == fund.id).order_by(FundRequest.id)
    )
    scope = FundScope(fund_id=fund.id, book_id=fund.book_id)
    statement = position(session, scope, wanted.as_of)
    return FundReport(
        **marks.values(),
        fund=fund.name,
        territory=fund.territory,
        crisis=crisis.name,
        happened=crisis.happened_text,
        what_happened=crisis.description,
        description=fund.description,
        state=fund.state,
        opened_on=fund.opened_on,
        chair=fund.chair or "",
        leftover_rule=fund.leftover_rule or "",
        requests=tuple(
            RequestLine(requested_by=it.requested_by, requested_on=it.requested_on)
            for it in requests
        ),
        phases=tuple(
            PhaseLine(name=it.name, starts_on=it.starts_on, ends_on=it.ends_on, note=it.note)
            for it in phases_of(session, fund.id)
        ),
        statement=statement,
        over_time=over_time(session, fund.book_id, wanted.as_of, statement),
        n_donors=n_giving(session, fund, Moment(wanted.as_of)),
        donors=_donors(session, fund, wanted.as_of),
        projects=project_parts(session, fund, wanted.as_of),
        decisions=tuple(
            DecisionPart(
                reference=DecisionReference(
                    body=it.decision.body,
                    decided_on=it.decision.decided_on,
                    reference=it.decision.reference,
                ),
                subject=it.decision.subject,
                approved=it.decision.approved,
                allocated=it.allocated,
            )
            for it in reversed(decision_lines(session, fund.id))
            if it.decision.decided_on <= wanted.as_of
        ),
        news=told(session, fund.id, wanted.as_of),
    )


def _donors(session: Session, fund: Fund, as_of: date) -> tuple[DonorLine, ...]:
    """List who gave by name; an amount only where its donor agreed that it is published."""
    rows = [it for it in donors(session, fund, as_of, limit=_ALL).rows if it.amounts.given > 0]
    agreed = set(
        session.scalars(
            select(Collectivity.id).where(
                Collectivity.id.in_([it.collectivity_id for it in rows]),
                Collectivity.publishes_amounts.is_(True),
            )
        )
    )
    return tuple(
        DonorLine(
            name=it.name,
            kind=it.kind,
            received=it.amounts.given if it.collectivity_id in agreed else None,
        )
        for it in rows
    )


def project_parts(
    session: Session, fund: Fund, as_of: date, *, project_id: int | None = None
) -> tuple[ProjectPart, ...]:
    """Return what each project of a fund did as of a day, or one; those never begun included."""
    query = (
        select(Project, _partner.name, _host.name)
        .outerjoin(_partner, _partner.id == Project.partner_id)
        .outerjoin(_host, _host.id == Project.beneficiary_id)
        .where(Project.fund_id == fund.id)
        .order_by(Project.kind == ProjectKind.FUND_COSTS, Project.action_type, Project.id)
    )
    if project_id is not None:
        query = query.where(Project.id == project_id)
    rows = session.execute(query).all()
    ids = [project.id for project, _, _ in rows]
    sums = balances.by_project(session, fund.book_id, Moment(as_of))
    statuses = statuses_on(session, ids, as_of)
    cofunding = cofunding_of(session, ids, as_of)
    counts = n_donors_of(session, ids, as_of)
    indicators = indicators_of(session, ids, as_of)
    milestones = milestones_of(session, ids, as_of)
    found = []
    for project, its_partner, its_host in rows:
        change = statuses.get(project.id)
        found.append(
            ProjectPart(
                project_id=project.id,
                title=project.title,
                action_type=project.action_type,
                status=change.status if change else project.status,
                status_since=change.since if change else None,
                status_reason=change.reason if change else "",
                country=project.country,
                place=project.place,
                latitude=project.latitude,
                longitude=project.longitude,
                partner=its_partner or "",
                authority=its_host or "",
                description=project.description,
                results=project.results,
                planned=project.planned,
                amounts=Amounts.of(sums.get(project.id, {})),
                n_donors=counts.get(project.id, 0),
                cofunding=tuple(cofunding[project.id]),
                indicators=indicators[project.id],
                milestones=milestones[project.id],
            )
        )
    return tuple(found)
