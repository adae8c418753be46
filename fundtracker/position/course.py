"""The course of a project: the statuses it came into and its milestones, in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Date, literal, null, select, union_all
from sqlalchemy import cast as as_type

from fundtracker.projects.kinds import MilestoneState, ProjectStatus, milestone_state
from fundtracker.projects.models import Milestone, ProjectStatusChange

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import CompoundSelect
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A status that a project came into, with its reason, or a milestone, with its name."""

    on: date
    words: str
    status: ProjectStatus | None = None
    state: MilestoneState | None = None
    # Of a milestone.
    due_on: date | None = None


def course(session: Session, project_id: int, as_of: date) -> list[Event]:
    """List what became of a project up to a day and what is due then, the latest first.

    A milestone stands at the day it was reached, or else at the day it is due.
    """
    both: CompoundSelect[*tuple[Any, ...]] = union_all(
        select(
            literal("status").label("kind"),
            ProjectStatusChange.id,
            ProjectStatusChange.since.label("on"),
            ProjectStatusChange.status.label("status"),
            ProjectStatusChange.reason.label("words"),
            as_type(null(), Date).label("reached_on"),
        ).where(ProjectStatusChange.project_id == project_id, ProjectStatusChange.since <= as_of),
        select(
            literal("milestone"),
            Milestone.id,
            Milestone.due_on,
            literal(None, ProjectStatusChange.status.type),
            Milestone.name,
            Milestone.reached_on,
        ).where(Milestone.project_id == project_id, Milestone.removed_act_id.is_(None)),
    )
    rows = session.execute(both)
    found = [(row.id, _event(row, as_of)) for row in rows]
    found.sort(key=lambda pair: (pair[1].on, pair[1].state is not None, pair[0]), reverse=True)
    return [event for _id, event in found]


def _event(row: Any, as_of: date) -> Event:  # noqa: ANN401 - a row of either
    if row.kind == "status":
        return Event(on=row.on, words=row.words, status=cast("ProjectStatus", row.status))
    state = milestone_state(row.on, row.reached_on, as_of)
    on = row.reached_on if state is MilestoneState.REACHED else row.on
    return Event(on=on, words=row.words, state=state, due_on=row.on)
