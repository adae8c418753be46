"""Giving money back to its donor, or carrying it over to another fund with the donor's consent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker import clock, text
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.donations.errors import (
    AmountNotPositive,
    ConsentMissing,
    MoreThanUnallocated,
    SameFund,
)
from fundtracker.donations.kinds import DonationKind
from fundtracker.donations.lock import lock_donation
from fundtracker.donations.models import CarryOver, Donation
from fundtracker.donations.queries import balances_of, count_in, get_donation
from fundtracker.donations.receive import fee_on
from fundtracker.donations.record import reference_of
from fundtracker.funds.lock import check_moves_money, check_second_pair
from fundtracker.funds.queries import get_decision, get_fund_by_id
from fundtracker.ledger import service as ledger
from fundtracker.ledger.drafts import Draft, Movement
from fundtracker.ledger.places import AccountKey, Place, Purpose
from fundtracker.money import ZERO

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.acts.models import Act
    from fundtracker.funds.models import Fund
    from fundtracker.money import Cents


@dataclass(frozen=True, kw_only=True, slots=True)
class Refund:
    """What is left of a donation, or a part of it in cents, paid back to its donor."""

    donation_id: int
    amount: Cents
    on: date
    decision_id: int
    bank_reference: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class CarryOverTo:
    """What is left of a donation, or a part of it in cents, moved to another fund."""

    donation_id: int
    to_fund_id: int
    amount: Cents
    on: date
    decision_id: int
    consent: str


def refund(session: Session, request: Refund, *, by: Signature) -> int:
    """Pay money back to its donor by a decision; return the entry's number.

    Raises MoreThanUnallocated: what is allocated is released first.
    """
    donation, fund, book = lock_donation(session, request.donation_id)
    repeat = acts.find_repeat(session, ActKind.REFUND, request, by=by)
    if repeat is not None:
        return acts.result_id(session, repeat)
    check_moves_money(fund)
    decision = get_decision(session, fund.id, request.decision_id)
    _check_left(session, donation, request.amount)
    check_second_pair(fund, ActKind.REFUND, request, request.amount, by=by)
    act = acts.record(session, ActKind.REFUND, request, by=by, decision_id=decision.id)
    piece = text.line(request.bank_reference, required=False)
    (entry,) = ledger.post(
        session,
        act,
        book,
        Draft(
            purpose=Purpose.REFUND,
            effective_on=request.on,
            movements=[
                Movement(
                    AccountKey(Place.UNALLOCATED, donation.id),
                    AccountKey(Place.RETURNED, donation.id),
                    request.amount,
                )
            ],
            piece_reference=piece or None,
            piece_on=request.on if piece else None,
        ),
    )
    acts.concern(
        session,
        act,
        Subject(kind="entry", record_id=entry.number),
        Subject(kind="donation", record_id=donation.id),
    )
    return entry.number


def _check_left(session: Session, donation: Donation, amount: Cents) -> None:
    if amount <= 0:
        raise AmountNotPositive
    left = balances_of(session, donation.id)[Place.UNALLOCATED]
    if amount > left:
        raise MoreThanUnallocated(reference=donation.reference, left=left, requested=amount)


def carry_over(session: Session, request: CarryOverTo, *, by: Signature) -> CarryOver:
    """Move money to another fund, in both books by one act; the new donation keeps what binds it.

    Raises SameFund, ConsentMissing, MoreThanUnallocated, or FundClosed for either fund.
    """
    donation = get_donation(session, request.donation_id)
    fund, to_fund = _lock_both(session, donation.fund_id, request.to_fund_id)
    repeat = acts.find_repeat(session, ActKind.CARRY_OVER, request, by=by)
    if repeat is not None:
        return session.get_one(CarryOver, acts.result_id(session, repeat))
    check_moves_money(fund)
    check_moves_money(to_fund)
    decision = get_decision(session, fund.id, request.decision_id)
    consent = text.line(request.consent, required=False)
    if not consent:
        raise ConsentMissing
    _check_left(session, donation, request.amount)
    for each in (fund, to_fund):
        check_second_pair(each, ActKind.CARRY_OVER, request, request.amount, by=by)
    target = _carried_in(session, donation, to_fund)
    act = acts.record(session, ActKind.CARRY_OVER, request, by=by, decision_id=decision.id)
    fee = fee_on(session, target, request.amount, request.on)
    numbers = _post_both(session, act, request, (donation, fund), (target, to_fund), fee)
    carried = CarryOver(
        from_donation_id=donation.id,
        to_donation_id=target.id,
        from_book_id=fund.book_id,
        from_number=numbers[0],
        to_book_id=to_fund.book_id,
        to_number=numbers[1],
        consent=consent,
        act_id=act.id,
    )
    session.add(carried)
    session.flush()
    acts.concern(
        session,
        act,
        Subject(kind="carry_over", record_id=carried.id),
        Subject(kind="donation", record_id=donation.id),
        Subject(kind="donation", record_id=target.id),
    )
    return carried


def _lock_both(session: Session, fund_id: int, to_fund_id: int) -> tuple[Fund, Fund]:
    if fund_id == to_fund_id:
        raise SameFund
    funds = get_fund_by_id(session, fund_id), get_fund_by_id(session, to_fund_id)
    ledger.lock(session, *(fund.book_id for fund in funds))
    for fund in funds:
        session.refresh(fund)
    return funds


def _carried_in(session: Session, donation: Donation, to_fund: Fund) -> Donation:
    """Open the donation that bears carried money in the other fund.

    An earmark on a project stays behind with its fund; a budget of origin and a type do not.
    """
    number = count_in(session, to_fund.id) + 1
    target = Donation(
        fund_id=to_fund.id,
        number=number,
        kind=DonationKind.CARRIED_IN if donation.collectivity_id else donation.kind,
        collectivity_id=donation.collectivity_id,
        reference=reference_of(to_fund, number),
        budget=donation.budget,
        earmark_action_type=donation.earmark_action_type,
        carried_from_id=donation.id,
        note="",
        recorded_at=clock.now(),
    )
    session.add(target)
    session.flush()
    return target


def _post_both(
    session: Session,
    act: Act,
    request: CarryOverTo,
    giving: tuple[Donation, Fund],
    taking: tuple[Donation, Fund],
    fee: Cents,
) -> tuple[int, int]:
    donation, fund = giving
    target, to_fund = taking
    book, to_book = ledger.lock(session, fund.book_id, to_fund.book_id)
    unallocated = AccountKey(Place.UNALLOCATED, target.id)
    (out,) = ledger.post(
        session,
        act,
        book,
        Draft(
            purpose=Purpose.CARRY_OVER,
            effective_on=request.on,
            movements=[
                Movement(
                    AccountKey(Place.UNALLOCATED, donation.id),
                    AccountKey(Place.CARRIED, donation.id),
                    request.amount,
                )
            ],
        ),
    )
    drafts = [
        Draft(
            purpose=Purpose.CARRY_OVER,
            effective_on=request.on,
            movements=[Movement(AccountKey(Place.CARRIED, target.id), unallocated, request.amount)],
        )
    ]
    if fee > ZERO:
        drafts.append(
            Draft(
                purpose=Purpose.MANAGEMENT_FEE,
                effective_on=request.on,
                movements=[Movement(unallocated, AccountKey(Place.FEES, target.id), fee)],
            )
        )
    into = ledger.post(session, act, to_book, *drafts)
    return out.number, into[0].number
