"""Finding projects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker.projects.errors import NoSuchProject
from fundtracker.projects.kinds import ProjectKind
from fundtracker.projects.models import Project

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session


def get_project(session: Session, project_id: int, *, fund_id: int | None = None) -> Project:
    """Return a project, of the fund where one is named; raise NoSuchProject."""
    project = session.get(Project, project_id)
    if project is None or fund_id not in {None, project.fund_id}:
        raise NoSuchProject
    return project


def projects_of(session: Session, fund_id: int, *where: ColumnElement[bool]) -> Sequence[Project]:
    """List a fund's projects: those of action in the order of their recording, then its costs.

    With conditions on Project, those that fit.
    """
    return session.scalars(
        select(Project)
        .where(Project.fund_id == fund_id, *where)
        .order_by(Project.kind == ProjectKind.FUND_COSTS, Project.id)
    ).all()
