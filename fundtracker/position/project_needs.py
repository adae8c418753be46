"""What a project needs somebody's hand for: the filters of a list, and the rule of each."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import and_, exists

from fundtracker.i18n import N_, gettext
from fundtracker.projects.kinds import ProjectKind, ProjectStatus
from fundtracker.projects.models import Milestone, News, Project, ProjectStatusChange
from fundtracker.spending.models import Expenditure

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement

# Donors ask after a project that nobody has told of for a quarter.
SILENT_DAYS = 90
_OVER = (ProjectStatus.CLOSED, ProjectStatus.CANCELLED)
_LIVE = (
    ProjectStatus.AGREED,
    ProjectStatus.UNDER_WAY,
    ProjectStatus.SLOWED,
    ProjectStatus.SUSPENDED,
)


class ProjectNeed(StrEnum):
    """What a list of projects can be narrowed to."""

    LATE = "late"
    SILENT = "silent"

    @property
    def label(self) -> str:
        """The filter's words on pages, in the language of the moment."""
        return gettext(_LABELS[self])


_LABELS = {
    ProjectNeed.LATE: N_("with a late milestone"),
    ProjectNeed.SILENT: N_("without news for three months"),
}


def in_need(need: ProjectNeed, on: date) -> ColumnElement[bool]:
    """Return the condition on Project that ``need`` asks for, as of a day."""
    if need is ProjectNeed.LATE:
        return and_(Project.status.not_in(_OVER), _has(late_milestone(on)))
    since = on - timedelta(days=SILENT_DAYS)
    return and_(
        Project.kind != ProjectKind.FUND_COSTS,
        Project.status.in_(_LIVE),
        ~_has(ProjectStatusChange.project_id == Project.id, ProjectStatusChange.since > since),
        ~_has(
            News.project_id == Project.id,
            News.removed_act_id.is_(None),
            News.dated_on > since,
        ),
        ~_has(Expenditure.project_id == Project.id, Expenditure.accepted_on > since),
    )


def late_milestone(on: date) -> ColumnElement[bool]:
    """Return the condition on Milestone that it is a Project's and late on a day."""
    return and_(
        Milestone.project_id == Project.id,
        Milestone.due_on < on,
        Milestone.reached_on.is_(None),
        Milestone.removed_act_id.is_(None),
    )


def _has(*where: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(*where).correlate(Project)
