"""Adding projects, following their status, and recording what others give to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker import clock, text
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.funds.queries import get_fund_by_id
from fundtracker.projects.errors import (
    ActionTypeNeeded,
    CofundingNotPositive,
    FundCostsExist,
    StatusInTheFuture,
    StatusReasonNeeded,
)
from fundtracker.projects.kinds import (
    ActionType,
    CofundingStage,
    ProjectKind,
    ProjectStatus,
    Theme,
)
from fundtracker.projects.models import (
    Cofunding,
    Project,
    ProjectPartner,
    ProjectStatusChange,
)
from fundtracker.projects.queries import get_project

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.funds.states import Origin
    from fundtracker.money import Cents


@dataclass(frozen=True, kw_only=True, slots=True)
class AddProject:
    """A project of a fund; ``planned`` in cents, where a budget is known."""

    fund_id: int
    title: str
    country: str
    place: str
    action_type: ActionType | None
    since: date
    kind: ProjectKind = ProjectKind.ACTION
    theme: Theme = Theme.GENERAL
    status: ProjectStatus = ProjectStatus.IDENTIFIED
    status_reason: str = ""
    purpose_code: str | None = None
    description: str = ""
    results: str = ""
    source: str | None = None
    planned: Cents | None = None
    latitude: float | None = None
    longitude: float | None = None
    beneficiary_id: int | None = None
    partner_id: int | None = None
    other_partner_ids: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeProjectStatus:
    """A project comes into a status, for a reason that donors can read."""

    project_id: int
    status: ProjectStatus
    since: date
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordCofunding:
    """Money given to a project from outside the fund, in cents: never in the books."""

    project_id: int
    cofunder: str
    amount: Cents
    stage: CofundingStage
    dated_on: date
    origin: Origin | None = None
    source: str | None = None


def add_project(session: Session, request: AddProject, *, by: Signature) -> Project:
    """Add a project. Raises ActionTypeNeeded, FundCostsExist or StatusReasonNeeded."""
    get_fund_by_id(session, request.fund_id)
    repeat = acts.find_repeat(session, ActKind.ADD_PROJECT, request, by=by)
    if repeat is not None:
        return session.get_one(Project, acts.result_id(session, repeat))
    if (request.kind is ProjectKind.ACTION) != (request.action_type is not None):
        raise ActionTypeNeeded
    if request.kind is ProjectKind.FUND_COSTS and _has_fund_costs(session, request.fund_id):
        raise FundCostsExist
    _check_reason(request.status, request.status_reason)
    act = acts.record(session, ActKind.ADD_PROJECT, request, by=by)
    project = Project(
        fund_id=request.fund_id,
        kind=request.kind,
        action_type=request.action_type,
        title=text.line(request.title),
        country=text.line(request.country),
        place=text.line(request.place, required=False),
        latitude=request.latitude,
        longitude=request.longitude,
        theme=request.theme,
        status=request.status,
        status_reason=text.prose(request.status_reason),
        purpose_code=request.purpose_code,
        description=text.prose(request.description),
        results=text.prose(request.results),
        source=text.line(request.source or "", required=False, limit=1000) or None,
        planned=request.planned,
        beneficiary_id=request.beneficiary_id,
        partner_id=request.partner_id,
    )
    session.add(project)
    session.flush()
    session.add_all(
        ProjectPartner(project_id=project.id, partner_id=it)
        for it in dict.fromkeys(request.other_partner_ids)
    )
    _follow(session, project, request.since, act_id=act.id)
    acts.concern(
        session,
        act,
        Subject(kind="project", record_id=project.id),
        Subject(kind="fund", record_id=project.fund_id),
    )
    return project


def _has_fund_costs(session: Session, fund_id: int) -> bool:
    costs = select(Project.id).where(
        Project.fund_id == fund_id, Project.kind == ProjectKind.FUND_COSTS
    )
    return session.scalar(costs) is not None


def _check_reason(status: ProjectStatus, reason: str) -> None:
    if status.needs_reason and not reason.strip():
        raise StatusReasonNeeded(status=status.label)


def _follow(session: Session, project: Project, since: date, *, act_id: int) -> None:
    session.add(
        ProjectStatusChange(
            project_id=project.id,
            status=project.status,
            since=since,
            reason=project.status_reason,
            act_id=act_id,
        )
    )
    session.flush()


def change_project_status(
    session: Session, request: ChangeProjectStatus, *, by: Signature
) -> Project:
    """Bring a project into another status. Raises StatusReasonNeeded or StatusInTheFuture."""
    project = get_project(session, request.project_id)
    repeat = acts.find_repeat(session, ActKind.CHANGE_PROJECT_STATE, request, by=by)
    if repeat is not None:
        return project
    _check_reason(request.status, request.reason)
    if request.since > clock.today():
        raise StatusInTheFuture
    act = acts.record(session, ActKind.CHANGE_PROJECT_STATE, request, by=by, reason=request.reason)
    project.status = request.status
    project.status_reason = text.prose(request.reason)
    _follow(session, project, request.since, act_id=act.id)
    acts.concern(session, act, Subject(kind="project", record_id=project.id))
    return project


def record_cofunding(session: Session, request: RecordCofunding, *, by: Signature) -> Cofunding:
    """Record what somebody outside the fund gives to a project. Raises CofundingNotPositive."""
    project = get_project(session, request.project_id)
    repeat = acts.find_repeat(session, ActKind.RECORD_COFUNDING, request, by=by)
    if repeat is not None:
        return session.get_one(Cofunding, acts.result_id(session, repeat))
    if request.amount <= 0:
        raise CofundingNotPositive
    act = acts.record(session, ActKind.RECORD_COFUNDING, request, by=by)
    cofunding = Cofunding(
        project_id=project.id,
        cofunder=text.line(request.cofunder),
        amount=request.amount,
        stage=request.stage,
        dated_on=request.dated_on,
        origin=request.origin,
        source=request.source,
        act_id=act.id,
    )
    session.add(cofunding)
    session.flush()
    acts.concern(
        session,
        act,
        Subject(kind="cofunding", record_id=cofunding.id),
        Subject(kind="project", record_id=project.id),
    )
    return cofunding
