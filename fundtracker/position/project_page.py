"""The pages of projects: the list of a fund's, and one with whose money is in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, select
from sqlalchemy.orm import aliased

from fundtracker.funds.models import Fund
from fundtracker.ledger.models import Account
from fundtracker.ledger.places import Place
from fundtracker.parties.models import Collectivity, Partner
from fundtracker.position import balances
from fundtracker.position.amounts import Amounts
from fundtracker.position.balances import balance_at, summed
from fundtracker.position.moments import Moment
from fundtracker.position.project_needs import in_need
from fundtracker.projects.errors import NoSuchProject
from fundtracker.projects.milestones import milestones_on
from fundtracker.projects.models import (
    Cofunding,
    Project,
    ProjectPartner,
    ProjectStatusChange,
)
from fundtracker.projects.queries import projects_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.position.project_needs import ProjectNeed
    from fundtracker.projects.milestones import Due

_host = aliased(Partner)

_PLACES = tuple(place for place in Place if place.has_project)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectLine:
    """A project of the list, its money as of a day, and the first thing it has still to reach."""

    project: Project
    amounts: Amounts
    ahead: Due | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFacts:
    """A project with its fund, who carries it out and who hosts it."""

    project: Project
    fund: Fund
    partner: str | None
    beneficiary: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectDonor:
    """Whose money is in a project, in cents; no collectivity: money that nobody gave."""

    collectivity_id: int | None
    name: str | None
    amounts: Amounts


def project_lines(
    session: Session, fund: Fund, as_of: date, need: ProjectNeed | None = None
) -> list[ProjectLine]:
    """List the projects of a fund with their money as of a day, in at most four statements.

    With ``need``, those that were in it on that day.
    """
    sums = balances.by_project(session, fund.book_id, Moment(as_of))
    projects = projects_of(session, fund.id, *([in_need(need, as_of)] if need else []))
    due = milestones_on(session, [it.id for it in projects], as_of)
    return [
        ProjectLine(
            project=project,
            amounts=Amounts.of(sums.get(project.id, {})),
            ahead=next((it for it in due[project.id] if not it.is_reached), None),
        )
        for project in projects
    ]


def project_facts(session: Session, code: str, project_id: int) -> ProjectFacts:
    """Return a project of the fund ``code``, in one statement; raise NoSuchProject."""
    row = session.execute(
        select(Project, Fund, Partner.name, _host.name)
        .join(Fund, Fund.id == Project.fund_id)
        .outerjoin(Partner, Partner.id == Project.partner_id)
        .outerjoin(_host, _host.id == Project.beneficiary_id)
        .where(Project.id == project_id, Fund.code == code)
    ).one_or_none()
    if row is None:
        raise NoSuchProject
    project, fund, partner, beneficiary = row
    return ProjectFacts(project=project, fund=fund, partner=partner, beneficiary=beneficiary)


def project_donors(session: Session, project_id: int, as_of: date) -> list[ProjectDonor]:
    """List whose money is in a project as of a day, by name; money that nobody gave comes last.

    They add up to the project: every account of it is some donation's.
    """
    amount = balance_at(Moment(as_of))
    parts = [summed(case((Account.place == place, amount), else_=0)) for place in _PLACES]
    rows = session.execute(
        select(Collectivity.id, Collectivity.name, *parts)
        .select_from(Account)
        .outerjoin(Collectivity, Collectivity.id == Account.collectivity_id)
        .where(Account.project_id == project_id)
        .group_by(Collectivity.id, Collectivity.name, Collectivity.sort_key)
        .order_by(Collectivity.id.is_(None), Collectivity.sort_key, Collectivity.id)
    )
    found = [
        ProjectDonor(
            collectivity_id=row[0],
            name=row[1],
            amounts=Amounts.of(dict(zip(_PLACES, row[2:], strict=True))),
        )
        for row in rows
    ]
    return [it for it in found if not it.amounts.is_nothing]


def cofundings(session: Session, project_id: int) -> Sequence[Cofunding]:
    """List what others give to a project from outside the fund, oldest first."""
    return session.scalars(
        select(Cofunding)
        .where(Cofunding.project_id == project_id)
        .order_by(Cofunding.dated_on, Cofunding.id)
    ).all()


def status_changes(session: Session, project_id: int) -> Sequence[ProjectStatusChange]:
    """List the statuses that a project came into, the latest first."""
    return session.scalars(
        select(ProjectStatusChange)
        .where(ProjectStatusChange.project_id == project_id)
        .order_by(ProjectStatusChange.since.desc(), ProjectStatusChange.id.desc())
    ).all()


def other_partners(session: Session, project_id: int) -> Sequence[str]:
    """List the names of a project's further partners."""
    return session.scalars(
        select(Partner.name)
        .join(ProjectPartner, ProjectPartner.partner_id == Partner.id)
        .where(ProjectPartner.project_id == project_id)
        .order_by(Partner.sort_key)
    ).all()
