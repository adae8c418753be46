"""Allocating money to projects, and returning to unallocated what is not needed there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker import text
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.allocations.errors import (
    AmountNotPositive,
    DonationOfAnotherFund,
    NothingToAllocate,
    ReleaseExceedsHeld,
    ReleaseExceedsProject,
    SameDonationTwice,
)
from fundtracker.allocations.rules import Line, Source, check_lines
from fundtracker.donations.queries import get_donations, restriction_of, target_of
from fundtracker.funds.lock import (
    check_allocates,
    check_moves_money,
    check_second_pair,
)
from fundtracker.funds.queries import get_decision
from fundtracker.ledger import service as ledger
from fundtracker.ledger.drafts import Draft, Movement
from fundtracker.ledger.places import AccountKey, Place, Purpose
from fundtracker.ledger.queries import available
from fundtracker.money import ZERO, Cents, split
from fundtracker.projects.errors import ProjectTakesNoMoney
from fundtracker.projects.lock import lock_project

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.acts.models import Act
    from fundtracker.projects.models import Project


@dataclass(frozen=True, kw_only=True, slots=True)
class Allocate:
    """Money of one or more donations to a project, by a decision of its fund."""

    project_id: int
    decision_id: int
    on: date
    lines: tuple[Line, ...]
    memo: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Release:
    """Allocated money, not yet paid, that returns to unallocated by a decision of its fund.

    ``lines`` where staff chose whose; else ``amount`` (cents), in proportion to what each has.
    """

    project_id: int
    decision_id: int
    on: date
    lines: tuple[Line, ...] = ()
    amount: Cents | None = None
    reason: str = ""


def allocate(session: Session, request: Allocate, *, by: Signature) -> int:
    """Allocate money to a project: one entry, one transfer for each donation; return its number.

    Raises NoAllocationNow, ProjectTakesNoMoney, DecisionNeeded, DonationFrozen, WrongBudget,
    OutsideEarmark, NeedsConfirmation, or AllocationExceedsDonation saying how much is left.
    """
    project, fund, book = lock_project(session, request.project_id)
    repeat = acts.find_repeat(session, ActKind.ALLOCATE, request, by=by)
    if repeat is not None:
        return acts.result_id(session, repeat)
    check_allocates(fund)
    if not project.status.takes_money:
        raise ProjectTakesNoMoney(project=project.title, status=project.status.label)
    decision = get_decision(session, fund.id, request.decision_id)
    check_lines(request.lines, _sources(session, project, request.lines), target_of(project))
    amount = Cents(sum(line.amount for line in request.lines))
    check_second_pair(fund, ActKind.ALLOCATE, request, amount, by=by)
    act = acts.record(session, ActKind.ALLOCATE, request, by=by, decision_id=decision.id)
    (entry,) = ledger.post(
        session,
        act,
        book,
        Draft(
            purpose=Purpose.ALLOCATION,
            effective_on=request.on,
            movements=[
                Movement(
                    AccountKey(Place.UNALLOCATED, line.donation_id),
                    AccountKey(Place.HELD, line.donation_id, project.id),
                    line.amount,
                )
                for line in request.lines
            ],
            memo=text.prose(request.memo),
        ),
    )
    _concern(session, act, entry.number, project, request.lines)
    return entry.number


def _sources(session: Session, project: Project, lines: Sequence[Line]) -> list[Source]:
    """Return what each donation of the lines has left; raise DonationOfAnotherFund."""
    ids = {line.donation_id for line in lines}
    found = []
    for donation_id, donation in get_donations(session, ids).items():
        if donation.fund_id != project.fund_id:
            raise DonationOfAnotherFund(reference=donation.reference)
        found.append(
            Source(
                donation_id=donation_id,
                left=donation.left,
                restriction=restriction_of(donation),
            )
        )
    return found


def release(session: Session, request: Release, *, by: Signature) -> int:
    """Return allocated money to unallocated by a decision; return the entry's number.

    Raises ReleaseExceedsHeld or ReleaseExceedsProject: what is paid to the partner must come back
    from it first.
    """
    project, fund, book = lock_project(session, request.project_id)
    repeat = acts.find_repeat(session, ActKind.RELEASE, request, by=by)
    if repeat is not None:
        return acts.result_id(session, repeat)
    check_moves_money(fund)
    decision = get_decision(session, fund.id, request.decision_id)
    lines = request.lines or _usual(session, project, request.amount)
    _check_release(session, project, lines)
    act = acts.record(
        session,
        ActKind.RELEASE,
        request,
        by=by,
        reason=text.prose(request.reason),
        decision_id=decision.id,
    )
    (entry,) = ledger.post(
        session,
        act,
        book,
        Draft(
            purpose=Purpose.RELEASE,
            effective_on=request.on,
            movements=[
                Movement(
                    AccountKey(Place.HELD, line.donation_id, project.id),
                    AccountKey(Place.UNALLOCATED, line.donation_id),
                    line.amount,
                )
                for line in lines
            ],
        ),
    )
    _concern(session, act, entry.number, project, lines)
    return entry.number


def _usual(session: Session, project: Project, amount: Cents | None) -> tuple[Line, ...]:
    """Share what goes back over the donations held for a project, in proportion to each."""
    if amount is None or amount <= 0:
        raise AmountNotPositive
    held = [it for it in available(session, Place.HELD, project.id) if it.left > 0]
    left = Cents(sum(it.left for it in held))
    if amount > left:
        raise ReleaseExceedsProject(left=left, requested=amount)
    parts = split(amount, [it.left for it in held])
    return tuple(
        Line(donation_id=it.key.donation_id, amount=part)
        for it, part in zip(held, parts, strict=True)
        if part
    )


def _check_release(session: Session, project: Project, lines: Sequence[Line]) -> None:
    if not lines:
        raise NothingToAllocate
    ids = {line.donation_id for line in lines}
    left_of = available(session, Place.HELD, project.id, donation_ids=ids)
    held = {it.key.donation_id: it.left for it in left_of}
    donations = get_donations(session, ids)
    seen: set[int] = set()
    for line in lines:
        reference = donations[line.donation_id].reference
        if line.amount <= 0:
            raise AmountNotPositive
        if line.donation_id in seen:
            raise SameDonationTwice(reference=reference)
        seen.add(line.donation_id)
        left = held.get(line.donation_id, ZERO)
        if line.amount > left:
            raise ReleaseExceedsHeld(left=left, reference=reference, requested=line.amount)


def _concern(
    session: Session, act: Act, number: int, project: Project, lines: Sequence[Line]
) -> None:
    acts.concern(
        session,
        act,
        Subject(kind="entry", record_id=number),
        Subject(kind="project", record_id=project.id),
        *(Subject(kind="donation", record_id=line.donation_id) for line in lines),
    )
