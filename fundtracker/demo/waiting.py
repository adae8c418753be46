"""What waits for a second person in the demonstration: an allocation above a fund's threshold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker.allocations.queries import proposal
from fundtracker.allocations.service import Allocate, allocate
from fundtracker.demo.liban import CODE
from fundtracker.funds.errors import NeedsConfirmation
from fundtracker.funds.queries import decisions_of, get_fund
from fundtracker.money import Cents
from fundtracker.projects.kinds import ProjectStatus
from fundtracker.projects.models import Project
from fundtracker.proposals.service import propose
from fundtracker.users.models import Role

if TYPE_CHECKING:
    from fundtracker.demo.stage import Stage

# In cents, both fictitious.
THRESHOLD = Cents(500_000)
PROPOSED = Cents(800_000)


def propose_allocation(stage: Stage) -> None:
    """Give a fund its threshold, and let the manager propose what is above it."""
    session = stage.session
    fund = get_fund(session, CODE)
    fund.confirm_above = THRESHOLD
    session.flush()
    project = session.scalars(
        select(Project)
        .where(Project.fund_id == fund.id, Project.status == ProjectStatus.UNDER_WAY,
               Project.action_type.is_not(None))
        .order_by(Project.id)
        .limit(1)
    ).one()  # fmt: skip
    request = Allocate(
        project_id=project.id,
        decision_id=decisions_of(session, fund.id)[0].id,
        on=stage.today,
        lines=tuple(proposal(session, project, PROPOSED)),
    )
    by = stage.sign(Role.MANAGER)
    try:
        allocate(session, request, by=by)
    except NeedsConfirmation as wanted:
        propose(session, wanted, by=by)
