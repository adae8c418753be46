"""Finding donations, what they have left and what binds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

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

    from fundtracker.projects.models import Project


def get_donation(session: Session, donation_id: int) -> Donation:
    """Return a donation, read afresh; raise NoSuchDonation."""
    donation = session.get(Donation, donation_id, populate_existing=True)
    if donation is None:
        raise NoSuchDonation
    return donation


def get_donations(session: Session, donation_ids: Collection[int]) -> dict[int, Donation]:
    """Return several donations by id, read afresh in one statement; raise NoSuchDonation."""
    donations = session.scalars(
        select(Donation)
        .where(Donation.id.in_(donation_ids))
        .execution_options(populate_existing=True)
    )
    found = {donation.id: donation for donation in donations}
    if found.keys() != set(donation_ids):
        raise NoSuchDonation
    return found


def restriction_of(donation: Donation) -> Restriction:
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


def unallocated(
    session: Session, fund_id: int, *, donation_ids: Collection[int] | None = None
) -> dict[int, Cents]:
    """Return what donations of a fund have left to allocate, above zero, by donation id.

    Of all its donations, or of those that ``donation_ids`` names.
    """
    query = (
        select(Account.donation_id, Account.debits_posted - Account.credits_posted)
        .join(Donation, Donation.id == Account.donation_id)
        .where(
            Donation.fund_id == fund_id,
            Account.place == Place.UNALLOCATED,
            Account.debits_posted > Account.credits_posted,
        )
        .order_by(Account.donation_id)
    )
    if donation_ids is not None:
        query = query.where(Account.donation_id.in_(donation_ids), Account.project_id.is_(None))
    return {donation_id: Cents(left) for donation_id, left in session.execute(query)}


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
