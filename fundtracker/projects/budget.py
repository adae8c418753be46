"""The budget of a project, set all at once: what each heading may cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from fundtracker import text
from fundtracker.acts import revisions
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.revisions import Changes
from fundtracker.acts.service import Signature, Subject
from fundtracker.projects.errors import BudgetNotPositive, HeadingTwice
from fundtracker.projects.lock import lock_project
from fundtracker.projects.models import BudgetLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from fundtracker.money import Cents


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """A heading and what it may cost, in cents."""

    heading: str
    planned: Cents


@dataclass(frozen=True, kw_only=True, slots=True)
class SetBudget:
    """All lines of a project's budget, in their order; ``version`` is the one that was edited."""

    project_id: int
    version: int
    lines: tuple[Planned, ...]


def subject_of(project_id: int) -> Subject:
    """Return the budget of a project as one record, with a history of its own."""
    return Subject(kind="budget_line", record_id=project_id)


def budget_of(session: Session, project_id: int) -> Sequence[BudgetLine]:
    """List the lines of a project's budget."""
    return session.scalars(
        select(BudgetLine).where(BudgetLine.project_id == project_id).order_by(BudgetLine.rank)
    ).all()


def set_budget(session: Session, request: SetBudget, *, by: Signature) -> Sequence[BudgetLine]:
    """Replace the budget of a project. Raises ChangedMeanwhile, HeadingTwice, BudgetNotPositive."""
    project, _fund, _book = lock_project(session, request.project_id)
    if acts.find_repeat(session, ActKind.SET_BUDGET, request, by=by) is not None:
        return budget_of(session, project.id)
    subject = subject_of(project.id)
    revisions.check_version(session, subject, request.version)
    lines = _clean(request.lines)
    before = [[it.heading, it.planned] for it in budget_of(session, project.id)]
    after = [[it.heading, it.planned] for it in lines]
    if before == after:
        return budget_of(session, project.id)
    act = acts.record(session, ActKind.SET_BUDGET, request, by=by)
    session.execute(delete(BudgetLine).where(BudgetLine.project_id == project.id))
    session.add_all(
        BudgetLine(project_id=project.id, rank=rank, heading=it.heading, planned=it.planned)
        for rank, it in enumerate(lines, start=1)
    )
    changes = Changes(before={"lines": before}, after={"lines": after})
    revisions.revise(session, act, subject, changes)
    acts.concern(session, act, Subject(kind="project", record_id=project.id))
    return budget_of(session, project.id)


def _clean(lines: Sequence[Planned]) -> list[Planned]:
    found: dict[str, Planned] = {}
    for it in lines:
        heading = text.line(it.heading)
        if it.planned <= 0:
            raise BudgetNotPositive(heading=heading)
        if heading in found:
            raise HeadingTwice(heading=heading)
        found[heading] = Planned(heading=heading, planned=it.planned)
    return list(found.values())
