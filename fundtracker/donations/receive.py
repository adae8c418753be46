"""Receiving money: the receipt, and its management fee in the same act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker import text
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.db import unanswered
from fundtracker.donations import expect
from fundtracker.donations.errors import AmountNotPositive
from fundtracker.donations.fees import NO_FEE, Rate, fee_due, rate_on
from fundtracker.donations.kinds import DonationKind
from fundtracker.donations.lock import lock_donation
from fundtracker.donations.models import Donation, Receipt
from fundtracker.donations.queries import balances_of
from fundtracker.funds.lock import check_moves_money
from fundtracker.funds.queries import fee_rules
from fundtracker.ledger import service as ledger
from fundtracker.ledger.accounts import standing_of
from fundtracker.ledger.drafts import Draft, Movement
from fundtracker.ledger.places import AccountKey, Place, Purpose
from fundtracker.money import ZERO, Cents
from fundtracker.rows import insert

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.funds.states import Origin


_FEES = (Place.FEES, Place.FEES_WITHDRAWN)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceivePayment:
    """Money that came in for a donation, in cents, on the day the bank gives."""

    donation_id: int
    amount: Cents
    received_on: date
    payer: str = ""
    bank_reference: str = ""
    memo: str = ""
    origin: Origin | None = None


def receive(session: Session, request: ReceivePayment, *, by: Signature) -> Receipt:
    """Record a payment received and take the fee that is due, in one act.

    Money received is always recorded: a missing paper is a task, never a refusal. Raises
    AmountNotPositive, FundClosed, or the ledger's refusals of dates.
    """
    donation, fund, book = lock_donation(session, request.donation_id)
    repeat = acts.find_repeat(session, ActKind.RECEIVE, request, by=by)
    if repeat is not None:
        return session.get_one(Receipt, acts.result_id(session, repeat))
    if request.amount <= 0:
        raise AmountNotPositive
    check_moves_money(fund)
    payer = text.line(request.payer, required=False)
    reference = text.line(request.bank_reference, required=False)
    accounts = standing_of(session, book, donation.id)
    balances = {key.place: Cents(it.balance) for key, it in accounts.items()}
    rate = fee_rate(session, donation, request.received_on)
    fee = _fee(rate, donation, balances, request.amount)
    act = acts.record(session, ActKind.RECEIVE, request, by=by)
    drafts = receipt_drafts(donation, request, fee, piece=reference)
    entries = ledger.post(session, act, book, *drafts, known=accounts)
    receipt = Receipt(
        donation_id=donation.id,
        book_id=book.id,
        number=entries[0].number,
        payer=payer,
        bank_reference=reference,
        origin=request.origin,
        act_id=act.id,
    )
    insert(session, receipt)
    with unanswered(session):
        expect.answer(session, donation.id, None)
        acts.concern(
            session,
            act,
            Subject(kind="receipt", record_id=receipt.id),
            Subject(kind="donation", record_id=donation.id),
        )
    return receipt


def receipt_drafts(
    donation: Donation, request: ReceivePayment, fee: Cents, *, piece: str
) -> list[Draft]:
    """Draft the entries of a receipt: the money in, and its fee where there is one."""
    unallocated = AccountKey(Place.UNALLOCATED, donation.id)
    drafts = [
        Draft(
            purpose=Purpose.RECEIPT,
            effective_on=request.received_on,
            movements=[Movement(AccountKey(Place.DONOR, donation.id), unallocated, request.amount)],
            piece_reference=piece or None,
            piece_on=request.received_on if piece else None,
            memo=request.memo,
        )
    ]
    if fee:
        drafts.append(
            Draft(
                purpose=Purpose.MANAGEMENT_FEE,
                effective_on=request.received_on,
                movements=[Movement(unallocated, AccountKey(Place.FEES, donation.id), fee)],
            )
        )
    return drafts


def fee_on(
    session: Session,
    donation: Donation,
    amount: Cents,
    on: date,
    *,
    less_received: Cents = ZERO,
    less_taken: Cents = ZERO,
) -> Cents:
    """Return the fee due, in cents, when ``amount`` comes in for a donation on a day.

    ``less_received`` and ``less_taken`` are what a correction reverses in the same act.
    """
    rate, balances = fee_rate(session, donation, on), balances_of(session, donation.id)
    return _fee(rate, donation, balances, amount, less_received, less_taken)


def _fee(
    rate: Rate,
    donation: Donation,
    balances: Mapping[Place, Cents],
    amount: Cents,
    less_received: Cents = ZERO,
    less_taken: Cents = ZERO,
) -> Cents:
    """Return the fee due on an amount that comes in beside what is there, as ``fee_on`` does."""
    given = [Place.DONOR]
    if donation.kind is DonationKind.CARRIED_IN:
        given.append(Place.CARRIED)
    received = amount - less_received - sum(balances.get(it, ZERO) for it in given)
    taken = sum(balances.get(it, ZERO) for it in _FEES) - less_taken
    return min(fee_due(rate, received=Cents(received), taken=Cents(taken)), amount)


def fee_rate(session: Session, donation: Donation, on: date) -> Rate:
    """Return a donation's rate on a day: its own or the fund's rule; gifts alone bear fees."""
    rules = [
        Rate(
            rate_bp=rule.rate_bp,
            cap=rule.cap,
            valid_from=rule.valid_from,
            applies_to_carried=rule.applies_to_carried,
        )
        for rule in fee_rules(session, donation.fund_id)
    ]
    rate = rate_on(rules, on)
    if donation.kind is DonationKind.CARRIED_IN and not rate.applies_to_carried:
        return NO_FEE
    if not donation.kind.has_collectivity:
        return NO_FEE
    if donation.fee_rate_bp is not None:
        return Rate(rate_bp=donation.fee_rate_bp, cap=donation.fee_cap)
    return rate
