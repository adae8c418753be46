"""The milestones of projects: what is to be done by when, and when it was."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from fundtracker import clock, text
from fundtracker.acts import revisions
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.projects.errors import MilestoneTakenAway, NoSuchMilestone, ReachedInTheFuture
from fundtracker.projects.kinds import MilestoneState, milestone_state
from fundtracker.projects.models import Milestone
from fundtracker.projects.queries import get_project

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy.orm import Session


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What a milestone says; ``reached_on`` is None until it is."""

    name: str
    due_on: date
    reached_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AddMilestone:
    """A milestone of a project."""

    project_id: int
    plan: Plan


@dataclass(frozen=True, kw_only=True, slots=True)
class EditMilestone:
    """What a milestone is to say; ``version`` is the one that was edited."""

    milestone_id: int
    version: int
    plan: Plan


@dataclass(frozen=True, kw_only=True, slots=True)
class RemoveMilestone:
    """A milestone that the project has no more, and why."""

    milestone_id: int
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """A milestone as it stands on a day."""

    milestone: Milestone
    state: MilestoneState

    @property
    def is_reached(self) -> bool:
        """Whether nothing is left to do for it."""
        return self.state is MilestoneState.REACHED


def add_milestone(session: Session, request: AddMilestone, *, by: Signature) -> Milestone:
    """Add a milestone to a project; raise ReachedInTheFuture."""
    project = get_project(session, request.project_id)
    repeat = acts.find_repeat(session, ActKind.ADD_MILESTONE, request, by=by)
    if repeat is not None:
        return session.get_one(Milestone, acts.result_id(session, repeat))
    values = _values(request.plan)
    act = acts.record(session, ActKind.ADD_MILESTONE, request, by=by)
    milestone = Milestone(project_id=project.id, act_id=act.id, **values)
    session.add(milestone)
    session.flush()
    acts.concern(session, act, *_subjects(milestone))
    return milestone


def edit_milestone(session: Session, request: EditMilestone, *, by: Signature) -> Milestone:
    """Change what a milestone says, or that it is reached.

    Raises ChangedMeanwhile, MilestoneTakenAway or ReachedInTheFuture.
    """
    milestone = get_milestone(session, request.milestone_id)
    if acts.find_repeat(session, ActKind.EDIT_MILESTONE, request, by=by) is not None:
        return milestone
    subject = subject_of(milestone.id)
    revisions.check_version(session, subject, request.version)
    session.refresh(milestone)
    if milestone.removed_act_id is not None:
        raise MilestoneTakenAway
    changes = revisions.differences(milestone, _values(request.plan))
    if not changes:
        return milestone
    act = acts.record(session, ActKind.EDIT_MILESTONE, request, by=by)
    revisions.revise(session, act, subject, changes, milestone)
    acts.concern(session, act, *_subjects(milestone))
    return milestone


def remove_milestone(session: Session, request: RemoveMilestone, *, by: Signature) -> Milestone:
    """Take a milestone away: no page or new document shows it."""
    milestone = get_milestone(session, request.milestone_id)
    if acts.find_repeat(session, ActKind.REMOVE_MILESTONE, request, by=by) is not None:
        return milestone
    subject = subject_of(milestone.id)
    revisions.check_version(session, subject, revisions.version_of(session, subject))
    session.refresh(milestone)
    if milestone.removed_act_id is not None:
        return milestone
    reason = text.line(request.reason)
    act = acts.record(session, ActKind.REMOVE_MILESTONE, request, by=by, reason=reason)
    milestone.removed_act_id = act.id
    session.flush()
    acts.concern(session, act, *_subjects(milestone))
    return milestone


def get_milestone(
    session: Session, milestone_id: int, *, project_id: int | None = None
) -> Milestone:
    """Return a milestone, of the project where one is named; raise NoSuchMilestone."""
    milestone = session.get(Milestone, milestone_id)
    if milestone is None or project_id not in {None, milestone.project_id}:
        raise NoSuchMilestone
    return milestone


_OF_PROJECTS = (
    select(Milestone)
    .where(
        Milestone.project_id.in_(bindparam("projects", expanding=True)),
        Milestone.removed_act_id.is_(None),
    )
    .order_by(Milestone.due_on, Milestone.id)
)


def milestones_on(
    session: Session, project_ids: Collection[int], as_of: date
) -> dict[int, list[Due]]:
    """List the milestones of projects in the order they are due, as of a day, in one statement."""
    rows = session.scalars(_OF_PROJECTS, {"projects": project_ids})
    by_project: dict[int, list[Due]] = defaultdict(list)
    for it in rows:
        state = milestone_state(it.due_on, it.reached_on, as_of)
        by_project[it.project_id].append(Due(milestone=it, state=state))
    return by_project


def subject_of(milestone_id: int) -> Subject:
    """Return what the history of a milestone is kept under."""
    return Subject(kind="milestone", record_id=milestone_id)


def _subjects(milestone: Milestone) -> tuple[Subject, Subject]:
    return subject_of(milestone.id), Subject(kind="project", record_id=milestone.project_id)


def _values(plan: Plan) -> dict[str, Any]:
    if plan.reached_on is not None and plan.reached_on > clock.today():
        raise ReachedInTheFuture
    return {"name": text.line(plan.name), "due_on": plan.due_on, "reached_on": plan.reached_on}
