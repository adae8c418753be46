"""Correcting a receipt: another amount or another day, in one act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker import text
from fundtracker.acts import service as acts
from fundtracker.acts.errors import ReasonMissing
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.corrections.errors import NoSuchReceipt, ReceiptReversed
from fundtracker.corrections.posted_receipt import is_reversed, posted
from fundtracker.donations.errors import AmountNotPositive
from fundtracker.donations.lock import lock_donation
from fundtracker.donations.models import Receipt
from fundtracker.donations.receive import ReceivePayment, fee_on, receipt_drafts
from fundtracker.funds.lock import check_moves_money
from fundtracker.ledger.models import Entry
from fundtracker.ledger.places import Purpose
from fundtracker.ledger.reversal import post_correction, reversals

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.money import Cents


@dataclass(frozen=True, kw_only=True, slots=True)
class CorrectReceipt:
    """What a receipt should have said: its amount in cents and its day; and why it did not."""

    receipt_id: int
    amount: Cents
    received_on: date
    reason: str


def correct_receipt(session: Session, request: CorrectReceipt, *, by: Signature) -> Receipt:
    """Reverse a receipt with its fee and record the right one, dated as it should have been.

    The reversal bears the date of what it reverses, or the day after the closed period. Other
    donors are not touched. Raises ReceiptReversed, ReasonMissing, AmountNotPositive, or
    ReverseOthersFirst where the right amount no longer covers what was allocated since.
    """
    wrong = session.get(Receipt, request.receipt_id)
    if wrong is None:
        raise NoSuchReceipt
    donation, fund, book = lock_donation(session, wrong.donation_id)
    repeat = acts.find_repeat(session, ActKind.CORRECT, request, by=by)
    if repeat is not None:
        return session.get_one(Receipt, acts.result_id(session, repeat))
    check_moves_money(fund)
    reason = text.prose(request.reason)
    if not reason:
        raise ReasonMissing
    if request.amount <= 0:
        raise AmountNotPositive
    if is_reversed(session, wrong):
        raise ReceiptReversed
    numbers, amount, fee_taken = posted(session, wrong)
    entry = session.get_one(Entry, (wrong.book_id, wrong.number))
    on = entry.effective_on
    if book.locked_until is not None and on <= book.locked_until:
        on = max(request.received_on, on)
    right = ReceivePayment(
        donation_id=donation.id, amount=request.amount, received_on=request.received_on
    )
    fee = fee_on(
        session,
        donation,
        request.amount,
        request.received_on,
        less_received=amount,
        less_taken=fee_taken,
    )
    act = acts.record(session, ActKind.CORRECT, request, by=by, reason=reason)
    entries = post_correction(
        session,
        act,
        book,
        *reversals(session, book, numbers, on=on, memo=reason),
        *receipt_drafts(donation, right, fee, piece=wrong.bank_reference),
    )
    number = next(
        it.number
        for it in entries
        if it.draft.purpose is Purpose.RECEIPT and it.draft.reverses is None
    )
    receipt = Receipt(
        donation_id=donation.id,
        book_id=book.id,
        number=number,
        payer=wrong.payer,
        bank_reference=wrong.bank_reference,
        origin=wrong.origin,
        act_id=act.id,
    )
    session.add(receipt)
    session.flush()
    acts.concern(
        session,
        act,
        Subject(kind="receipt", record_id=receipt.id),
        Subject(kind="receipt", record_id=wrong.id),
        Subject(kind="donation", record_id=donation.id),
    )
    return receipt
