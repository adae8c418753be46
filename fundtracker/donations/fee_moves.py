"""Giving a fee back to a donation, and CUF taking its fees to its own account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker import text
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.donations.errors import AmountNotPositive, MoreThanFees
from fundtracker.donations.lock import lock_donation
from fundtracker.donations.models import Donation
from fundtracker.donations.queries import balances_of
from fundtracker.funds.lock import check_moves_money, lock_fund
from fundtracker.ledger import service as ledger
from fundtracker.ledger.drafts import Draft, Movement
from fundtracker.ledger.models import Account
from fundtracker.ledger.places import AccountKey, Place, Purpose
from fundtracker.money import Cents, split

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnFee:
    """A fee, or a part of it in cents, given back to the donation that bore it."""

    donation_id: int
    amount: Cents
    on: date
    reason: str
    decision_id: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class WithdrawFees:
    """Fees of a fund that CUF takes to its own account, in cents."""

    fund_id: int
    amount: Cents
    on: date
    bank_reference: str = ""


def return_fee(session: Session, request: ReturnFee, *, by: Signature) -> int:
    """Give a fee back to its donation; return the entry's number. Raises MoreThanFees."""
    donation, fund, book = lock_donation(session, request.donation_id)
    repeat = acts.find_repeat(session, ActKind.RETURN_FEE, request, by=by)
    if repeat is not None:
        return acts.result_id(session, repeat)
    check_moves_money(fund)
    _check(request.amount, balances_of(session, donation.id)[Place.FEES])
    act = acts.record(
        session,
        ActKind.RETURN_FEE,
        request,
        by=by,
        reason=text.prose(request.reason),
        decision_id=request.decision_id,
    )
    (entry,) = ledger.post(
        session,
        act,
        book,
        Draft(
            purpose=Purpose.FEE_RETURN,
            effective_on=request.on,
            movements=[
                Movement(
                    AccountKey(Place.FEES, donation.id),
                    AccountKey(Place.UNALLOCATED, donation.id),
                    request.amount,
                )
            ],
        ),
    )
    acts.concern(
        session,
        act,
        Subject(kind="entry", record_id=entry.number),
        Subject(kind="donation", record_id=donation.id),
    )
    return entry.number


def withdraw_fees(session: Session, request: WithdrawFees, *, by: Signature) -> int:
    """Let CUF take fees, in proportion to what each donation's fee is; return the entry's number.

    Raises MoreThanFees.
    """
    fund, book = lock_fund(session, request.fund_id)
    repeat = acts.find_repeat(session, ActKind.WITHDRAW_FEES, request, by=by)
    if repeat is not None:
        return acts.result_id(session, repeat)
    check_moves_money(fund)
    fees = _fees_of(session, fund.id)
    _check(request.amount, Cents(sum(fees.values())))
    act = acts.record(session, ActKind.WITHDRAW_FEES, request, by=by)
    parts = zip(fees, split(request.amount, list(fees.values())), strict=True)
    piece = text.line(request.bank_reference, required=False)
    (entry,) = ledger.post(
        session,
        act,
        book,
        Draft(
            purpose=Purpose.FEE_WITHDRAWAL,
            effective_on=request.on,
            movements=[
                Movement(
                    AccountKey(Place.FEES, donation_id),
                    AccountKey(Place.FEES_WITHDRAWN, donation_id),
                    part,
                )
                for donation_id, part in parts
                if part
            ],
            piece_reference=piece or None,
            piece_on=request.on if piece else None,
        ),
    )
    acts.concern(
        session,
        act,
        Subject(kind="entry", record_id=entry.number),
        Subject(kind="fund", record_id=fund.id),
    )
    return entry.number


def fees_kept(session: Session, fund_id: int) -> Cents:
    """Return the fees that a fund's bank account still holds, in cents."""
    return Cents(sum(_fees_of(session, fund_id).values()))


def _fees_of(session: Session, fund_id: int) -> dict[int, Cents]:
    rows = session.execute(
        select(Account.donation_id, Account.debits_posted - Account.credits_posted)
        .join(Donation, Donation.id == Account.donation_id)
        .where(
            Donation.fund_id == fund_id,
            Account.place == Place.FEES,
            Account.debits_posted > Account.credits_posted,
        )
        .order_by(Account.donation_id)
    )
    return {donation_id: Cents(amount) for donation_id, amount in rows}


def _check(amount: Cents, left: Cents) -> None:
    if amount <= 0:
        raise AmountNotPositive
    if amount > left:
        raise MoreThanFees(left=left, requested=amount)
