"""Recording donations, their steps and their freezes: what moves no money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker import clock, text
from fundtracker.acts import service as acts
from fundtracker.acts.errors import ReasonMissing
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.donations import expect, stages
from fundtracker.donations.errors import (
    AmountNotPositive,
    CollectivityNeeded,
    CollectivityNotWanted,
    DonationNotFrozen,
    EarmarkElsewhere,
    StepAlreadyReplaced,
    StepInTheFuture,
    StepOfAnotherDonation,
)
from fundtracker.donations.kinds import DonationKind, Expected, StepKind
from fundtracker.donations.lock import lock_donation
from fundtracker.donations.models import Donation, DonationFreeze, DonationStep
from fundtracker.donations.queries import count_in, get_donation
from fundtracker.funds.lock import check_moves_money, lock_fund
from fundtracker.parties.queries import get_collectivity
from fundtracker.projects.kinds import ActionType, Theme
from fundtracker.projects.queries import get_project

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.acts.models import Act
    from fundtracker.funds.models import Fund
    from fundtracker.funds.states import Origin
    from fundtracker.money import Cents


@dataclass(frozen=True, kw_only=True, slots=True)
class FirstStep:
    """The step by which a donation begins, in cents, recorded by the same act."""

    kind: StepKind
    amount: Cents
    dated_on: date
    reference: str = ""
    file_sha256: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordDonation:
    """A donation to a fund, with what binds it; its steps and receipts follow."""

    fund_id: int
    kind: DonationKind = DonationKind.GIFT
    collectivity_id: int | None = None
    budget: Theme = Theme.GENERAL
    earmark_action_type: ActionType | None = None
    earmark_project_id: int | None = None
    fee_rate_bp: int | None = None
    fee_cap: Cents | None = None
    note: str = ""
    first_step: FirstStep | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordStep:
    """A dated step of a donation, in cents; ``replaces_id`` where it amends an earlier one."""

    donation_id: int
    kind: StepKind
    amount: Cents
    dated_on: date
    reference: str = ""
    replaces_id: int | None = None
    file_sha256: str | None = None
    origin: Origin | None = None
    source: str | None = None
    # What is to come next, where that is said with the step.
    expected: Expected | None = None
    expected_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Freeze:
    """A donor's wish that its money stand still, or (``is_frozen`` false) move again."""

    donation_id: int
    is_frozen: bool
    dated_on: date
    reason: str


def record_donation(session: Session, request: RecordDonation, *, by: Signature) -> Donation:
    """Record a donation under the next reference of its fund.

    Raises CollectivityNeeded, CollectivityNotWanted, EarmarkElsewhere, FundClosed, or what is
    wrong with its first step.
    """
    fund, _ = lock_fund(session, request.fund_id)
    repeat = acts.find_repeat(session, ActKind.RECORD_DONATION, request, by=by)
    if repeat is not None:
        return get_donation(session, acts.result_id(session, repeat))
    check_moves_money(fund)
    _check_owner(session, request)
    if request.earmark_project_id is not None:
        project = get_project(session, request.earmark_project_id)
        if project.fund_id != fund.id:
            raise EarmarkElsewhere
    number = count_in(session, fund.id) + 1
    donation = Donation(
        fund_id=fund.id,
        number=number,
        kind=request.kind,
        collectivity_id=request.collectivity_id,
        reference=reference_of(fund, number),
        budget=request.budget,
        earmark_action_type=request.earmark_action_type,
        earmark_project_id=request.earmark_project_id,
        fee_rate_bp=request.fee_rate_bp,
        fee_cap=request.fee_cap,
        note=text.prose(request.note),
        recorded_at=clock.now(),
    )
    session.add(donation)
    act = acts.record(session, ActKind.RECORD_DONATION, request, by=by)
    acts.concern(session, act, Subject(kind="donation", record_id=donation.id))
    if request.first_step is not None:
        first = request.first_step
        asked = RecordStep(
            donation_id=donation.id,
            kind=first.kind,
            amount=first.amount,
            dated_on=first.dated_on,
            reference=first.reference,
            file_sha256=first.file_sha256,
        )
        _check_step(session, asked)
        step = _add_step(session, act, asked)
        acts.concern(session, act, Subject(kind="donation_step", record_id=step.id))
    return donation


def reference_of(fund: Fund, number: int) -> str:
    """Return the reference of a fund's donation of that number: ``EQUATEUR-2016-0007``."""
    return f"{fund.code.upper()}-{number:04}"


def _check_owner(session: Session, request: RecordDonation) -> None:
    if not request.kind.has_collectivity:
        if request.collectivity_id is not None:
            raise CollectivityNotWanted
        return
    if request.collectivity_id is None:
        raise CollectivityNeeded
    get_collectivity(session, request.collectivity_id)


def record_step(session: Session, request: RecordStep, *, by: Signature) -> DonationStep:
    """Record a step, at any time and in any order: a missing paper is a task, never a refusal.

    Raises AmountNotPositive, StepInTheFuture, StepOfAnotherDonation or StepAlreadyReplaced.
    """
    donation, _fund, _book = lock_donation(session, request.donation_id)
    repeat = acts.find_repeat(session, ActKind.RECORD_STEP, request, by=by)
    if repeat is not None:
        return session.get_one(DonationStep, acts.result_id(session, repeat))
    _check_step(session, request)
    act = acts.record(session, ActKind.RECORD_STEP, request, by=by)
    step = _add_step(session, act, request)
    if request.expected is not None:
        expect.keep(session, act, donation.id, request.expected, request.expected_on)
    acts.concern(
        session,
        act,
        Subject(kind="donation_step", record_id=step.id),
        Subject(kind="donation", record_id=donation.id),
    )
    return step


def _check_step(session: Session, request: RecordStep) -> None:
    if request.amount <= 0:
        raise AmountNotPositive
    if request.dated_on > clock.today():
        raise StepInTheFuture
    if request.replaces_id is not None:
        _check_replaced(session, request)


def _add_step(session: Session, act: Act, request: RecordStep) -> DonationStep:
    step = DonationStep(
        donation_id=request.donation_id,
        kind=request.kind,
        amount=request.amount,
        dated_on=request.dated_on,
        reference=text.line(request.reference, required=False),
        replaces_id=request.replaces_id,
        file_sha256=request.file_sha256,
        origin=request.origin,
        source=request.source,
        recorded_at=act.at,
        act_id=act.id,
    )
    session.add(step)
    session.flush()
    stages.keep(session, step.donation_id)
    expect.answer(session, step.donation_id, step.kind)
    return step


def _check_replaced(session: Session, request: RecordStep) -> None:
    replaced = session.get(DonationStep, request.replaces_id)
    if replaced is None or replaced.donation_id != request.donation_id:
        raise StepOfAnotherDonation
    later = select(DonationStep.id).where(DonationStep.replaces_id == replaced.id)
    if session.scalar(later) is not None:
        raise StepAlreadyReplaced


def freeze(session: Session, request: Freeze, *, by: Signature) -> Donation:
    """Freeze a donation's money by the donor's wish, or lift the freeze; both with a reason."""
    donation, _fund, _book = lock_donation(session, request.donation_id)
    kind = ActKind.FREEZE if request.is_frozen else ActKind.LIFT_FREEZE
    repeat = acts.find_repeat(session, kind, request, by=by)
    if repeat is not None:
        return donation
    session.refresh(donation)
    if not request.is_frozen and donation.frozen_reason is None:
        raise DonationNotFrozen
    reason = text.prose(request.reason)
    if not reason:
        raise ReasonMissing
    act = acts.record(session, kind, request, by=by, reason=reason)
    donation.frozen_reason = reason if request.is_frozen else None
    session.add(
        DonationFreeze(
            donation_id=donation.id,
            is_frozen=request.is_frozen,
            dated_on=request.dated_on,
            reason=reason,
            act_id=act.id,
        )
    )
    acts.concern(session, act, Subject(kind="donation", record_id=donation.id))
    return donation
