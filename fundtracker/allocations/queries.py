"""What may be allocated, and the proposals made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundtracker.allocations.rules import Line, Method, Source, propose
from fundtracker.donations.queries import restrictions, target_of, unallocated

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fundtracker.money import Cents
    from fundtracker.projects.models import Project


def sources(session: Session, fund_id: int) -> list[Source]:
    """List the donations of a fund that have money left to allocate, with what binds them."""
    left = unallocated(session, fund_id)
    bound = restrictions(session, left)
    return [
        Source(donation_id=donation_id, left=amount, restriction=bound[donation_id])
        for donation_id, amount in left.items()
    ]


def proposal(
    session: Session, project: Project, amount: Cents, method: Method = Method.PROPORTIONAL
) -> list[Line]:
    """Propose which donations give ``amount`` (cents) to a project; raise NotEnoughFreeMoney."""
    return propose(sources(session, project.fund_id), target_of(project), amount, method)
