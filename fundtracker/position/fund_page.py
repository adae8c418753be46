"""The page of a fund: its position, its donors, its projects and the flow of its money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker.donations.models import Donation
from fundtracker.ledger.models import NONE
from fundtracker.position import balances, commitments, donors
from fundtracker.position.amounts import Amounts, total
from fundtracker.position.flow import Flow, flow, largest
from fundtracker.position.moments import Moment
from fundtracker.position.queries import seal_of
from fundtracker.position.scopes import FundScope
from fundtracker.position.statement import Position
from fundtracker.projects.kinds import ActionType, ProjectKind
from fundtracker.projects.models import Project

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.funds.models import Fund
    from fundtracker.money import Cents
    from fundtracker.position.donors import Donors
    from fundtracker.projects.kinds import ProjectStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRow:
    """A project of a fund and the money allocated to it; no action type: the fund's own costs."""

    project_id: int
    title: str
    kind: ProjectKind
    action_type: ActionType | None
    status: ProjectStatus
    country: str
    place: str
    planned: Cents | None
    amounts: Amounts


@dataclass(frozen=True, slots=True, kw_only=True)
class FundPage:
    """What the page of a fund shows; ``donors`` are the first of all donors.

    ``other_money`` came from no collectivity (interest, payers to be identified, CUF's own):
    with it, the amounts of all donors add up to the position.
    """

    position: Position
    donors: Donors
    other_money: Amounts
    projects: tuple[ProjectRow, ...]
    flow: Flow

    def of_type(self, action_type: ActionType | None) -> Amounts:
        """Add up the projects of one action type, or (None) the fund's own costs."""
        return total(it.amounts for it in self.projects if it.action_type is action_type)


def fund_page(session: Session, fund: Fund, as_of: date) -> FundPage:
    """Return the page of ``fund`` as of a day, in at most eleven statements."""
    moment = Moment(as_of)
    seal = seal_of(session, fund.book_id)
    projects = balances.by_project(session, fund.book_id, moment)
    bound = commitments.by_donor(session, Donation.fund_id == fund.id, moment)
    found = donors.find(session, fund, moment, limit=donors.PAGE)
    shown = {NONE, *(it.id for it in found), *largest(bound)}
    sums = balances.by_collectivity(session, fund.book_id, moment, shown)
    return FundPage(
        position=Position(
            **vars(total(Amounts.of(it) for it in projects.values())),
            scope=FundScope(fund_id=fund.id, book_id=fund.book_id),
            as_of=as_of,
            seal=seal,
            commitments=commitments.add_up(bound.values()),
        ),
        donors=donors.Donors(
            rows=donors.rows_of(found, sums, bound),
            n_all=donors.count(session, fund, moment, n_found=len(found), limit=donors.PAGE),
        ),
        other_money=Amounts.of(sums.get(NONE, {})),
        projects=_projects(session, fund, projects),
        flow=flow(session, fund, moment, projects=projects, donors=sums, bound=bound),
    )


def _projects(
    session: Session, fund: Fund, sums: Mapping[int, balances.Balances]
) -> tuple[ProjectRow, ...]:
    """List the fund's projects by the order of their recording, its own costs last."""
    rows = session.execute(
        select(
            Project.id,
            Project.title,
            Project.kind,
            Project.action_type,
            Project.status,
            Project.country,
            Project.place,
            Project.planned,
        )
        .where(Project.fund_id == fund.id)
        .order_by(Project.kind == ProjectKind.FUND_COSTS, Project.id)
    )
    return tuple(
        ProjectRow(
            project_id=it.id,
            title=it.title,
            kind=it.kind,
            action_type=it.action_type,
            status=it.status,
            country=it.country,
            place=it.place,
            planned=it.planned,
            amounts=Amounts.of(sums.get(it.id, {})),
        )
        for it in rows
    )
