"""Substitution: correcting whose money paid, without touching other donors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker import text
from fundtracker.acts import service as acts
from fundtracker.acts.errors import ReasonMissing
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.allocations.errors import (
    AllocationExceedsDonation,
    AmountNotPositive,
    DonationOfAnotherFund,
    SubstitutionExceeds,
    SubstitutionWithItself,
)
from fundtracker.donations.queries import (
    balances_of,
    get_donation,
    restriction_of,
    target_of,
)
from fundtracker.donations.restrictions import check
from fundtracker.funds.lock import check_moves_money
from fundtracker.funds.queries import get_decision
from fundtracker.ledger import service as ledger
from fundtracker.ledger.drafts import Draft, Movement
from fundtracker.ledger.places import SUBSTITUTABLE, AccountKey, Place, Purpose
from fundtracker.ledger.queries import balance
from fundtracker.projects.lock import lock_project

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.donations.models import Donation
    from fundtracker.money import Cents
    from fundtracker.projects.models import Project


@dataclass(frozen=True, kw_only=True, slots=True)
class Substitute:
    """Money of one donation at a place of a project, exchanged for another's unallocated money."""

    project_id: int
    place: Place
    donation_id: int
    by_donation_id: int
    amount: Cents
    on: date
    decision_id: int
    reason: str
    agreement_id: int | None = None


def substitute(session: Session, request: Substitute, *, by: Signature) -> int:
    """Let one donation stand where another stood; the other gets the amount back unallocated.

    Returns the entry's number. Raises SubstitutionExceeds, AllocationExceedsDonation,
    DonationFrozen, WrongBudget or OutsideEarmark, DecisionNeeded, ReasonMissing.
    """
    project, fund, book = lock_project(session, request.project_id)
    repeat = acts.find_repeat(session, ActKind.SUBSTITUTE, request, by=by)
    if repeat is not None:
        return acts.result_id(session, repeat)
    check_moves_money(fund)
    decision = get_decision(session, fund.id, request.decision_id)
    reason = text.prose(request.reason)
    if not reason:
        raise ReasonMissing
    _check(session, request, project)
    act = acts.record(
        session, ActKind.SUBSTITUTE, request, by=by, reason=reason, decision_id=decision.id
    )
    (entry,) = ledger.post(session, act, book, _draft(request))
    acts.concern(
        session,
        act,
        Subject(kind="entry", record_id=entry.number),
        Subject(kind="donation", record_id=request.donation_id),
        Subject(kind="donation", record_id=request.by_donation_id),
        Subject(kind="project", record_id=project.id),
    )
    return entry.number


def _check(session: Session, request: Substitute, project: Project) -> None:
    donation = get_donation(session, request.donation_id)
    other = get_donation(session, request.by_donation_id)
    if donation.id == other.id:
        raise SubstitutionWithItself
    for it in (donation, other):
        if it.fund_id != project.fund_id:
            raise DonationOfAnotherFund(reference=it.reference)
    if request.amount <= 0 or request.place not in SUBSTITUTABLE:
        raise AmountNotPositive
    check(restriction_of(other), target_of(project))
    _check_left(session, request, donation, other)


def _check_left(session: Session, request: Substitute, donation: Donation, other: Donation) -> None:
    there = balance(session, _address(request, donation.id))
    if request.amount > there:
        raise SubstitutionExceeds(
            reference=donation.reference,
            left=there,
            n_place=request.place.label,
            requested=request.amount,
        )
    left = balances_of(session, other.id)[Place.UNALLOCATED]
    if request.amount > left:
        raise AllocationExceedsDonation(
            left=left, reference=other.reference, requested=request.amount
        )


def _address(request: Substitute, donation_id: int) -> AccountKey:
    return AccountKey(request.place, donation_id, request.project_id, request.agreement_id)


def _draft(request: Substitute) -> Draft:
    first, second = request.donation_id, request.by_donation_id
    return Draft(
        purpose=Purpose.SUBSTITUTION,
        effective_on=request.on,
        movements=[
            Movement(_address(request, first), _address(request, second), request.amount),
            Movement(
                AccountKey(Place.UNALLOCATED, second),
                AccountKey(Place.UNALLOCATED, first),
                request.amount,
            ),
        ],
    )
