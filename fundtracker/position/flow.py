"""The flow of money in a fund, from donors through uses to projects, for its picture.

Only the largest donors are named: the others are what is left of the fund's own sums, so the
picture costs the same whatever their number.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from heapq import nsmallest
from typing import TYPE_CHECKING

from sqlalchemy import select, union_all

from fundtracker.donations.models import Donation
from fundtracker.ledger.models import NONE, Account
from fundtracker.ledger.places import Place
from fundtracker.money import Cents
from fundtracker.parties.models import Collectivity
from fundtracker.position.balances import balance_at, summed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from fundtracker.funds.models import Fund
    from fundtracker.position.balances import Balances
    from fundtracker.position.commitments import Sums
    from fundtracker.position.moments import Moment

NAMED = 7


class FlowUse(StrEnum):
    """Where money that is no project's stands in the picture."""

    UNALLOCATED = "unallocated"
    FEES = "fees"
    RETURNED = "returned"
    CARRIED = "carried"


_USES = {
    Place.UNALLOCATED: FlowUse.UNALLOCATED,
    Place.FEES: FlowUse.FEES,
    Place.FEES_WITHDRAWN: FlowUse.FEES,
    Place.RETURNED: FlowUse.RETURNED,
    Place.CARRIED: FlowUse.CARRIED,
}

# Where a line leads: a use, or a project by its id.
Target = FlowUse | int


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowSource:
    """A donor by name, or (``collectivity_id`` None) all the others and the money of nobody."""

    collectivity_id: int | None
    name: str | None


OTHERS = FlowSource(collectivity_id=None, name=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowLine:
    """Cents above zero of a source, allocated to a project or standing in another use."""

    source: FlowSource
    amount: Cents
    project_id: int | None = None
    use: FlowUse | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """The lines of the picture; ``n_others`` donors stand together in ``OTHERS``."""

    lines: tuple[FlowLine, ...]
    n_others: int


def largest(bound: Mapping[int, Sums]) -> list[int]:
    """Return the collectivities that gave most, the largest first: those named in the picture."""
    gave = [(-it.given, donor) for donor, it in bound.items() if it.given > 0]
    return [donor for _, donor in nsmallest(NAMED, gave)]


def flow(
    session: Session,
    fund: Fund,
    moment: Moment,
    *,
    projects: Mapping[int, Balances],
    donors: Mapping[int, Balances],
    bound: Mapping[int, Sums],
) -> Flow:
    """Return the flow of ``fund``, in two statements, from its sums by project and by donor.

    ``donors`` holds at least the sums of the ``largest``.
    """
    left: dict[Target, int] = defaultdict(int)
    for project_id, sums in projects.items():
        _add(left, project_id, sums.items())
    named = largest(bound)
    names = dict(
        session.execute(
            select(Collectivity.id, Collectivity.name).where(Collectivity.id.in_(named))
        ).all()
    )
    lines = []
    for donor, uses in _to_projects(session, fund, moment, named).items():
        _add(uses, NONE, [it for it in donors.get(donor, {}).items() if not it[0].has_project])
        for target, amount in uses.items():
            left[target] -= amount
        lines += _lines(FlowSource(collectivity_id=donor, name=names[donor]), uses)
    lines += _lines(OTHERS, left)
    n_gave = sum(it.given > 0 for it in bound.values())
    return Flow(lines=tuple(lines), n_others=n_gave - len(named))


def _to_projects(
    session: Session, fund: Fund, moment: Moment, donors: Sequence[int]
) -> dict[int, dict[Target, int]]:
    """Sum the accounts of a few donors by project."""
    of_projects = (
        select(Account.collectivity_id, Account.project_id, summed(balance_at(moment)))
        .join(Donation, Account.donation_id == Donation.id)
        .where(Donation.fund_id == fund.id, Donation.collectivity_id.in_(donors))
        .group_by(Account.collectivity_id, Account.project_id)
    )
    # Both shapes of a project's account, each by itself, so that its own index serves.
    rows = session.execute(
        union_all(
            of_projects.where(Account.project_id.is_not(None), Account.agreement_id.is_(None)),
            of_projects.where(Account.agreement_id.is_not(None)),
        )
    )
    found: dict[int, dict[Target, int]] = {donor: defaultdict(int) for donor in donors}
    for donor, project_id, amount in rows:
        found[donor or NONE][project_id or NONE] += amount
    return found


def _add(uses: dict[Target, int], project_id: int, sums: Iterable[tuple[Place, int]]) -> None:
    for place, amount in sums:
        if place.has_project:
            uses[project_id] += amount
        elif place is not Place.DONOR:
            uses[_USES[place]] += amount


def _lines(source: FlowSource, uses: Mapping[Target, int]) -> list[FlowLine]:
    # Money brought from another fund is no use of money: what is below zero is left out.
    return [
        FlowLine(
            source=source,
            amount=Cents(amount),
            project_id=None if isinstance(target, FlowUse) else target,
            use=target if isinstance(target, FlowUse) else None,
        )
        for target, amount in uses.items()
        if amount > 0
    ]
