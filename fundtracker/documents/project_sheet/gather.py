"""Gathers what a project sheet says from the books."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker.documents.fund_report import DonorLine
from fundtracker.documents.fund_report.gather import project_parts
from fundtracker.documents.news import told
from fundtracker.documents.project_sheet.content import (
    BudgetPart,
    PaymentPart,
    ProjectSheet,
    StatusPart,
)
from fundtracker.funds.queries import get_fund_by_id
from fundtracker.parties.models import Collectivity
from fundtracker.position.over_time import over_time
from fundtracker.position.project_budget import heading_lines
from fundtracker.position.project_page import project_donors, status_changes
from fundtracker.position.project_spending import payments
from fundtracker.position.queries import seal_of
from fundtracker.projects.errors import NoSuchProject
from fundtracker.projects.models import Project, PublishedTotal
from fundtracker.projects.purposes import purpose_label
from fundtracker.spending.headings import heading_label

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.documents.marks import Marks
    from fundtracker.documents.requests import Wanted


def gather(session: Session, wanted: Wanted, marks: Marks) -> ProjectSheet:
    """Return the sheet of a project as of a day; raise NoSuchProject."""
    project = session.get(Project, wanted.project)
    if project is None:
        raise NoSuchProject
    fund, day = get_fund_by_id(session, project.fund_id), wanted.as_of
    (part,) = project_parts(session, fund, day, project_id=project.id)
    paid = payments(session, project.id, day).lines
    return ProjectSheet(
        **marks.values(),
        fund=fund.name,
        seal=seal_of(session, fund.book_id),
        project=part,
        purpose=purpose_label(project.purpose_code) if project.purpose_code else "",
        published_total=session.scalar(
            select(PublishedTotal.amount)
            .where(PublishedTotal.project_id == project.id, PublishedTotal.dated_on <= day)
            .order_by(PublishedTotal.dated_on.desc(), PublishedTotal.id.desc())
            .limit(1)
        ),
        budget=tuple(
            BudgetPart(heading=heading_label(it.heading), planned=it.planned, spent=it.spent)
            for it in heading_lines(session, project.id, day)
        ),
        payments=tuple(
            PaymentPart(paid_on=it.paid_on, agreement=it.agreement, amount=it.amount)
            for it in reversed(paid)
            if it.reversed_by is None
        ),
        statuses=tuple(
            StatusPart(status=it.status, since=it.since, reason=it.reason)
            for it in reversed(status_changes(session, project.id))
            if it.since <= day
        ),
        donors=_donors(session, project.id, day),
        news=told(session, fund.id, day, [project.id], is_of_fund_too=False),
        over_time=over_time(session, fund.book_id, day, part.amounts, project_id=project.id),
    )


def _donors(session: Session, project_id: int, as_of: date) -> tuple[DonorLine, ...]:
    """List whose money is in the project; an amount only where it may be published."""
    found = [it for it in project_donors(session, project_id, as_of) if it.collectivity_id]
    rows = session.execute(
        select(Collectivity).where(Collectivity.id.in_([it.collectivity_id for it in found]))
    ).scalars()
    known = {it.id: it for it in rows}
    return tuple(
        DonorLine(
            name=it.name or "",
            kind=known[it.collectivity_id].kind,
            received=it.amounts.allocated if known[it.collectivity_id].publishes_amounts else None,
        )
        for it in found
        if it.collectivity_id is not None
    )
