"""What a project's status allows of spending."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundtracker.projects.errors import ProjectTakesNoMoney
from fundtracker.projects.kinds import ProjectStatus

if TYPE_CHECKING:
    from fundtracker.projects.models import Project


def check_takes_money(project: Project) -> None:
    """Raise ProjectTakesNoMoney where the project is closed or cancelled: nothing is paid."""
    if not project.status.takes_money:
        raise ProjectTakesNoMoney(project=project.title, status=project.status.label)


def check_justifies(project: Project) -> None:
    """Raise ProjectTakesNoMoney where the project is closed.

    The partner of a cancelled project still justifies what it spent before.
    """
    if project.status is ProjectStatus.CLOSED:
        raise ProjectTakesNoMoney(project=project.title, status=project.status.label)
