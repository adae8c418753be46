"""Finding donations, what they have left and what binds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, bindparam, func, select

from fundtracker.donations.errors import NoSuchDonation
from fundtracker.donations.models import Donation, DonationStep
from fundtracker.donations.restrictions import Restriction, Target
from fundtracker.donations.steps import Commitment, Step, commitment
from fundtracker.ledger.models import Account
from fundtracker.ledger.places import Place
from fundtracker.money import ZERO, Cents

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.projects.kinds import ActionType, Theme
    from fundtracker.projects.models import Project


def get_donation(session: Session, donation_id: int) -> Donation:
    """Return a donation, read afresh; raise NoSuchDonation."""
    donation = session.get(Donation, donation_id, populate_existing=True)
    if donation is None:
        raise NoSuchDonation
    return donation


class Bound(NamedTuple):
    """A donation as the rules of allocations need it; ``left`` is unallocated, in cents."""

    id: int
    fund_id: int
    reference: str
    budget: Theme
    earmark_action_type: ActionType | None
    earmark_project_id: int | None
    frozen_reason: str | None
    left: Cents


_UNALLOCATED = and_(
    Account.donation_id == Donation.id,
    Account.place == Place.UNALLOCATED,
    Account.project_id.is_(None),
)
_BOUND = (
    select(
        *(getattr(Donation, name) for name in Bound._fields if name != "left"),
        func.coalesce(Account.debits_posted - Account.credits_posted, 0),
    )
    .select_from(Donation)
    .outerjoin(Account, _UNALLOCATED)
    .where(Donation.id.in_(bindparam("donations", expanding=True)))
)


def get_donations(session: Session, donation_ids: Collection[int]) -> dict[int, Bound]:
    """Return several donations by id, read afresh in one statement; raise NoSuchDonation."""
    session.flush()
    # Past the ORM: an allocation takes from as many donations as a fund has.
    rows = session.connection().execute(_BOUND, {"donations": list(donation_ids)})
    found = {it.id: it for it in map(Bound._make, rows)}
    if found.keys() != set(donation_ids):
        raise NoSuchDonation
    return found


def restriction_of(donation: Donation | Bound) -> Restriction:
    """Return what binds a donation's money."""
    return Restriction(
        donation_reference=donation.reference,
        budget=donation.budget,
        action_type=donation.earmark_action_type,
        project_id=donation.earmark_project_id,
        frozen_reason=donation.frozen_reason,
    )


def target_of(project: Project) -> Target:
    """Return a project as the rule of restrictions needs it."""
    return Target(
        project_id=project.id,
        title=project.title,
        theme=project.theme,
        action_type=project.action_type,
    )


def restrictions(session: Session, donation_ids: Collection[int]) -> dict[int, Restriction]:
    """Return what binds each of several donations' money, by donation id."""
    found = get_donations(session, donation_ids)
    return {donation.id: restriction_of(donation) for donation in found.values()}


_OF_NO_PROJECT = select(Account.place, Account.debits_posted - Account.credits_posted).where(
    Account.donation_id == bindparam("donation_id"), Account.project_id.is_(None)
)


def balances_of(session: Session, donation_id: int) -> Mapping[Place, Cents]:
    """Return what a donation has at each place that is no project's, in cents, zeros included."""
    rows = session.execute(_OF_NO_PROJECT, {"donation_id": donation_id})
    found = {place: Cents(amount) for place, amount in rows}
    return {place: found.get(place, ZERO) for place in Place if not place.has_project}


_LEFT = (
    select(Donation.id, Account.debits_posted - Account.credits_posted)
    .join(Account, _UNALLOCATED)
    .where(Donation.fund_id == bindparam("fund"), Account.debits_posted > Account.credits_posted)
    .order_by(Donation.id)
)


def unallocated(session: Session, fund_id: int) -> dict[int, Cents]:
    """Return what donations of a fund have left to allocate, above zero, by donation id."""
    rows = session.execute(_LEFT, {"fund": fund_id})
    return {donation_id: Cents(left) for donation_id, left in rows}


def steps_of(session: Session, donation_id: int) -> list[Step]:
    """Return the steps of a donation as the rule needs them."""
    rows = session.scalars(select(DonationStep).where(DonationStep.donation_id == donation_id))
    return [step_of(row) for row in rows]


def step_of(row: DonationStep) -> Step:
    """Return a recorded step as the rule needs it."""
    return Step(
        id=row.id,
        kind=row.kind,
        amount=row.amount,
        dated_on=row.dated_on,
        replaces_id=row.replaces_id,
    )


def commitment_of(session: Session, donation_id: int, as_of: date) -> Commitment:
    """Return what a donation's steps come to as of a day."""
    return commitment(steps_of(session, donation_id), as_of)


def count_in(session: Session, fund_id: int) -> int:
    """Return how many donations a fund has, of all kinds: the number of its last one."""
    last = session.scalar(select(func.max(Donation.number)).where(Donation.fund_id == fund_id))
    return last or 0
